// A first hour, scripted: an engineer's with images of their own, without the README, ending in named files.
// The clicks are counted.
#include "ui/dialogs/file_dialog.h"
#include "ui/map/map_area.h"
#include "ui/person.h"
#include "ui/screenshots.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QImage>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>

using namespace selfsight;
using namespace selfsight::ui;
using test::contentOf;
using test::find;
using test::Person;

namespace {

// Red and blue tiles with stripes, as folders of pictures that a camera might have left.
void writePictures(const QString& folder) {
    for (const char* part : {"train", "test"}) {
        for (int kind = 0; kind < 2; ++kind) {
            const QString name =
                QStringLiteral("%1/%2/%3").arg(folder, part, kind == 0 ? "parts ok" : "parts bad");
            QDir().mkpath(name);
            for (int i = 0; i < 60; ++i) {
                QImage picture(32, 32, QImage::Format_RGB32);
                picture.fill(kind == 0 ? QColor(200, 40 + i, 40) : QColor(40, 40 + i, 200));
                for (int x = i % 8; x < 32; x += 8)
                    for (int y = 0; y < 32; ++y)
                        picture.setPixelColor(kind == 0 ? x : y, kind == 0 ? y : x, Qt::white);
                picture.save(QStringLiteral("%1/%2.png").arg(name).arg(i));
            }
        }
    }
}

}  // namespace

class TestWindowOwnImages : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { test::isolateSettings(folder_); }

    // Drops a folder of pictures, asks what it costs, trains BYOL on it, and takes the map and its points.
    void anEngineers() {
        const QString pictures = folder_.filePath("camera");
        writePictures(pictures);
        MainWindow window;
        window.openWorkspace(folder_.filePath("engineer"));
        window.resize(1440, 900);
        window.show();
        Person person{window};

        QMimeData dropped;
        dropped.setUrls({QUrl::fromLocalFile(pictures)});
        QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &drop);
        auto* data = find<QComboBox>(window, "setupData");
        QCOMPARE(data->currentData().toString(), pictures);
        auto* method = find<QComboBox>(window, "setupMethod");
        method->setCurrentIndex(method->findData("byol"));
        find<QComboBox>(window, "setupBudgetUnit")->setCurrentText("epochs");
        find<QDoubleSpinBox>(window, "setupBudget")->setValue(3);
        find<QLineEdit>(window, "setupWidth")->setText("0.0625");
        find<QLineEdit>(window, "setupBatch")->setText("40");
        person.press("costMeasure");
        QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>(window, "costMeasured")->text().contains("images/s"),
                                 Person::patience);
        test::shoot(window, window, "cost");
        person.press("setupStart");
        QVERIFY(person.jobsEnd());
        QTRY_COMPARE(window.controller()->runs()->rowCount(), 1);

        // A single run has embeddings; its map is one button away.
        QTRY_VERIFY(find<QPushButton>(window, "mapNoteCompute")->isVisible());
        person.press("mapNoteCompute");
        QVERIFY(person.jobsEnd());
        auto* map = find<MapArea>(window, "map");
        QTRY_COMPARE(map->runs().size(), 1);
        QTRY_VERIFY(map->colourChoices().contains("class"));
        const QString figure = folder_.filePath("parts map.png"), points = folder_.filePath("parts map.csv");
        file_dialog::answerNext(figure);
        person.choose("actionExportMaps");
        file_dialog::answerNext(points);
        person.choose("actionExportMaps");
        QVERIFY(!QImage(figure).isNull());
        const QByteArray rows = contentOf(points);
        QVERIFY2(rows.contains("parts bad"), rows.left(400).constData());
        QVERIFY2(rows.count('\n') >= 120, rows.left(400).constData());
        QVERIFY2(person.clicks <= 6, qPrintable(QString::number(person.clicks)));
        qInfo("an engineer's first hour: %d clicks", person.clicks);
    }

  private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestWindowOwnImages)
#include "test_window_own_images.moc"
