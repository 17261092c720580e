// Every kind of data that is no CIFAR binary archive, through the window: chosen, trained on, and shown.
#include "support/process.h"
#include "ui/dialogs/file_dialog.h"
#include "ui/map/map_area.h"
#include "ui/panels/message_bar.h"
#include "ui/person.h"

#include <QPushButton>

using namespace selfsight;
using namespace selfsight::ui;
using test::find;
using test::Person;

namespace {

// One colour a class. The archive of CIFAR-10 has its full number of images, as the source demands.
const char kMake[] = R"(
import io, pathlib, pickle, sys, tarfile
import numpy as np
from PIL import Image
d = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(0)
def images(n, side, planes):
    y = np.arange(n) % 3
    x = rng.integers(0, 60, (n, 3, side, side), dtype='u1'); x[np.arange(n), y] += 150
    return (x if planes else x.transpose(0, 2, 3, 1)), y

(d / 'stl').mkdir()
for part, n in (('train', 60), ('test', 40)):
    x, y = images(n, 96, True); x.tofile(d / 'stl' / (part + '_X.bin')); (y + 1).astype('u1').tofile(d / 'stl' / (part + '_y.bin'))
(d / 'stl/class_names.txt').write_text('\n'.join(f'kind {i}' for i in range(10)) + '\n')
with tarfile.open(d / 'stl10_binary.tar.gz', 'w:gz', compresslevel=1) as tar: tar.add(d / 'stl', 'stl10_binary')

x, y = images(100, 24, False)
np.savez(d / 'arrays.npz', x_train=x[:60], y_train=y[:60], x_test=x[60:], y_test=y[60:])
np.save(d / 'only_images.npy', x)

(d / 'p').mkdir()
rows = ['path,class,split,camera']
for i in range(100):
    name = f'p/{i}.' + ('png', 'jpg', 'bmp', 'webp')[i % 4]
    Image.fromarray(x[i]).resize((24 + i % 5, 24)).save(d / name)
    rows.append(f'{name},{("ant", "bee", "cat")[i % 3]},{"test" if i >= 60 else "train"},{"old" if i % 2 else "new"}')
(d / 'table.csv').write_text('\n'.join(rows) + '\n')

with tarfile.open(d / 'cifar-10-python.tar.gz', 'w:gz', compresslevel=1) as tar:
    def add(name, value):
        data = pickle.dumps(value, protocol=2)
        info = tarfile.TarInfo('cifar-10-batches-py/' + name); info.size = len(data); tar.addfile(info, io.BytesIO(data))
    add('batches.meta', {b'label_names': [b'kind_%d' % i for i in range(10)], b'num_cases_per_batch': 10000})
    labels = np.arange(10000) % 10
    pixels = np.repeat((20 * labels).astype('u1')[:, None], 3072, 1)
    for name in ['data_batch_%d' % i for i in range(1, 6)] + ['test_batch']:
        add(name, {b'labels': labels.tolist(), b'data': pixels, b'filenames': []})
)";

}  // namespace

class TestWindowSources : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        test::isolateSettings(folder_);
        qApp->setProperty("selfsight.reducedMotion", true);
        const test::ProcessResult made =
            test::runProcess({SELFSIGHT_TEST_PYTHON, "-c", kMake, folder_.path().toStdString()});
        QVERIFY2(made.exitCode == 0, made.err.c_str());
    }

    void areOpenedTrainedOnAndShown_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("method");
        QTest::addColumn<int>("testImages");
        QTest::addColumn<QStringList>("columns");  // to colour by, and in the first the name of a value
        QTest::addColumn<QString>("value");
        const QStringList classes{"class"};
        QTest::newRow("STL-10") << "stl10_binary.tar.gz"
                                << "stl10"
                                << "supervised" << 40 << classes << "kind 1";
        QTest::newRow("arrays") << "arrays.npz"
                                << "arrays"
                                << "supervised" << 40 << classes << "";
        QTest::newRow("images without labels") << "only_images.npy"
                                               << "arrays"
                                               << "simsiam" << 0 << QStringList() << "";
        QTest::newRow("a table of pictures") << "table.csv"
                                             << "table"
                                             << "supervised" << 40 << QStringList{"class", "camera"} << "bee";
        QTest::newRow("CIFAR-10 for Python") << "cifar-10-python.tar.gz"
                                             << "cifar10"
                                             << "random" << 10000 << classes << "kind 1";
    }

    void areOpenedTrainedOnAndShown() {
        QFETCH(QString, file);
        QFETCH(QString, kind);
        QFETCH(QString, method);
        QFETCH(int, testImages);
        QFETCH(QStringList, columns);
        QFETCH(QString, value);
        MainWindow window;
        QVERIFY(window.openWorkspace(folder_.filePath("lab-") + file));
        window.show();
        Person person{window};
        file_dialog::answerNext(folder_.filePath(file));
        person.press("welcomeData");
        QCOMPARE(find<QComboBox>(window, "setupData")->currentData().toString(), folder_.filePath(file));
        auto* methods = find<QComboBox>(window, "setupMethod");
        methods->setCurrentIndex(methods->findData(method));
        find<QComboBox>(window, "setupBudgetUnit")->setCurrentText("epochs");
        find<QDoubleSpinBox>(window, "setupBudget")->setValue(1);
        find<QLineEdit>(window, "setupWidth")->setText("0.0625");
        find<QLineEdit>(window, "setupBatch")->setText("20");
        person.press("setupStart");
        QVERIFY(person.jobsEnd());
        QTRY_COMPARE(window.controller()->runs()->rowCount(), 1);
        // What the window knows of a run's folder follows its end by a moment.
        const auto run = [&window] { return window.controller()->snapshot()->runs.front(); };
        QTRY_VERIFY(run()->embeddings);
        QTRY_COMPARE(run()->record.state, RunState::Succeeded);
        const auto summary = run();
        QCOMPARE(QString::fromStdString(summary->record.dataKind), kind);
        if (testImages > 0) QCOMPARE(summary->record.testCount, testImages);
        const auto& names = summary->names.classes;
        if (!value.isEmpty())
            QVERIFY2(std::find(names.begin(), names.end(), value.toStdString()) != names.end(),
                     qPrintable(value));

        auto* maps = find<QComboBox>(window, "mapMethod");
        maps->setCurrentIndex(maps->findData("pca"));
        QTRY_VERIFY(find<QAction>(window, "actionComputeMaps")->isEnabled());
        person.choose("actionComputeMaps");
        QVERIFY(person.jobsEnd());
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE_WITH_TIMEOUT(map->runs().size(), 1, Person::patience);
        for (const QString& column : columns)
            QTRY_VERIFY2_WITH_TIMEOUT(map->colourChoices().contains(column), qPrintable(column),
                                      Person::patience);
        // Of 96 px a person is told what they cost; of nothing else there is anything to say.
        QCOMPARE(find<MessageBar>(window, "messageBar")->count(), file.startsWith("stl10") ? 1 : 0);
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowSources)
#include "test_window_sources.moc"
