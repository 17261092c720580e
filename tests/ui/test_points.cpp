// The points as a table, linked with the map both ways; the neighbourhood table.
#include "support/synthetic_maps.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"
#include "ui/panels/neighbourhood_panel.h"
#include "ui/panels/points_table.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>
#include <limits>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

constexpr std::int64_t kCount = 300;
constexpr int kClasses = 20;

EncoderMap mapOf(const QString& method, const data::ImageSet& images, std::uint64_t seed) {
    EncoderMap map = test::syntheticEncoder(method, images, seed);
    auto values = test::syntheticNumbers(images.count);
    values.at(5) = std::numeric_limits<float>::quiet_NaN();
    map.numbers = {{QStringLiteral("distortion"), std::make_shared<const std::vector<float>>(values)}};
    return map;
}

}  // namespace

class TestPoints : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        theme::apply(*qApp, theme::Mode::Light);
        qApp->setProperty("selfsight.reducedMotion", true);
    }

    void init() {
        images_ = test::syntheticImages(kCount, kClasses);
        table_ = std::make_unique<PointsTable>();
        table_->resize(900, 400);
        table_->model()->setImages(images_);
        table_->model()->setMap(mapOf(QStringLiteral("supervised"), *images_, 1));
        table_->model()->setMap(mapOf(QStringLiteral("byol"), *images_, 2));
    }
    void cleanup() { table_.reset(); }

    void oneRowAnImageWithAllThatIsKnown() {
        PointsModel& model = *table_->model();
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), static_cast<int>(kCount));
        // image, class, superclass, background, two predictions, two numbers
        QCOMPARE(model.columnCount(), 8);
        const int row = model.rowOf(44);
        QCOMPARE(model.index(row, 0).data().toString(), QStringLiteral("44"));
        QCOMPARE(model.index(row, 1).data().toString(),
                 QString::fromStdString(images_->columns[0].names[44 % kClasses]));
        const QString guess = model.index(row, 4).data().toString();
        QVERIFY(guess.startsWith(u'✓') || guess.startsWith(u'✗'));
        // Not held out: nothing is claimed.
        QVERIFY(model.index(model.rowOf(45), 4).data().toString().isEmpty());
        QVERIFY(model.index(model.rowOf(5), 6).data().toString().isEmpty());
        model.removeMap(QStringLiteral("byol"));
        QCOMPARE(model.columnCount(), 6);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void sortsByAnyColumnWithUnknownsLast() {
        PointsModel& model = *table_->model();
        for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            model.sort(6, order);
            double before = order == Qt::AscendingOrder ? -1 : 2;
            for (int row = 0; row < kCount - 1; ++row) {
                const double now = model.index(row, 6).data().toDouble();
                QVERIFY(order == Qt::AscendingOrder ? now >= before : now <= before);
                before = now;
            }
            QCOMPARE(model.imageOf(kCount - 1), 5);
            model.sort(1, order);
            for (int row = 1; row < kCount; ++row) {
                const int c = QString::localeAwareCompare(model.index(row - 1, 1).data().toString(),
                                                          model.index(row, 1).data().toString());
                QVERIFY(order == Qt::AscendingOrder ? c <= 0 : c >= 0);
            }
        }
    }

    void filtersByWordsAndBySelection() {
        auto* filter = table_->controls()->findChild<QLineEdit*>(QStringLiteral("pointsFilter"));
        const QString name = QString::fromStdString(images_->columns[0].names[6]);
        filter->setText(name.toUpper());
        PointsModel& model = *table_->model();
        QVERIFY(model.rowCount() >= kCount / kClasses);
        for (int row = 0; row < model.rowCount(); ++row) {
            QString all;
            for (int c = 0; c < model.columnCount(); ++c) all += model.index(row, c).data().toString();
            QVERIFY(all.contains(name, Qt::CaseInsensitive));
        }
        filter->setText(QStringLiteral("123"));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.imageOf(0), 123);
        filter->setText(QStringLiteral("no such thing"));
        QCOMPARE(model.rowCount(), 0);
        filter->clear();
        table_->setSelection({3, 9, 27});
        auto* only = table_->controls()->findChild<QToolButton*>(QStringLiteral("pointsSelectedOnly"));
        only->click();
        QCOMPARE(model.rowCount(), 3);
        table_->setSelection({9});
        QCOMPARE(model.rowCount(), 1);
    }

    void theTableLeadsTheMapAndFollowsIt() {
        MapArea area;
        area.resize(600, 400);
        area.setImages(images_);
        area.setMap(mapOf(QStringLiteral("supervised"), *images_, 1));
        connect(&area, &MapArea::selectionChanged, table_.get(), &PointsTable::setSelection);
        connect(table_.get(), &PointsTable::selectionRequested, &area, &MapArea::setSelection);
        connect(table_.get(), &PointsTable::currentChanged, &area, &MapArea::setHovered);
        table_->show();
        QVERIFY(QTest::qWaitForWindowExposed(table_.get()));
        QTableView* view = table_->view();
        view->setFocus();
        view->setCurrentIndex(table_->model()->index(10, 0));
        QTRY_COMPARE(area.selection(), QVector<qint64>({10}));
        QTest::keyClick(view, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(view, Qt::Key_Down, Qt::ShiftModifier);
        QTRY_COMPARE(area.selection(), QVector<qint64>({10, 11, 12}));
        QSignalSpy activated(table_.get(), &PointsTable::activated);
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(activated.last().first().toLongLong(), 12);

        // The map leads: its selection is marked and brought into sight, and nothing comes back.
        QSignalSpy requested(table_.get(), &PointsTable::selectionRequested);
        area.setSelection({250, 280});
        QVERIFY(
            table_->model()->index(table_->model()->rowOf(280), 0).data(PointsModel::SelectedRole).toBool());
        QVERIFY(!view->visualRect(table_->model()->index(table_->model()->rowOf(250), 0)).isEmpty());
        QVERIFY(view->viewport()->rect().intersects(
            view->visualRect(table_->model()->index(table_->model()->rowOf(250), 0))));
        QVERIFY(view->selectionModel()->selectedRows().isEmpty());
        area.clearSelection();
        QVERIFY(!table_->model()->index(0, 0).data(PointsModel::SelectedRole).toBool());
        QCOMPARE(requested.count(), 0);
    }

    void screenReadersHearColumnsAndState() {
        table_->setSelection({0});
        QCOMPARE(table_->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("image: 0, selected"));
        QVERIFY(!table_->view()->accessibleName().isEmpty());
        QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(table_->view());
        QVERIFY(interface && interface->tableInterface());
        QCOMPARE(interface->tableInterface()->rowCount(), static_cast<int>(kCount));
    }

    void aMillionRowsSortAndFilter() {
        auto images = std::make_shared<data::ImageSet>();
        images->count = 1000000;
        data::LabelColumn column{"class", {"b", "a", "c"}, {}};
        for (std::int64_t i = 0; i < images->count; ++i) column.values.push_back((i * 7) % 3);
        images->columns = {column};
        EncoderMap map;
        map.run = QStringLiteral("m");
        map.points = std::make_shared<Matrix>(images->count, 2);
        PointsModel model;
        model.setImages(images);
        model.setMap(map);
        QCOMPARE(model.rowCount(), 1000000);
        model.sort(1, Qt::AscendingOrder);
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("a"));
        QCOMPARE(model.index(999999, 1).data().toString(), QStringLiteral("c"));
        model.setFilter(QStringLiteral("b"), false);
        QCOMPARE(model.rowCount(), 333334);
    }

    void purityStandsAgainstChance() {
        NeighbourhoodPanel panel;
        panel.setImages(images_);
        auto* table = panel.findChild<QTableWidget*>(QStringLiteral("neighbourhoodTable"));
        QVERIFY(table->isHidden());
        EncoderMap map = mapOf(QStringLiteral("supervised"), *images_, 1);
        panel.setMap(map);
        QVERIFY(!table->isHidden());
        QCOMPARE(table->rowCount(), 2);
        const auto expected = eval::neighbourPurity(*map.neighbours, images_->columns[0].values);
        QCOMPARE(table->item(0, 1)->text(), QString::number(expected.purity, 'f', 3));
        QCOMPARE(table->item(1, 1)->text(), QString::number(expected.chance, 'f', 3));
        QVERIFY(expected.purity > 5 * expected.chance);
        panel.setSelection({0, 1, 2});
        QCOMPARE(table->rowCount(), 3);
        const double mean =
            (static_cast<double>(expected.perImage[0]) + expected.perImage[1] + expected.perImage[2]) / 3;
        QCOMPARE(table->item(1, 1)->text(), QString::number(mean, 'f', 3));
        QVERIFY(panel.toTsv().startsWith(QStringLiteral("encoder\tclass\tsuperclass\tbackground\n")));
        // A map without neighbours, or none at all, says so.
        map.neighbours = nullptr;
        panel.setMap(map);
        QVERIFY(table->isHidden());
        panel.clear();
        QVERIFY(!panel.findChild<QLabel*>(QStringLiteral("neighbourhoodCaption"))->text().isEmpty());
    }

  private:
    std::unique_ptr<PointsTable> table_;
    std::shared_ptr<const data::ImageSet> images_;
};

QTEST_MAIN(TestPoints)
#include "test_points.moc"
