// Curves as a person meets them: crosshair, axes, stars, the strip below, and runs too long to be held whole.
#include "store/metrics_pyramid.h"
#include "ui/export/curves_figure.h"
#include "ui/plots/crosshair.h"
#include "ui/plots/curve_raster.h"
#include "ui/plots/curves_plot.h"
#include "ui/plots/curves_view.h"
#include "ui/plots/overview_strip.h"

#include <QApplication>
#include <QListView>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <cmath>
#include <fstream>
#include <limits>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// A row every ten steps; an accuracy that is best in the middle.
store::MetricsTable tableOf(int rows, double level) {
    store::MetricsTable table;
    table.columns = {"step", "epoch", "images_seen", "seconds", "train_loss", "val_accuracy"};
    for (int i = 0; i < rows; ++i)
        table.rows.push_back({10.0 * i, 0.1 * i, 640.0 * i, 2.0 * i, level + i,
                              i % 10 == 0 ? 0.5 - 1e-5 * std::pow(i - rows / 2, 2) : kNan});
    return table;
}

store::MetricsTable oneRow(double value) {
    store::MetricsTable table;
    table.columns = {"step", "train_loss"};
    table.rows = {{10, value}};
    return table;
}

// A run of so many rows in a folder: 1 everywhere but for one value of 10 and one of −10.
void writeLong(const QString& folder, int rows, int high, int low) {
    std::ofstream file((folder + "/metrics.csv").toStdString());
    file << "epoch,step,images_seen,train_loss\n";
    for (int i = 0; i < rows; ++i)
        file << i / 100.0 << ',' << i << ',' << 64 * i << ','
             << (i == high  ? 10
                 : i == low ? -10
                            : 1)
             << '\n';
}

int inkIn(OverviewStrip* strip, const QColor& colour) {
    const QImage image = strip->grab().toImage();
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel(image.pixel(x, y));
            count += std::abs(pixel.hue() - colour.hue()) < 12 && pixel.saturation() > 60 ? 1 : 0;
        }
    return count;
}

}  // namespace

