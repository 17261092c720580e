// Curves: what is kept, what is drawn, and how soon.
#include "core/random.h"
#include "ui/plots/curve_raster.h"
#include "ui/plots/curves_plot.h"
#include "ui/plots/curves_view.h"
#include "ui/plots/overview_strip.h"
#include "ui/plots/pyramid.h"
#include "ui/plots/run_series.h"

#include <QApplication>
#include <QComboBox>
#include <QListView>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

store::MetricsTable tableOf(int rows, double level) {
    store::MetricsTable table;
    table.columns = {"step", "epoch", "images_seen", "train_loss", "val_knn", "lr"};
    for (int i = 0; i < rows; ++i)
        table.rows.push_back({10.0 * i, 0.1 * i, 640.0 * i, level * std::exp(-0.01 * i),
                              i % 10 == 0 ? 0.1 + 0.001 * i : kNan, 5e-4});
    return table;
}

event::Metrics metricsAt(std::int64_t step, double loss) {
    event::Metrics metrics;
    metrics.step = step;
    metrics.epoch = static_cast<double>(step) / 100;
    metrics.imagesSeen = static_cast<double>(step) * 64;
    metrics.seconds = static_cast<double>(step) * 0.05;
    metrics.values = {{"train_loss", loss}, {"lr", 1e-3}};
    return metrics;
}

// How many pixels differ clearly from the ground within the plot's axes.
int inkIn(const QImage& image) {
    int count = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x) count += qAlpha(image.pixel(x, y)) > 100 ? 1 : 0;
    return count;
}

}  // namespace

