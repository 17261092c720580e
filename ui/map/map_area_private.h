// The parts of MapArea that several of its files share.
#pragma once

#include "ui/export/map_figure.h"
#include "ui/map/colouring.h"
#include "ui/map/displacement.h"
#include "ui/map/hover_card.h"
#include "ui/map/legend.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"
#include "ui/map/right_filter.h"
#include "ui/map/time_bar.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <QUndoStack>
#include <QVariantAnimation>
#include <memory>
#include <vector>

class QActionGroup;
class QComboBox;
class QGridLayout;
class QHBoxLayout;
class QLabel;
class QSplitter;
class QToolButton;

namespace selfsight::ui {

class MapArea::Private : public QObject {
    Q_OBJECT
  public:
    explicit Private(MapArea* area);
    bool eventFilter(QObject* watched, QEvent* event) override;

    struct Item {
        EncoderMap map;
        bool forming = false;  // points come from live frames
        std::shared_ptr<const PointIndex> index;
        std::vector<std::uint16_t> categories;  // by row
        MapCanvas* canvas = nullptr;
        // From the first map, with the points that it was made of; null: not wanted or not known.
        std::shared_ptr<const Displacement> displacement;
        std::shared_ptr<const Matrix> displacementOf, displacementTo;
        QVector<MapLabel> regions;
        std::shared_ptr<const Matrix> regionsOf;  // the points that they were made of
        QString regionsBy;                        // and the column
        MapTimeline timeline;
        std::shared_ptr<const Matrix> moment;  // shown instead of the map's own points; null: these
        const Matrix& shown() const { return moment ? *moment : *map.points; }
        // A morph under way: where it began; it ends at shown().
        std::shared_ptr<const Matrix> from;
        QVariantAnimation* morph = nullptr;
    };

    Item* find(const QString& run);
    void setMap(const EncoderMap& map);
    void setFrame(const QString& run, std::shared_ptr<const Matrix> points);
    void removeMap(const QString& run);
    void clear();

    void buildToolBar();
    MapCanvas* makeCanvas();
    void arrange();                  // which canvases are shown, and where
    void recolour(bool keepFilter);  // colouring, legend, scenes
    void refreshChoices();
    void rebuildScene(Item& item);
    void rebuildScenes();
    std::shared_ptr<const Scene> makeScene(const Item& item, const Colouring& categories, bool dark) const;
    MapFigure figure(const QVector<Item*>& shown) const;  // in the light theme
    void contextMenu(MapCanvas* canvas, const QPoint& at);
    void buildLayerTools(QHBoxLayout* row);
    QVector<EncoderMap> maps() const;  // with the displacement among the numbers where it is the colour
    void updateDisplacement();
    std::shared_ptr<const std::vector<PlaneLine>> linesOf(const Item& item, const Scene& scene) const;
    void updateLabels();
    QVector<MapLabel> regionLabels(const Item& item) const;
    QVector<MapLabel> noteLabels(const Item& item) const;
    void activateLabel(MapCanvas* canvas, int label, Combine how);
    bool passes(qint64 image, std::uint16_t category) const;  // legend and filter
    void startMorph(Item& item, std::shared_ptr<const Matrix> from);
    void updateTimeline();          // the moments of all maps
    void showMoment(double epoch);  // each map's newest until then; beyond the last: the finished ones
    void updateTexts(Item& item);
    void updateActions();
    void updateCounts();
    void announce(qint64 image);
    QVector<Item*> shownItems();

    void setView(const Camera& view, bool newGesture);
    void select(const QVector<qint64>& images, Combine how);
    void selectionChanged();
    QVector<qint64> matching() const;
    void selectCategory(int category);
    QVector<qint64> neighboursOf(const MapCanvas* canvas, qint64 image) const;

    void hover(MapCanvas* canvas, qint64 image, bool byKeyboard);
    void showCard();
    void hideCard();
    void activate(MapCanvas* canvas, qint64 image);
    void escape();
    bool stepBack();
    bool stepForward();
    CardContent cardFor(const Item& item, qint64 image) const;

    MapArea* const q;
    std::shared_ptr<const data::ImageSet> images;
    std::vector<std::unique_ptr<Item>> items;
    QString only;  // the run shown alone; empty: all
    QString column;
    Colouring colouring;
    SelectionHistory selection;
    QPointer<QUndoStack> edits;  // null: selections are the only changes there are
    Camera view;
    CameraHistory history;
    bool thumbnails = true;
    bool showRegions = true;
    bool showLines = false;
    double pointSize = 1;
    double opacity = 0.85;
    QVector<MapNote> notes;
    MapTool tool = MapTool::Pan;

    QWidget* stage = nullptr;
    QGridLayout* grid = nullptr;
    QLabel* empty = nullptr;
    QLabel* caution = nullptr;
    QLabel* count = nullptr;
    QLabel* colourLabel = nullptr;
    Legend* legend = nullptr;
    QSplitter* splitter = nullptr;
    QComboBox* colourBox = nullptr;
    QToolButton* backButton = nullptr;
    QToolButton* forwardButton = nullptr;
    QToolButton* undoButton = nullptr;
    QToolButton* redoButton = nullptr;
    QToolButton* fitButton = nullptr;
    QToolButton* imagesButton = nullptr;
    QToolButton* legendButton = nullptr;
    QToolButton* regionsButton = nullptr;
    QToolButton* linesButton = nullptr;
    QToolButton* pointsButton = nullptr;
    RightFilter* rightFilter = nullptr;
    TimeBar* timeBar = nullptr;
    QActionGroup* tools = nullptr;

    HoverCard* card = nullptr;
    QTimer openTimer;
    QTimer closeTimer;
    MapCanvas* hoverCanvas = nullptr;
    qint64 hoverImage = -1;
    QVector<CardContent::Views> views;  // of viewsOf
    qint64 viewsOf = -1;
    qint64 markedImage = -1;
};

}  // namespace selfsight::ui