class TestCurvesView : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { theme::apply(*qApp, theme::Mode::Light); }

    void theCrosshairReadsAllRunsAtOnePlace() {
        CurvesView view;
        view.resize(900, 400);
        view.show();
        for (const char* method : {"supervised", "byol", "simsiam"}) {
            const QString id = QString::fromLatin1(method);
            view.setRun(id, theme::encoderStyle(id));
        }
        view.setTable("supervised", tableOf(200, 100));
        view.setTable("byol", tableOf(200, 200));
        view.setTable("simsiam", tableOf(50, 300));  // ended sooner
        auto* plot = view.findChild<CurvesPlot*>();
        auto* legend = view.findChild<QListView*>("curvesLegend");
        QTRY_COMPARE(plot->xAxis->range().upper, 1990.0);
        const auto value = [&](int row) {
            return legend->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
        };
        QTRY_VERIFY2(value(0).contains("299"), qPrintable(value(0)));
        const QPoint at(static_cast<int>(std::lround(plot->xAxis->coordToPixel(1000))),
                        plot->area().center().y());
        QTest::mouseMove(plot, at);
        QTRY_VERIFY2(value(0).contains("200.0"), qPrintable(value(0)));
        QVERIFY2(value(1).contains("300.0"), qPrintable(value(1)));
        QVERIFY2(value(2).contains("349.0"), qPrintable(value(2)));
        QCOMPARE(view.findChild<Crosshair*>()->x(), 1000.0);
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(plot, &leave);
        QTRY_VERIFY(value(0).contains("299"));
    }

    void theAxisCountsStepsEpochsImagesOrTime_data() {
        QTest::addColumn<int>("axis");
        QTest::addColumn<double>("end");
        QTest::newRow("steps") << int(CurvesView::XAxis::Step) << 1990.0;
        QTest::newRow("epochs") << int(CurvesView::XAxis::Epoch) << 19.9;
        QTest::newRow("images") << int(CurvesView::XAxis::Images) << 127360.0;
        QTest::newRow("time") << int(CurvesView::XAxis::Time) << 398.0;
    }
    void theAxisCountsStepsEpochsImagesOrTime() {
        QFETCH(int, axis);
        QFETCH(double, end);
        CurvesView view;
        view.setRun("a", theme::encoderStyle("byol"));
        view.setTable("a", tableOf(200, 1));
        view.setXAxis(static_cast<CurvesView::XAxis>(axis));
        auto* plot = view.findChild<CurvesPlot*>();
        QTRY_VERIFY(std::abs(plot->xAxis->range().upper - end) < 1e-6 * end);
    }

    void theBestEvaluationIsStarred() {
        CurvesModel model;
        model.runs.push_back(std::make_unique<CurvesRun>());
        model.runs[0]->id = "a";
        model.runs[0]->style = theme::encoderStyle("byol");
        model.runs[0]->series.setTable(tableOf(200, 4), {});
        model.group = "accuracy";
        const CurveLine line = model.lines().front();
        QCOMPARE(model.best(line), std::int64_t(10));  // row 100 of every tenth
        // A star is wider than any point; it moves with the best.
        CurvesPlot plot(&model);
        plot.resize(600, 300);
        plot.refresh();
        plot.showAll();
        const auto inkAround = [&](std::size_t value) {
            const QImage image = plot.toPixmap(600, 300).toImage();
            const int x = static_cast<int>(std::lround(plot.xAxis->coordToPixel(model.x(line, value))));
            const int y = static_cast<int>(std::lround(plot.yAxis->coordToPixel(line.curve->values[value])));
            int ink = 0;
            for (int dy = -7; dy <= 7; ++dy)
                for (int dx = -3; dx <= 3; ++dx)
                    ink += QColor(image.pixel(x + dx, y + dy)).saturation() > 120 ? 1 : 0;
            return ink;
        };
        QVERIFY2(inkAround(10) > inkAround(9) + 5,
                 qPrintable(QStringLiteral("%1 %2").arg(inkAround(10)).arg(inkAround(9))));
        model.group = "loss";
        QCOMPARE(model.best(model.lines().front()), std::int64_t(-1));  // a training loss has no best
    }

    void aSinglePointAndALevelLineAreSeenInTheStrip() {
        for (const bool level : {false, true}) {
            CurvesView view;
            view.resize(700, 400);
            view.show();
            view.setRun("a", theme::encoderStyle("byol"));
            store::MetricsTable table = oneRow(2.5);
            if (level) table.rows.push_back({20, 2.5});
            view.setTable("a", table);
            auto* strip = view.findChild<OverviewStrip*>();
            auto* plot = view.findChild<CurvesPlot*>();
            QTRY_VERIFY(strip->isVisible() && plot->xAxis->range().contains(10));
            QVERIFY(inkIn(strip, theme::encoderStyle("byol").colour) > 6);
            QVERIFY(plot->yAxis->range().contains(2.5));
        }
    }

    void theFrontCurveHidesWhatIsBehindAndPaleOnesAddUp() {
        const auto band = [](QRgb colour, float opacity) {
            RasterCurve curve;
            ColumnBuilder builder(curve.columns, 20);
            for (int x = 0; x < 20; ++x) builder.spanTo(x + 0.5, 10, 30);
            curve.colour = colour;
            curve.opacity = opacity;
            return curve;
        };
        QImage image(20, 40, QImage::Format_ARGB32_Premultiplied);
        image.fill(0);
        rasterise({band(qRgb(255, 0, 0), 1), band(qRgb(0, 0, 255), 1)}, image);
        QCOMPARE(image.pixel(10, 20), qRgb(0, 0, 255));
        QCOMPARE(image.pixel(10, 35), qRgba(0, 0, 0, 0));
        // Two halves over each other cover three quarters, of which the front one has two.
        image.fill(0);
        rasterise({band(qRgb(255, 0, 0), 0.5F), band(qRgb(0, 0, 255), 0.5F)}, image);
        const QRgb mixed = image.pixel(10, 20);
        QVERIFY(std::abs(qAlpha(mixed) - 191) <= 2);
        QVERIFY2(std::abs(qBlue(mixed) - 128) <= 3 && std::abs(qRed(mixed) - 64) <= 3,
                 qPrintable(QString::number(mixed, 16)));
        // Over what was there.
        image.fill(qRgb(0, 255, 0));
        rasterise({band(qRgb(255, 0, 0), 0.5F)}, image);
        QVERIFY(std::abs(qRed(image.pixel(10, 20)) - 128) <= 2 &&
                std::abs(qGreen(image.pixel(10, 20)) - 127) <= 2);
        QCOMPARE(image.pixel(10, 35), qRgb(0, 255, 0));
        // Many of them cost no more than they show.
        image.fill(0);
        rasterise(std::vector<RasterCurve>(300, band(qRgb(255, 0, 0), 0.25F)), image);
        QVERIFY(qAlpha(image.pixel(10, 20)) >= 252 && qRed(image.pixel(10, 20)) >= 252);
    }

    void extremesOfALongRunAreDrawnAndTheirRowsReadWhenZoomedIn() {
        QTemporaryDir folder;
        constexpr int rows = 200000, high = 61803, low = 150000;
        writeLong(folder.path(), rows, high, low);
        store::MetricsPyramid pyramid(folder.path().toStdString());
        while (pyramid.advance()) {
        }
        const store::MetricsDigest digest = pyramid.digest(1000);
        QVERIFY(digest.rows.size() < 3000);
        CurvesView view;
        view.resize(700, 400);
        view.show();
        view.setRun("a", theme::encoderStyle("byol"));
        QSignalSpy wanted(&view, &CurvesView::detailWanted);
        view.setDigest("a", digest);
        auto* plot = view.findChild<CurvesPlot*>();
        QTRY_COMPARE(plot->xAxis->range().upper, double(rows - 1));
        QVERIFY(plot->yAxis->range().lower < -10 && plot->yAxis->range().upper > 10);
        // The spike stands where it is.
        const QImage image = plot->toPixmap(700, 400).toImage();
        const int y = static_cast<int>(plot->yAxis->coordToPixel(6));
        int found = -1;
        for (int x = plot->area().left() + 2; x < plot->area().right() - 1; ++x) {
            const QColor colour(image.pixel(x, y));
            if (colour.saturation() > 60) found = x;
        }
        QVERIFY(found > 0);
        QVERIFY(std::abs(plot->xAxis->pixelToCoord(found) - high) < 3.0 * rows / plot->area().width());
        const auto settled = [&view] { return !view.findChild<QTimer*>("curvesDetailTimer")->isActive(); };
        QTRY_VERIFY(settled());
        QCOMPARE(wanted.size(), 0);  // more could not be seen

        // Zoomed in, what is in view and as much on either side is asked for once.
        plot->xAxis->setRange(high - 1000, high + 1000);
        QTRY_COMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].toString(), QString("a"));
        QVERIFY(wanted[0][1].toDouble() <= high - 2999 && wanted[0][2].toDouble() >= high + 2999);
        view.setDigest("a", pyramid.digest(1000, wanted[0][1].toDouble(), wanted[0][2].toDouble(), 50000));
        QTRY_VERIFY(plot->xAxis->range().contains(high));
        QTRY_VERIFY(settled());
        QCOMPARE(wanted.size(), 1);
        plot->xAxis->setRange(high - 2500, high - 500);
        QTRY_VERIFY(settled());
        QCOMPARE(wanted.size(), 1);

        // Rows that come live stand behind it.
        event::Metrics row;
        row.step = rows + 5000;
        row.values = {{"train_loss", 20}};
        view.append("a", row);
        view.fit();
        QTRY_VERIFY(plot->xAxis->range().upper >= rows + 5000 && plot->yAxis->range().upper >= 20);
    }

    void smoothingWeighsWhatAValueStandsFor() {
        Curve reduced, whole;
        reduced.setSmoothing(0.9);
        whole.setSmoothing(0.9);
        std::int32_t row = 0;
        for (const auto& [value, count] : {std::pair{1.0F, 64U}, {3.0F, 5U}, {2.0F, 1U}}) {
            reduced.append(row++, value, {value, value}, count);
            for (unsigned i = 0; i < count; ++i) whole.append(row++, value);
        }
        QVERIFY(std::abs(reduced.smooth.back() - whole.smooth.back()) < 1e-5);
        reduced.truncate(2);
        QVERIFY(std::abs(reduced.smooth.back() - whole.smooth[68]) < 1e-5);
        QCOMPARE(reduced.counts.size(), std::size_t(2));
    }

    void theExportOfAReducedRunSaysSo() {
        QTemporaryDir folder;
        writeLong(folder.path(), 50000, 100, 200);
        store::MetricsPyramid pyramid(folder.path().toStdString());
        while (pyramid.advance()) {
        }
        CurvesModel model;
        model.runs.push_back(std::make_unique<CurvesRun>());
        model.runs[0]->id = "a";
        model.runs[0]->series.setDigest(pyramid.digest(100));
        QString text;
        QTextStream out(&text);
        CurvesFigure(model, {}).writeCsv(out, true);
        out.flush();
        const QStringList lines = text.split('\n', Qt::SkipEmptyParts);
        QVERIFY2(lines[0].endsWith(",value,mean_of,least,greatest"), qPrintable(lines[0]));
        QVERIFY2(lines[1].endsWith(",512,-10,10"), qPrintable(lines[1]));
        QVERIFY2(lines.last().endsWith(",1,1,1,1"), qPrintable(lines.last()));
    }
};

QTEST_MAIN(TestCurvesView)
#include "test_curves_view.moc"