class TestCurves : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { theme::apply(*qApp, theme::Mode::Light); }

    void everyBlockOfThePyramidHoldsItsExtremes() {
        RandomStream random(1, "pyramid");
        Pyramid pyramid;
        std::vector<float> values;
        for (int i = 0; i < 3000; ++i) {
            values.push_back(static_cast<float>(random.normal()));
            pyramid.append(values.back());
            if (i % 501 != 500 && i != 2999) continue;
            for (std::size_t l = 0; l < pyramid.levelCount(); ++l) {
                const std::size_t size = Pyramid::blockSize(l);
                QCOMPARE(pyramid.level(l).size(), (values.size() + size - 1) / size);
                for (std::size_t b = 0; b < pyramid.level(l).size(); ++b) {
                    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(b * size);
                    const auto end =
                        values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), (b + 1) * size));
                    QCOMPARE(pyramid.level(l)[b].least, *std::min_element(begin, end));
                    QCOMPARE(pyramid.level(l)[b].greatest, *std::max_element(begin, end));
                }
            }
        }
        QVERIFY(pyramid.levelFor(3000, 100) >= 0);
        QCOMPARE(pyramid.levelFor(50, 100), -1);
    }

    void smoothingIsAnUnbiasedAverage() {
        Curve curve;
        for (int i = 0; i < 50; ++i) curve.append(i, static_cast<float>(i % 7));
        curve.setSmoothing(0.6);
        double sum = 0;
        double mass = 0;
        for (int i = 0; i < 50; ++i) {
            sum = 0.6 * sum + 0.4 * (i % 7);
            mass = 0.6 * mass + 0.4;
            QVERIFY(std::abs(curve.smooth[static_cast<std::size_t>(i)] - sum / mass) < 1e-5);
        }
        curve.append(50, 3);
        QCOMPARE(curve.smooth.size(), std::size_t{51});
        curve.setSmoothing(0);
        QVERIFY(curve.smooth.empty());
    }

    void rowsComeFromTablesAndFromEventsAlike() {
        RunSeries table;
        store::MetricsTable metrics;
        metrics.columns = {"step", "epoch", "images_seen", "train_loss"};
        store::MetricsTable timings;
        timings.columns = {"step", "seconds", "images_per_second", "wall_time"};
        RunSeries live;
        for (int i = 1; i <= 5; ++i) {
            const event::Metrics m = metricsAt(10 * i, 1.0 / i);
            metrics.rows.push_back({static_cast<double>(m.step), m.epoch, m.imagesSeen, 1.0 / i});
            timings.rows.push_back({static_cast<double>(m.step), m.seconds, kNan, 0});
            live.append(m);
        }
        table.setTable(metrics, timings);
        QCOMPARE(table.rowCount(), live.rowCount());
        for (std::size_t row = 0; row < 5; ++row)
            for (int axis = 0; axis < kAxisCount; ++axis) QCOMPARE(table.x(axis, row), live.x(axis, row));
        const QString loss = QStringLiteral("train_loss");
        QCOMPARE(table.curve(loss)->values, live.curve(loss)->values);
        const QString rate = QStringLiteral("images_per_second");
        QCOMPARE(live.curve(rate)->values.size(), std::size_t{4});
        QCOMPARE(live.curve(rate)->values.front(), 1280.0F);
        QCOMPARE(table.curve(rate)->values, live.curve(rate)->values);
    }

    void aResumedRunTakesBackItsLaterRows() {
        RunSeries series;
        for (int i = 1; i <= 10; ++i) series.append(metricsAt(10 * i, i));
        series.append(metricsAt(50, 99));
        QCOMPARE(series.rowCount(), std::size_t{5});
        QCOMPARE(series.curve(QStringLiteral("train_loss"))->values, std::vector<float>({1, 2, 3, 4, 99}));
        // An evaluation at the step just reported joins its row.
        event::Metrics evaluation = metricsAt(50, 0);
        evaluation.values = {{"val_knn", 0.5}};
        series.append(evaluation);
        QCOMPARE(series.rowCount(), std::size_t{5});
        QCOMPARE(series.curve(QStringLiteral("val_knn"))->rows, std::vector<std::int32_t>({4}));
    }

    void aSpikeOfOneInAHundredThousandIsDrawn() {
        CurvesModel model;
        model.runs.push_back(std::make_unique<CurvesRun>());
        CurvesRun& run = *model.runs.back();
        run.style = theme::encoderStyle(QStringLiteral("supervised"));
        store::MetricsTable table;
        table.columns = {"step", "train_loss"};
        for (int i = 0; i < 100000; ++i)
            table.rows.push_back({static_cast<double>(i), i == 61803 ? 10.0 : 1.0});
        run.series.setTable(table, {});
        CurvesPlot plot(&model);
        plot.resize(500, 300);
        plot.refresh();
        plot.showAll();
        QVERIFY(plot.yAxis->range().upper >= 10);
        const QImage image = plot.toPixmap(500, 300).toImage();
        const QRect area = plot.area();
        // Above the base line nothing but the spike leaves ink.
        const int middle = area.center().y();
        int found = -1;
        for (int x = area.left() + 2; x < area.right() - 1; ++x) {
            const QColor colour(image.pixel(x, middle));
            if (colour.blue() - colour.red() > 60) found = x;
        }
        QVERIFY(found > 0);
        QVERIFY(std::abs(plot.xAxis->pixelToCoord(found) - 61803) < 100000.0 / area.width() * 3);
    }

    void columnsCoverTheLineExactly() {
        std::vector<CurveColumn> columns;
        ColumnBuilder builder(columns, 10);
        builder.lineTo(-5, 0);
        builder.lineTo(5, 100);
        builder.lineTo(20, 100);
        QCOMPARE(columns[0].least, 50.0F);
        QCOMPARE(columns[0].greatest, 60.0F);
        QCOMPARE(columns[4].last, 100.0F);
        QCOMPARE(columns[9].least, 100.0F);
        ColumnBuilder broken(columns, 10);
        broken.lineTo(1.5, 3);
        broken.gap();
        broken.lineTo(6.5, 9);
        QVERIFY(columns[1].any && columns[6].any && !columns[4].any);
    }

    void dashesLeaveGapsAndThreadsChangeNothing() {
        RasterCurve solid;
        ColumnBuilder builder(solid.columns, 400);
        builder.lineTo(0, 20);
        builder.lineTo(400, 60);
        RasterCurve dashed = solid;
        dashed.dash = dashLengths(Qt::DashLine, 1.6);
        const auto draw = [](const RasterCurve& curve) {
            QImage image(400, 80, QImage::Format_ARGB32_Premultiplied);
            image.fill(0);
            rasterise({curve}, image);
            return image;
        };
        const int full = inkIn(draw(solid));
        const int parts = inkIn(draw(dashed));
        QVERIFY(full > 400);
        QVERIFY(parts > full / 3 && parts < full * 5 / 6);
        // A line 1.6 pixels wide covers 1.6 pixels a column.
        const QImage image = draw(solid);
        double sum = 0;
        for (int y = 0; y < 80; ++y) sum += qAlpha(image.pixel(200, y)) / 255.0;
        QVERIFY2(std::abs(sum - 1.6) < 0.12, qPrintable(QString::number(sum)));
    }

    void theViewShowsWhatComes() {
        CurvesView view;
        view.resize(800, 400);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.setRun(QStringLiteral("a"), theme::encoderStyle(QStringLiteral("supervised")));
        view.setRun(QStringLiteral("b"), theme::encoderStyle(QStringLiteral("byol")));
        view.setTable(QStringLiteral("a"), tableOf(200, 4));
        auto* tabs = view.findChild<QTabBar*>();
        QTRY_COMPARE(tabs->count(), 3);
        QCOMPARE(view.groups(),
                 QStringList({QStringLiteral("loss"), QStringLiteral("knn"), QStringLiteral("lr")}));
        QCOMPARE(view.group(), QStringLiteral("loss"));
        auto* plot = view.findChild<CurvesPlot*>();
        QTRY_COMPARE(plot->xAxis->range().upper, 1990.0);

        // Live rows: the axis follows, and many rows cost one repaint.
        QSignalSpy replots(plot, &QCustomPlot::afterReplot);
        for (int i = 0; i < 500; ++i) view.append(QStringLiteral("b"), metricsAt(10 * i, 2.0));
        QTRY_COMPARE(plot->xAxis->range().upper, 4990.0);
        QVERIFY(replots.count() <= 6);

        view.setGroup(QStringLiteral("knn"));
        QCOMPARE(tabs->tabData(tabs->currentIndex()).toString(), QStringLiteral("knn"));
        view.setXAxis(CurvesView::XAxis::Time);
        QCOMPARE(view.findChild<QComboBox*>(QStringLiteral("curvesAxis"))->currentIndex(), 3);
        view.setXAxis(CurvesView::XAxis::Images);
        view.setSmoothing(0.9);
        view.setLogarithmic(true);
        QCOMPARE(plot->yAxis->scaleType(), QCPAxis::stLogarithmic);
        view.setLogarithmic(false);
        view.setHighlighted(QStringLiteral("a"));
        view.removeRun(QStringLiteral("a"));
        QTRY_COMPARE(view.findChild<QListView*>(QStringLiteral("curvesLegend"))->model()->rowCount(), 1);
        view.clear();
        view.grab();
    }

    void aZoomStaysWhenRowsCome() {
        CurvesView view;
        view.resize(800, 400);
        view.show();
        view.setRun(QStringLiteral("a"), theme::encoderStyle(QStringLiteral("supervised")));
        view.setTable(QStringLiteral("a"), tableOf(200, 4));
        auto* plot = view.findChild<CurvesPlot*>();
        QTRY_COMPARE(plot->xAxis->range().upper, 1990.0);
        QTest::keyClick(plot, Qt::Key_Plus);
        const QCPRange zoomed = plot->xAxis->range();
        QVERIFY(zoomed.size() < 1990);
        QSignalSpy replots(plot, &QCustomPlot::afterReplot);
        view.append(QStringLiteral("a"), metricsAt(5000, 1));
        QTRY_VERIFY(replots.count() > 0);
        QCOMPARE(plot->xAxis->range(), zoomed);
        QTest::keyClick(plot, Qt::Key_F);
        QCOMPARE(plot->xAxis->range().upper, 5000.0);
    }

    void theStripBelowChoosesWhatIsShown() {
        CurvesView view;
        view.resize(800, 400);
        view.show();
        auto* strip = view.findChild<OverviewStrip*>();
        QVERIFY(!strip->isVisible());
        view.setRun(QStringLiteral("a"), theme::encoderStyle(QStringLiteral("supervised")));
        view.setTable(QStringLiteral("a"), tableOf(201, 4));
        auto* plot = view.findChild<CurvesPlot*>();
        QTRY_COMPARE(plot->xAxis->range().upper, 2000.0);
        QVERIFY(strip->isVisible());
        QCOMPARE(strip->bounds().high, 2000.0);
        QVERIFY(inkIn(strip->grab().toImage().convertToFormat(QImage::Format_ARGB32)) > 0);
        const double pixel = 2000.0 / strip->width();
        const auto drag = [&](double from, double to) {
            const int y = strip->height() / 2;
            const QPoint begin(static_cast<int>(std::lround(strip->place(from))), y);
            const QPoint end(static_cast<int>(std::lround(strip->place(to))), y);
            QTest::mousePress(strip, Qt::LeftButton, {}, begin);
            QTest::mouseMove(strip, (begin + end) / 2);
            QTest::mouseMove(strip, end);
            QTest::mouseRelease(strip, Qt::LeftButton, {}, end);
        };
        const auto shows = [&](double low, double high) {
            return std::abs(plot->xAxis->range().lower - low) <= 2 * pixel &&
                   std::abs(plot->xAxis->range().upper - high) <= 2 * pixel;
        };
        drag(500, 1000);
        QVERIFY(shows(500, 1000));
        // What falls from 4 is lower there: the other axis goes with what is shown.
        QVERIFY(plot->yAxis->range().upper < 3);
        drag(700, 1200);
        QVERIFY(shows(1000, 1500));
        drag(1500, 1800);
        QVERIFY(shows(1000, 1800));
        drag(1000, 600);
        QVERIFY(shows(600, 1800));
        // Moved against the end it keeps its length.
        drag(900, 1900);
        QVERIFY(shows(800, 2000));
        QTest::keyClick(strip, Qt::Key_Home);
        QVERIFY(shows(0, 1200));
        QTest::keyClick(strip, Qt::Key_Plus);
        QVERIFY(shows(120, 1080));
        QTest::mouseDClick(strip, Qt::LeftButton, {}, strip->rect().center());
        QVERIFY(shows(0, 2000));
    }

    void aMomentShowsRunsAsTheyWereThen() {
        CurvesModel model;
        model.runs.push_back(std::make_unique<CurvesRun>());
        model.runs[0]->id = QStringLiteral("a");
        model.runs[0]->series.setTable(tableOf(200, 4), {});
        const auto line = [&] { return model.lines().front(); };
        QCOMPARE(model.shownEnd(line()), std::size_t(200));
        model.until = 5;  // epochs: row 50
        QCOMPARE(model.shownEnd(line()), std::size_t(51));
        QCOMPARE(model.range(line(), 0, 1e9), (std::pair<std::size_t, std::size_t>{0, 51}));
        QCOMPARE(model.range(line(), 1000, 1e9).first, model.range(line(), 1000, 1e9).second);
        QCOMPARE(model.nearest(line(), 1e9), std::int64_t(50));
        model.until = -1;
        QCOMPARE(model.shownEnd(line()), std::size_t(0));
        QCOMPARE(model.nearest(line(), 0), std::int64_t(-1));

        // Nothing is drawn after the moment, and the axes stay.
        CurvesView view;
        view.resize(800, 400);
        view.show();
        view.setRun(QStringLiteral("a"), theme::encoderStyle(QStringLiteral("supervised")));
        view.setTable(QStringLiteral("a"), tableOf(200, 4));
        auto* plot = view.findChild<CurvesPlot*>();
        QTRY_COMPARE(plot->xAxis->range().upper, 1990.0);
        auto* legend = view.findChild<QListView*>(QStringLiteral("curvesLegend"));
        const QString before = legend->model()->index(0, 0).data(Qt::AccessibleTextRole).toString();
        const auto inked = [&] {
            // Ink of the run in the right half of the axes.
            const QImage image = plot->toPixmap(800, 400).toImage();
            const QRgb ink = theme::encoderStyle(QStringLiteral("supervised")).colour.rgb();
            int count = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = image.width() / 2; x < plot->area().right() - 12; ++x)
                    count += image.pixel(x, y) == ink ? 1 : 0;
            return count;
        };
        QVERIFY(inked() > 0);
        view.setMoment(5);
        QCOMPARE(inked(), 0);
        QCOMPARE(plot->xAxis->range().upper, 1990.0);
        QVERIFY(legend->model()->index(0, 0).data(Qt::AccessibleTextRole).toString() != before);
        view.setMoment(std::numeric_limits<double>::infinity());
        QVERIFY(inked() > 0);
    }

    void aPresentationIsLargerAndGoesBack() {
        CurvesView view;
        auto* plot = view.findChild<CurvesPlot*>();
        const double size = plot->xAxis->labelFont().pointSizeF();
        const QFont plain = QApplication::font();
        theme::setPresentation(*qApp, true);
        QVERIFY(theme::strokeScale() > 1.5);
        QCOMPARE(QApplication::font().pointSizeF(), plain.pointSizeF() * 1.35);
        QTRY_VERIFY(plot->xAxis->labelFont().pointSizeF() > 1.2 * size);
        theme::setPresentation(*qApp, true);
        theme::setPresentation(*qApp, false);
        QCOMPARE(QApplication::font(), plain);
        QCOMPARE(theme::strokeScale(), 1.0);
        QTRY_COMPARE(plot->xAxis->labelFont().pointSizeF(), size);
    }

    void theLegendTogglesAndSolos() {
        CurvesView view;
        view.resize(800, 400);
        view.show();
        for (const char* method : {"supervised", "byol", "simsiam"}) {
            const QString id = QString::fromLatin1(method);
            view.setRun(id, theme::encoderStyle(id));
            view.setTable(id, tableOf(50, 2));
        }
        auto* legend = view.findChild<QListView*>(QStringLiteral("curvesLegend"));
        QTRY_COMPARE(legend->model()->rowCount(), 3);
        auto* plot = view.findChild<CurvesPlot*>();
        bool found = false;
        const auto lines = [&] { return plot->sheet()->labelWidth(plot->font()); };
        const int all = lines();
        const QPoint first = legend->visualRect(legend->model()->index(0, 0)).center();
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, first);
        QVERIFY(lines() < all);
        plot->sheet()->getKeyRange(found);
        QVERIFY(found);
        QTest::mouseDClick(legend->viewport(), Qt::LeftButton, {}, first);
        QCOMPARE(lines(), all);
        for (int row = 0; row < 3; ++row)
            QTest::mouseClick(legend->viewport(), Qt::LeftButton, {},
                              legend->visualRect(legend->model()->index(row, 0)).center());
        plot->sheet()->getKeyRange(found);
        QVERIFY(found);
    }
};

QTEST_MAIN(TestCurves)
#include "test_curves.moc"
