// The map as a person uses it: mouse, wheel and keys on the real widget.
#include "support/synthetic_maps.h"
#include "ui/map/colouring.h"
#include "ui/map/hover_card.h"
#include "ui/map/legend.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QPaintEvent>
#include <QProxyStyle>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <limits>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

constexpr std::int64_t kCount = 400;
constexpr int kClasses = 20;

void wheel(QWidget* widget, const QPointF& at, int notches) {
    QWheelEvent event(at, widget->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

void drag(QWidget* widget, const QVector<QPoint>& path, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mousePress(widget, Qt::LeftButton, modifiers, path.first());
    for (const QPoint& at : path) {
        QMouseEvent move(QEvent::MouseMove, at, widget->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                         modifiers);
        QApplication::sendEvent(widget, &move);
    }
    QTest::mouseRelease(widget, Qt::LeftButton, modifiers, path.last());
}

class AnimatedStyle : public QProxyStyle {
  public:
    AnimatedStyle() : QProxyStyle(QStringLiteral("fusion")) {}
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                  QStyleHintReturn* data) const override {
        return hint == SH_Widget_Animation_Duration ? 200
                                                    : QProxyStyle::styleHint(hint, option, widget, data);
    }
};

}  // namespace

class TestMapArea : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        theme::apply(*qApp, theme::Mode::Light);
        qApp->setProperty("selfsight.reducedMotion", true);
    }

    void init() {
        area_ = std::make_unique<MapArea>();
        area_->resize(900, 600);
        images_ = test::syntheticImages(kCount, kClasses);
        area_->setImages(images_);
        area_->setMap(test::syntheticEncoder(QStringLiteral("supervised"), *images_, 1));
        area_->show();
        QVERIFY(QTest::qWaitForWindowExposed(area_.get()));
        canvas_ = area_->findChild<MapCanvas*>();
        QVERIFY(canvas_);
    }
    void cleanup() { area_.reset(); }

    void hoverShowsTheCardAfterAMoment() {
        QSignalSpy hovered(area_.get(), &MapArea::hovered);
        auto* card = area_->findChild<HoverCard*>();
        const QPoint at = canvas_->boxOf(40).center().toPoint();
        const qint64 image = canvas_->imageAt(at);
        QVERIFY(image >= 0);
        QTest::mouseMove(canvas_, at);
        QTRY_COMPARE(hovered.count(), 1);
        QCOMPARE(hovered.last().first().toLongLong(), image);
        QVERIFY(!card->isVisible());
        QTRY_VERIFY(card->isVisible());
        QCOMPARE(card->content().imageIndex, image);
        QCOMPARE(card->content().image.size(), QSize(128, 128));
        QCOMPARE(card->content().neighbours.size(), 8);
        QCOMPARE(card->content().predictions.size(), 1);
        QVERIFY(area_->rect().contains(card->geometry()));
        // Above or beside the point, never on it.
        const QPoint inArea = canvas_->mapTo(area_.get(), at);
        QVERIFY(!card->geometry().contains(inArea));
        QTest::mouseMove(canvas_, QPoint(1, canvas_->height() - 1));
        QTRY_VERIFY(!card->isVisible());
        QCOMPARE(hovered.last().first().toLongLong(), -1);
    }

    // The ring costs the pixels around it, not the map.
    void hoverRepaintsThePartsWithTheRingAlone() {
        struct Painted : QObject {
            bool eventFilter(QObject*, QEvent* event) override {
                if (event->type() == QEvent::Paint)
                    for (const QRect& part : static_cast<QPaintEvent*>(event)->region())
                        pixels += static_cast<qint64>(part.width()) * part.height();
                return false;
            }
            qint64 pixels = 0;
        } painted;
        QCoreApplication::processEvents();
        canvas_->installEventFilter(&painted);
        for (const qint64 image : {3, 44, 203}) {
            const QPointF at = canvas_->boxOf(image).center();
            QMouseEvent move(QEvent::MouseMove, at, canvas_->mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                             Qt::NoModifier);
            QApplication::sendEvent(canvas_, &move);
            QCoreApplication::processEvents();
        }
        QVERIFY(painted.pixels > 0);
        const qint64 whole = static_cast<qint64>(canvas_->width()) * canvas_->height();
        QVERIFY2(painted.pixels < whole / 10, qPrintable(QString::number(painted.pixels)));
    }

    void clickPinsAndEscapeCloses() {
        QSignalSpy activated(area_.get(), &MapArea::pointActivated);
        auto* card = area_->findChild<HoverCard*>();
        const QPoint at = canvas_->boxOf(40).center().toPoint();
        const qint64 image = canvas_->imageAt(at);
        QTest::mouseClick(canvas_, Qt::LeftButton, {}, at);
        QCOMPARE(activated.count(), 1);
        QVERIFY(card->isVisible() && card->pinned());
        QTest::mouseMove(canvas_, canvas_->boxOf(200).center().toPoint());
        QCOMPARE(card->content().imageIndex, image);
        QTest::keyClick(canvas_, Qt::Key_Escape);
        QVERIFY(!card->isVisible());
    }

    void theWheelZoomsAtTheMouseAndHistoryLeadsBack() {
        const QPointF box = canvas_->boxOf(100).center();
        const Camera before = canvas_->view();
        wheel(canvas_, box, 3);
        QVERIFY(canvas_->view().scale > 1.9 * before.scale);
        const QPointF after = canvas_->boxOf(100).center();
        QVERIFY((after - box).manhattanLength() < 1);
        const Camera zoomed = canvas_->view();
        QTest::keyClick(canvas_, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(canvas_->view(), before);
        QTest::keyClick(canvas_, Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(canvas_->view(), zoomed);
        QTest::keyClick(canvas_, Qt::Key_F);
        QCOMPARE(canvas_->view(), Camera{});
    }

    void dragPansAndADoubleClickOnNothingFits() {
        const QPointF before = canvas_->boxOf(7).center();
        const QPoint start(40, canvas_->height() / 2);
        drag(canvas_, {start, start + QPoint(30, 10), start + QPoint(60, 25)});
        QVERIFY((canvas_->boxOf(7).center() - before - QPointF(60, 25)).manhattanLength() < 1.5);
        QPoint empty;
        for (int y = 40; y < canvas_->height() - 40 && empty.isNull(); y += 5)
            for (int x = 10; x < canvas_->width() - 10 && empty.isNull(); x += 5)
                if (canvas_->imageAt(QPoint(x, y)) < 0) empty = QPoint(x, y);
        QVERIFY(!empty.isNull());
        QTest::mouseDClick(canvas_, Qt::LeftButton, {}, empty);
        QCOMPARE(canvas_->view(), Camera{});
    }

    void rectanglesAndLassosCountWhatIsInside() {
        QSignalSpy changed(area_.get(), &MapArea::selectionChanged);
        chooseTool("select-rectangle");
        const QRect rect(80, 80, 260, 220);
        drag(canvas_, {rect.topLeft(), rect.center(), rect.bottomRight()});
        QVector<qint64> expected;
        for (qint64 image = 0; image < kCount; ++image)
            if (QRectF(rect.topLeft(), rect.bottomRight()).contains(canvas_->boxOf(image).center()))
                expected.append(image);
        QVERIFY(expected.size() > 10);
        QCOMPARE(area_->selection(), expected);
        QCOMPARE(changed.count(), 1);

        // A lasso around everything, with Ctrl and Shift, takes all out again.
        chooseTool("select-lasso");
        const int w = canvas_->width() - 2;
        const int top = canvas_->plane().top() + 1;
        const int bottom = canvas_->plane().bottom() - 1;
        drag(canvas_, {{1, top}, {w, top}, {w, bottom}, {1, bottom}},
             Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(area_->selection().isEmpty());
        drag(canvas_, {{1, top}, {w, top}, {w, bottom}, {1, bottom}}, Qt::ControlModifier);
        QCOMPARE(area_->selection().size(), kCount);

        QTest::keyClick(canvas_, Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(area_->selection().isEmpty());
        QTest::keyClick(canvas_, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(area_->selection(), expected);
        QTest::keyClick(canvas_, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(area_->selection().isEmpty());
        QTest::keyClick(canvas_, Qt::Key_Z, Qt::ControlModifier);
        QTest::keyClick(canvas_, Qt::Key_Escape);
        QVERIFY(area_->selection().isEmpty());
    }

    void escapeGivesUpALasso() {
        chooseTool("select-lasso");
        QTest::mousePress(canvas_, Qt::LeftButton, {}, QPoint(20, 100));
        for (const QPoint& at : {QPoint(300, 100), QPoint(300, 400), QPoint(20, 400)}) {
            QMouseEvent move(QEvent::MouseMove, at, canvas_->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                             Qt::NoModifier);
            QApplication::sendEvent(canvas_, &move);
        }
        QTest::keyClick(canvas_, Qt::Key_Escape);
        QTest::mouseRelease(canvas_, Qt::LeftButton, {}, QPoint(20, 400));
        QVERIFY(area_->selection().isEmpty());
    }

    void allThatMatchIsWhatTheLegendShows() {
        auto* legend = area_->findChild<Legend*>();
        legend->solo(4);
        canvas_->setFocus();
        QTest::keyClick(canvas_, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(area_->selection().size(), kCount / kClasses);
        for (const qint64 image : area_->selection()) QCOMPARE(image % kClasses, 4);
        legend->solo(4);
        QTest::keyClick(canvas_, Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(area_->selection().size(), kCount);
    }

    void theKeyboardWalksMarksAndTells() {
        canvas_->setFocus(Qt::TabFocusReason);
        QTRY_VERIFY(canvas_->focusImage() >= 0);
        const qint64 start = canvas_->focusImage();
        QVERIFY(!canvas_->accessibleDescription().isEmpty());
        const QPointF before = canvas_->boxOf(start).center();
        QTest::keyClick(canvas_, Qt::Key_Right);
        const qint64 next = canvas_->focusImage();
        QVERIFY(next != start);
        QVERIFY(canvas_->boxOf(next).center().x() > before.x());
        QVERIFY(canvas_->accessibleDescription().contains(QStringLiteral("image %1").arg(next)));
        QTest::keyClick(canvas_, Qt::Key_M);
        QCOMPARE(area_->selection(), QVector<qint64>({next}));
        QTest::keyClick(canvas_, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(area_->selection().size(), 2);
        QSignalSpy activated(area_.get(), &MapArea::pointActivated);
        QTest::keyClick(canvas_, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        // Digits and space are the window's.
        QSignalSpy selection(area_.get(), &MapArea::selectionChanged);
        QTest::keyClick(canvas_, Qt::Key_1);
        QTest::keyClick(canvas_, Qt::Key_Space);
        QCOMPARE(selection.count(), 0);
    }

    void legendClicksToggleAndDoubleClicksSolo() {
        auto* legend = area_->findChild<Legend*>();
        auto* list = area_->findChild<QListView*>(QStringLiteral("legendList"));
        // Row 0 heads the first superclass; row 1 is class 0.
        const QPoint first = list->visualRect(list->model()->index(1, 0)).center();
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, first);
        QCOMPARE(legend->off(), QSet<int>({0}));
        QCOMPARE(canvas_->scene()->layerCounts[0], kCount / kClasses);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, first);
        QVERIFY(legend->off().isEmpty());
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, first);
        QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, first);
        QCOMPARE(legend->off().size(), kClasses - 1);
        QVERIFY(!legend->off().contains(0));
        legend->setOff({});
        QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::ControlModifier, first);
        QCOMPARE(legend->focus(), QVector<int>({0}));
        for (int c = 1; c < 12; ++c) legend->toggleFocus(c);
        QCOMPARE(legend->focus().size(), Legend::kFocusAtMost);
        auto* search = area_->findChild<QLineEdit*>(QStringLiteral("legendSearch"));
        area_->findClass();
        QTest::keyClicks(search, QStringLiteral("dolphin"));
        QCOMPARE(list->model()->rowCount(), 2);
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(legend->off().size(), kClasses - 1);
        QVERIFY(!legend->off().contains(6));
    }

    void linkedMapsShareHoverSelectionAndView() {
        area_->setMap(test::syntheticEncoder(QStringLiteral("byol"), *images_, 2));
        area_->setMap(test::syntheticEncoder(QStringLiteral("simsiam"), *images_, 3));
        QCoreApplication::processEvents();
        const auto canvases = area_->findChildren<MapCanvas*>();
        QCOMPARE(canvases.size(), 3);
        for (MapCanvas* canvas : canvases) QVERIFY(canvas->isVisible());
        wheel(canvases[1], QPointF(canvases[1]->rect().center()), 4);
        for (MapCanvas* canvas : canvases) QCOMPARE(canvas->view(), canvases[1]->view());
        area_->setSelection({1, 2, 3, kCount + 5});
        for (MapCanvas* canvas : canvases) QCOMPARE(canvas->scene()->layerCounts[2], 3);
        area_->showOnly(QStringLiteral("byol"));
        QCOMPARE(std::count_if(canvases.begin(), canvases.end(), [](MapCanvas* c) { return c->isVisible(); }),
                 1);
        area_->showAll();
        area_->removeMap(QStringLiteral("byol"));
        QCOMPARE(area_->runs(), QStringList({QStringLiteral("supervised"), QStringLiteral("simsiam")}));
    }

    void coloursFollowTheChoice() {
        area_->setMap(test::syntheticEncoder(QStringLiteral("byol"), *images_, 2));
        const QStringList choices = area_->colourChoices();
        const QString difference =
            Colouring::difference(QStringLiteral("supervised"), QStringLiteral("byol"));
        QCOMPARE(choices, QStringList({QStringLiteral("class"), QStringLiteral("superclass"),
                                       QStringLiteral("background"), QStringLiteral("correct"),
                                       QStringLiteral("predicted"), QStringLiteral("who is right"),
                                       difference, Colouring::displacement()}));
        auto* legend = area_->findChild<Legend*>();
        for (const QString& choice : choices) {
            area_->setColourBy(choice);
            QCOMPARE(area_->colourBy(), choice);
            QCOMPARE(area_->findChild<QComboBox*>(QStringLiteral("mapColour"))->currentData().toString(),
                     choice);
            QVERIFY(legend->off().isEmpty());
        }
        // Only the held-out quarter has an opinion; the rest is pale.
        area_->setColourBy(QStringLiteral("correct"));
        QCOMPARE(canvas_->scene()->layerCounts[0], kCount - kCount / 4);
        QVERIFY(canvas_->scene()->shaped);
    }

    void numbersAreShownInSteps() {
        EncoderMap map = test::syntheticEncoder(QStringLiteral("supervised"), *images_, 1);
        auto values = std::make_shared<std::vector<float>>();
        for (int i = 0; i < kCount; ++i) values->push_back(static_cast<float>(i) / kCount);
        values->at(7) = std::numeric_limits<float>::quiet_NaN();
        map.numbers = {{QStringLiteral("distortion"), values}};
        area_->setMap(map);
        QCOMPARE(area_->colourChoices().last(), QStringLiteral("distortion"));
        area_->setColourBy(QStringLiteral("distortion"));
        QCOMPARE(canvas_->scene()->inks.size(), std::size_t{10});
        QCOMPARE(canvas_->scene()->layerCounts[0], 1);
        const auto inkOf = [this](qint64 image) {
            return canvas_->scene()->ink[static_cast<std::size_t>(canvas_->positionOf(image))];
        };
        QCOMPARE(inkOf(0), 0);
        QCOMPARE(inkOf(kCount - 1), 9);
        QVERIFY(inkOf(150) < inkOf(250));
        auto* legend = area_->findChild<Legend*>();
        emit legend->selectRequested(0);
        QVERIFY(area_->selection().size() >= kCount / 10 - 2 && area_->selection().size() <= kCount / 10 + 1);
    }

    void framesMoveThePointsWhileAMapForms() {
        MapArea area;
        area.resize(500, 400);
        area.setImages(images_);
        area.show();
        area.setFrame(QStringLiteral("byol"), test::syntheticMap(kCount, kClasses, 0.9, 1));
        auto* canvas = area.findChild<MapCanvas*>();
        QVERIFY(canvas);
        const float before = canvas->scene()->index->x(canvas->scene()->index->position(3));
        area.setFrame(QStringLiteral("byol"), test::syntheticMap(kCount, kClasses, 0.5, 1));
        QVERIFY(canvas->scene()->index->x(canvas->scene()->index->position(3)) != before);
        const EncoderMap map = test::syntheticEncoder(QStringLiteral("byol"), *images_, 2);
        area.setMap(map);
        QCOMPARE(canvas->scene()->index->x(canvas->scene()->index->position(3)), map.points->at(3, 0));
    }

    void mapsMorphToTheirNewPlaces() {
        // Styles without a desktop may animate nothing: this one does.
        QApplication::setStyle(new AnimatedStyle);
        qApp->setProperty("selfsight.reducedMotion", false);
        QCOMPARE(theme::animationDuration(), 250);
        const EncoderMap next = test::syntheticEncoder(QStringLiteral("supervised"), *images_, 9);
        const float from = canvas_->scene()->index->x(canvas_->scene()->index->position(5));
        const float to = next.points->at(5, 0);
        area_->setMap(next);
        bool between = false;
        const auto now = [this] { return canvas_->scene()->index->x(canvas_->scene()->index->position(5)); };
        QTRY_VERIFY((between = between || (now() != from && now() != to)) && now() == to);
        qApp->setProperty("selfsight.reducedMotion", true);
        QCOMPARE(theme::animationDuration(), 0);
        theme::apply(*qApp, theme::Mode::Light);
    }

    void strangeMapsAreSaidToBeStrange() {
        EncoderMap map = test::syntheticEncoder(QStringLiteral("supervised"), *images_, 1);
        auto points = std::make_shared<Matrix>(*map.points);
        for (int i = 0; i < 12; ++i) points->at(i, 0) = std::numeric_limits<float>::quiet_NaN();
        map.points = points;
        area_->setMap(map);
        QCOMPARE(canvas_->scene()->index->notFinite(), 12);
        QVERIFY(canvas_->boxOf(3).isEmpty());
        area_->grab();

        auto same = std::make_shared<Matrix>(kCount, 2);
        for (float& v : same->values) v = 1;
        map.points = same;
        area_->setMap(map);
        area_->grab();
        QVERIFY(canvas_->imageAt(canvas_->boxOf(3).center()) >= 0);
        wheel(canvas_, QPointF(canvas_->rect().center()), 400);
        area_->grab();

        map.points = std::make_shared<Matrix>(1, 2);
        area_->setMap(map);
        area_->grab();
        map.points = std::make_shared<Matrix>(0, 2);
        area_->setMap(map);
        area_->grab();
        QTest::keyClick(canvas_, Qt::Key_Right);
        QTest::keyClick(canvas_, Qt::Key_A, Qt::ControlModifier);
        QVERIFY(area_->selection().isEmpty());

        // No images at all: points, cards with an index only.
        area_->setImages(nullptr);
        area_->setMap(test::syntheticEncoder(QStringLiteral("supervised"), *images_, 1));
        QVERIFY(area_->colourChoices().isEmpty());
        area_->fit();
        QTest::mouseClick(canvas_, Qt::LeftButton, {}, canvas_->boxOf(9).center().toPoint());
        QVERIFY(area_->findChild<HoverCard*>()->isVisible());
        area_->clear();
        QVERIFY(area_->runs().isEmpty());
        area_->grab();
    }

    void theThemeCanChange() {
        const QRgb before = canvas_->grab().toImage().pixel(2, 60);
        theme::apply(*qApp, theme::Mode::Dark);
        QCoreApplication::processEvents();
        const QRgb after = canvas_->grab().toImage().pixel(2, 60);
        QCOMPARE(QColor(after), theme::colours(true).base);
        QVERIFY(before != after);
        theme::apply(*qApp, theme::Mode::Light);
    }

    void everyControlHasANameAndATip() {
        for (const QToolButton* button : area_->findChildren<QToolButton*>()) {
            if (button->objectName().startsWith(QStringLiteral("qt_")) ||
                button->objectName().startsWith(QStringLiteral("Scroll")))
                continue;
            QVERIFY2(!button->toolTip().isEmpty() || qobject_cast<QLineEdit*>(button->parent()),
                     qPrintable(button->objectName()));
        }
        QVERIFY(!canvas_->accessibleName().isEmpty());
    }

  private:
    void chooseTool(const char* icon) {
        auto* button =
            area_->findChild<QToolButton*>(QStringLiteral("mapButton-") + QString::fromLatin1(icon));
        QVERIFY(button);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(button->defaultAction()->isChecked());
    }

    std::unique_ptr<MapArea> area_;
    std::shared_ptr<const data::ImageSet> images_;
    MapCanvas* canvas_ = nullptr;
};

QTEST_MAIN(TestMapArea)
#include "test_map_area.moc"
