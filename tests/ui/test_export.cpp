// Exports are read back: size, theme, titles, metadata, numbers; and nothing half-written stays.
#include "core/error.h"
#include "support/synthetic_maps.h"
#include "ui/export/csv.h"
#include "ui/export/exporter.h"
#include "ui/map/map_area.h"
#include "ui/plots/curves_view.h"

#include <QApplication>
#include <QFile>
#include <QPainter>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList lines(const QString& path) {
    QStringList result;
    for (const QString& line : QString::fromUtf8(contents(path)).split(u'\n', Qt::SkipEmptyParts))
        if (!line.startsWith(u'#')) result << line;
    return result;
}

}  // namespace

class TestExport : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        // Exports are light whatever the window is.
        theme::apply(*qApp, theme::Mode::Dark);
        qApp->setProperty("selfsight.reducedMotion", true);
        QVERIFY(folder_.isValid());
    }

    void init() {
        curves_ = std::make_unique<CurvesView>();
        curves_->resize(700, 400);
        store::MetricsTable table;
        table.columns = {"step", "epoch", "images_seen", "train_loss"};
        for (int i = 0; i < 100; ++i)
            table.rows.push_back({10.0 * i, 0.1 * i, 640.0 * i, 0.25 + 1.0 / (1 + i)});
        curves_->setRun(QStringLiteral("20261124-byol-s3"), theme::encoderStyle(QStringLiteral("byol")),
                        QStringLiteral("demo, seed 3, notebook"));
        curves_->setTable(QStringLiteral("20261124-byol-s3"), table);
        curves_->fit();
        maps_ = std::make_unique<MapArea>();
        maps_->resize(700, 500);
        images_ = test::syntheticImages(200, 20);
        maps_->setImages(images_);
        EncoderMap map;
        map.run = QStringLiteral("20261124-byol-s3");
        map.style = theme::encoderStyle(QStringLiteral("byol"));
        map.label = QStringLiteral("BYOL, seed 3");
        map.caption = QStringLiteral("t-SNE, perplexity 30, seed 0, trustworthiness .95");
        map.points = test::syntheticMap(200, 20, 0.1, 1);
        map.predicted = test::syntheticPredictions(*images_, 0.6, 1);
        maps_->setMap(map);
        points_ = map.points;
    }

    void pngsAreLightTwiceAsLargeAndKnowTheirRun() {
        const QString path = folder_.filePath(QStringLiteral("loss.png"));
        curves_->exportTo(path);
        const QImage image(path);
        QVERIFY(image.width() > 1800);
        QCOMPARE(image.pixel(3, 3), qRgb(255, 255, 255));
        QCOMPARE(image.text(QStringLiteral("run")), QStringLiteral("20261124-byol-s3"));
        QVERIFY(image.text(QStringLiteral("Description")).contains(QStringLiteral("seed 3")));
        QVERIFY(image.text(QStringLiteral("Software")).startsWith(QStringLiteral("Selfsight")));
        // The line is there, in BYOL's colour.
        int orange = 0;
        for (int y = 0; y < image.height(); y += 2)
            for (int x = 0; x < image.width(); x += 2) {
                const QColor c(image.pixel(x, y));
                orange +=
                    std::abs(c.red() - 0xd5) < 25 && std::abs(c.green() - 0x5e) < 25 && c.blue() < 40 ? 1 : 0;
            }
        QVERIFY2(orange > 100, qPrintable(QString::number(orange)));

        const QString map = folder_.filePath(QStringLiteral("map.png"));
        maps_->exportTo(map);
        const QImage picture(map);
        QVERIFY(picture.width() > 1000);
        QCOMPARE(picture.pixel(3, 3), qRgb(255, 255, 255));
        QVERIFY(picture.text(QStringLiteral("Description")).contains(QStringLiteral("perplexity 30")));
        QVERIFY(picture.text(QStringLiteral("Description")).contains(QStringLiteral("carry no meaning")));
    }

    void svgsAreVectorsWithTitles() {
        const QString path = folder_.filePath(QStringLiteral("loss.svg"));
        curves_->exportTo(path);
        const QByteArray svg = contents(path);
        QVERIFY(svg.contains("<title>Loss</title>"));
        QVERIFY(svg.contains("run: 20261124-byol-s3"));
        QVERIFY(!svg.contains("<image"));
        QVERIFY(svg.contains("polyline") || svg.contains("<path"));
        QVERIFY(svg.contains(">step<") || svg.contains("step</text>"));
        QXmlStreamReader xml(svg);
        while (!xml.atEnd()) xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QSvgRenderer renderer(svg);
        QVERIFY(renderer.isValid());

        const QString map = folder_.filePath(QStringLiteral("map.svg"));
        maps_->exportTo(map);
        const QByteArray drawn = contents(map);
        QVERIFY(QSvgRenderer(drawn).isValid());
        // Every point is there, as a dot or, where there is room, as its image.
        QVERIFY(drawn.count("<image") > 0);
        QVERIFY(drawn.count("<circle") + drawn.count("<image") >= 200);
    }

    void pdfsAreOnePage() {
        const QString path = folder_.filePath(QStringLiteral("loss.pdf"));
        curves_->exportTo(path);
        const QByteArray pdf = contents(path);
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.trimmed().endsWith("%%EOF"));
        QCOMPARE(pdf.count("/Type /Page\n"), 1);
        QVERIFY(pdf.contains("/Title"));
        QVERIFY(pdf.contains("/MediaBox [0 0 "));
        maps_->exportTo(folder_.filePath(QStringLiteral("map.pdf")));
        QVERIFY(contents(folder_.filePath(QStringLiteral("map.pdf"))).startsWith("%PDF-"));
    }

    void tablesReadBackTheNumbers() {
        const QString path = folder_.filePath(QStringLiteral("loss.csv"));
        curves_->exportTo(path);
        QVERIFY(contents(path).contains("# run: 20261124-byol-s3"));
        const QStringList rows = lines(path);
        QCOMPARE(rows.size(), 101);
        QCOMPARE(rows[0], QStringLiteral("run,metric,step,epoch,images_seen,seconds,value"));
        const QStringList cells = rows[5].split(u',');
        QCOMPARE(cells[1], QStringLiteral("train_loss"));
        QCOMPARE(cells[2].toDouble(), 40.0);
        QCOMPARE(cells[5], QString());
        QCOMPARE(cells[6].toFloat(), static_cast<float>(0.25 + 1.0 / 5));

        const QString map = folder_.filePath(QStringLiteral("map.csv"));
        maps_->setSelection({7});
        maps_->exportTo(map);
        const QStringList points = lines(map);
        QCOMPARE(points.size(), 201);
        QCOMPARE(points[0], QStringLiteral("run,image,x,y,class,superclass,background,predicted,selected"));
        const QStringList point = points[8].split(u',');
        QCOMPARE(point[1].toInt(), 7);
        QCOMPARE(point[2].toFloat(), points_->at(7, 0));
        QCOMPARE(point[3].toFloat(), points_->at(7, 1));
        QCOMPARE(point[4], QString::fromStdString(images_->columns[0].names[7]));
        QCOMPARE(point[8], QStringLiteral("1"));
        QVERIFY(points[9].endsWith(QStringLiteral(",0")));
    }

    void fourMapsFitOnOnePage() {
        for (const char* method : {"supervised", "simsiam", "random"}) {
            EncoderMap map;
            map.run = QString::fromLatin1(method);
            map.style = theme::encoderStyle(map.run);
            map.label = map.style.label;
            map.points = test::syntheticMap(200, 20, 0.4, 2);
            maps_->setMap(map);
        }
        const QString path = folder_.filePath(QStringLiteral("four.png"));
        maps_->exportTo(path);
        QVERIFY(QImage(path).width() > 1600);
        maps_->exportTo(folder_.filePath(QStringLiteral("one.png")), QStringLiteral("random"));
        QVERIFY(QImage(folder_.filePath(QStringLiteral("one.png"))).width() < QImage(path).width());
    }

    void whatCannotBeWrittenLeavesNothingAndSaysSo() {
        const QString path = folder_.filePath(QStringLiteral("missing/loss.png"));
        try {
            curves_->exportTo(path);
            QFAIL("no error");
        } catch (const RuntimeError& error) {
            QCOMPARE(error.code(), ErrorCode::Environment);
            QVERIFY(QString::fromUtf8(error.what()).contains(path));
        }
        QVERIFY(!QFile::exists(path));
        QVERIFY_EXCEPTION_THROWN(curves_->exportTo(folder_.filePath(QStringLiteral("loss.bmp"))),
                                 RuntimeError);
        QVERIFY_EXCEPTION_THROWN(
            maps_->exportTo(folder_.filePath(QStringLiteral("a.png")), QStringLiteral("nobody")),
            RuntimeError);
        QVERIFY_EXCEPTION_THROWN(MapArea().exportTo(folder_.filePath(QStringLiteral("a.png"))), RuntimeError);
    }

    void fieldsAreQuotedWhereTheyHaveToBe() {
        QCOMPARE(csvField(QStringLiteral("maple tree")), QStringLiteral("maple tree"));
        QCOMPARE(csvField(QStringLiteral("a,\"b\"")), QStringLiteral("\"a,\"\"b\"\"\""));
        QCOMPARE(csvNumber(12345678), QStringLiteral("12345678"));
        QCOMPARE(csvNumber(std::nan("")), QString());
        QCOMPARE(csvNumber(0.1F).toFloat(), 0.1F);
    }

  private:
    QTemporaryDir folder_;
    std::unique_ptr<CurvesView> curves_;
    std::unique_ptr<MapArea> maps_;
    std::shared_ptr<const data::ImageSet> images_;
    std::shared_ptr<const Matrix> points_;
};

QTEST_MAIN(TestExport)
#include "test_export.moc"
