#include "ui/plots/curves_view.h"

#include "core/error.h"
#include "ui/export/curves_figure.h"
#include "ui/export/exporter.h"
#include "ui/export/figure_menu.h"
#include "ui/plots/curves_plot.h"
#include "ui/plots/overview_strip.h"
#include "ui/plots/runs_legend.h"

#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QTabBar>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {

namespace {

constexpr int kCoalesce = 40;  // ms between the first of several new points and the repaint that shows them

// What changes with the mouse: drawn above the plot, so that the curves need no repaint.
class Crosshair : public QWidget {
  public:
    Crosshair(CurvesPlot* plot, const CurvesModel* model) : QWidget(plot), plot_(plot), model_(model) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
    }
    void setX(double x) {
        if (x == x_ || (std::isnan(x) && std::isnan(x_))) return;
        x_ = x;
        update();
    }
    double x() const { return x_; }
    QString emptyText;

  protected:
    void paintEvent(QPaintEvent*) override {
        const theme::Colours& colours = theme::colours(palette());
        QPainter painter(this);
        if (!emptyText.isEmpty()) {
            painter.fillRect(rect(), colours.base);
            painter.setPen(colours.secondary);
            painter.drawText(rect().adjusted(24, 16, -24, -16), Qt::AlignCenter | Qt::TextWordWrap,
                             emptyText);
            return;
        }
        if (!std::isfinite(x_)) return;
        const QRect area = plot_->area();
        const double px = plot_->xAxis->coordToPixel(x_);
        if (px < area.left() || px > area.right() + 1) return;
        painter.setPen(QPen(colours.secondary, 1));
        painter.drawLine(QPointF(std::round(px) + 0.5, area.top()),
                         QPointF(std::round(px) + 0.5, area.bottom()));
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setClipRect(area);
        const std::vector<CurveLine> lines = model_->lines();
        if (lines.size() <= 24)
            for (const CurveLine& line : lines) {
                const std::int64_t at = model_->nearest(line, x_);
                if (at < 0) continue;
                const auto i = static_cast<std::size_t>(at);
                const QPointF point(plot_->xAxis->coordToPixel(model_->x(line, i)),
                                    plot_->yAxis->coordToPixel(model_->values(line)[i]));
                painter.setPen(QPen(colours.base, 1.5));
                painter.setBrush(line.run->style.colour);
                painter.drawEllipse(point, 3.5, 3.5);
            }
        painter.setClipping(false);
        painter.setFont(plot_->xAxis->tickLabelFont());
        const QString text = axisTitle(model_->axis) + u' ' + axisText(x_, model_->axis);
        const int width = painter.fontMetrics().horizontalAdvance(text) + 10;
        const int left = std::clamp(static_cast<int>(px) - width / 2, area.left(),
                                    std::max(area.left(), area.right() - width));
        const QRect tag(left, area.bottom() + 5, width, painter.fontMetrics().height() + 3);
        painter.fillRect(tag, colours.text);
        painter.setPen(colours.base);
        painter.drawText(tag, Qt::AlignCenter, text);
    }

  private:
    CurvesPlot* plot_;
    const CurvesModel* model_;
    double x_ = std::nan("");
};

}  // namespace

class CurvesView::Private : public QObject {
  public:
    explicit Private(CurvesView* view) : q(view) {}

    void build();
    QWidget* buildToolBar();
    // After rows or settings changed: once for many changes.
    void schedule() {
        if (!timer.isActive()) timer.start();
    }
    void refresh();
    void refreshTabs();
    void refreshLegend();
    void replot();
    void moveCrosshair(double px);
    void contextMenu(const QPoint& at);
    CurvesFigure figure() const;
    bool eventFilter(QObject* watched, QEvent* event) override;

    CurvesView* const q;
    CurvesModel model;
    QString wantedGroup = QStringLiteral("loss");
    bool following = true;  // the axes go with the data until someone zooms
    QTimer timer;
    CurvesPlot* plot = nullptr;
    Crosshair* crosshair = nullptr;
    OverviewStrip* overview = nullptr;
    RunsLegend* legend = nullptr;
    QTabBar* tabs = nullptr;
    QComboBox* axisBox = nullptr;
    QSlider* smooth = nullptr;
    QLabel* smoothValue = nullptr;
    QToolButton* logButton = nullptr;
    QToolButton* fitButton = nullptr;
};

CurvesView::CurvesView(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("curvesView"));
    d_->build();
    d_->refresh();
}

CurvesView::~CurvesView() = default;

QWidget* CurvesView::Private::buildToolBar() {
    auto* bar = new QWidget;
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(4, 2, 4, 0);
    row->setSpacing(4);
    tabs = new QTabBar;
    tabs->setObjectName(QStringLiteral("curvesTabs"));
    tabs->setDrawBase(false);
    tabs->setExpanding(false);
    tabs->setUsesScrollButtons(true);
    tabs->setAccessibleName(CurvesView::tr("Metric"));
    row->addWidget(tabs, 1);

    axisBox = new QComboBox;
    axisBox->setObjectName(QStringLiteral("curvesAxis"));
    axisBox->setAccessibleName(CurvesView::tr("Horizontal axis"));
    axisBox->setToolTip(CurvesView::tr("What the horizontal axis counts"));
    axisBox->addItems({CurvesView::tr("by step"), CurvesView::tr("by epoch"), CurvesView::tr("by images"),
                       CurvesView::tr("by time")});
    smooth = new QSlider(Qt::Horizontal);
    smooth->setObjectName(QStringLiteral("curvesSmoothing"));
    smooth->setRange(0, 99);
    smooth->setFixedWidth(60);
    smooth->setAccessibleName(CurvesView::tr("Smoothing"));
    smooth->setToolTip(CurvesView::tr(
        "Smoothing: weight of the exponential moving average. The measured line stays behind it"));
    smoothValue = new QLabel;
    smoothValue->setFont(theme::tabularFont(smoothValue->font()));
    smoothValue->setMinimumWidth(smoothValue->fontMetrics().horizontalAdvance(QStringLiteral("0.00")));
    auto* smoothLabel = new QLabel(CurvesView::tr("Smooth"));
    smoothLabel->setForegroundRole(QPalette::PlaceholderText);
    logButton = new QToolButton;
    logButton->setObjectName(QStringLiteral("curvesLog"));
    logButton->setText(CurvesView::tr("log"));
    logButton->setCheckable(true);
    logButton->setAutoRaise(true);
    logButton->setAccessibleName(CurvesView::tr("Logarithmic axis"));
    logButton->setToolTip(CurvesView::tr("Logarithmic vertical axis"));
    fitButton = new QToolButton;
    fitButton->setObjectName(QStringLiteral("curvesFit"));
    fitButton->setIcon(theme::themedIcon(QStringLiteral("fit")));
    fitButton->setAutoRaise(true);
    fitButton->setAccessibleName(CurvesView::tr("Fit"));
    fitButton->setToolTip(CurvesView::tr("Show everything (double-click on the plot)"));
    row->addWidget(smoothLabel);
    row->addWidget(smooth);
    row->addWidget(smoothValue);
    row->addWidget(logButton);
    row->addWidget(axisBox);
    row->addWidget(fitButton);

    connect(tabs, &QTabBar::currentChanged, this, [this](int at) {
        if (at >= 0) q->setGroup(tabs->tabData(at).toString());
    });
    connect(axisBox, &QComboBox::currentIndexChanged, this,
            [this](int at) { q->setXAxis(static_cast<XAxis>(at)); });
    connect(smooth, &QSlider::valueChanged, this, [this](int value) { q->setSmoothing(value / 100.0); });
    connect(logButton, &QToolButton::toggled, q, &CurvesView::setLogarithmic);
    connect(fitButton, &QToolButton::clicked, q, &CurvesView::fit);
    return bar;
}

void CurvesView::Private::build() {
    auto* layout = new QVBoxLayout(q);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(buildToolBar());
    plot = new CurvesPlot(&model);
    plot->setMinimumSize(160, 100);
    plot->setFocusPolicy(Qt::StrongFocus);
    plot->installEventFilter(this);
    crosshair = new Crosshair(plot, &model);
    legend = new RunsLegend;
    legend->setMinimumWidth(110);
    overview = new OverviewStrip(&model);
    auto* stage = new QWidget;
    auto* column = new QVBoxLayout(stage);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(plot, 1);
    column->addWidget(overview);
    auto* splitter = new QSplitter(Qt::Horizontal);
    splitter->addWidget(stage);
    splitter->addWidget(legend);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setSizes({800, 190});
    splitter->setChildrenCollapsible(false);
    layout->addWidget(splitter, 1);

    timer.setSingleShot(true);
    timer.setInterval(kCoalesce);
    connect(&timer, &QTimer::timeout, this, &Private::refresh);
    connect(legend, &RunsLegend::toggled, this, [this](const QString& id) {
        if (const CurvesRun* run = model.find(id)) q->setRunVisible(id, !run->visible);
        emit q->runActivated(id);
    });
    connect(legend, &RunsLegend::soloed, this, [this](const QString& id) {
        // The double-click's first click has toggled the run already.
        const bool alone = std::none_of(model.runs.begin(), model.runs.end(),
                                        [&](const auto& r) { return r->id != id && r->visible; });
        for (const auto& run : model.runs) run->visible = alone || run->id == id;
        refresh();
    });
    plot->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(plot, &QWidget::customContextMenuRequested, this, &Private::contextMenu);
    connect(plot, &QCustomPlot::mouseWheel, this, [this] { following = false; });
    // A zoom across keeps what is in view as large as it can be.
    connect(plot->xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
            [this](const QCPRange& range) {
                crosshair->update();
                overview->setRange(range.lower, range.upper);
            });
    connect(overview, &OverviewStrip::rangeChosen, this, [this](double low, double high) {
        following = false;
        plot->xAxis->setRange(low, high);
        plot->showAll(true);
        replot();
    });
    connect(overview, &OverviewStrip::everythingChosen, q, &CurvesView::fit);
}

// Follows zooming and dragging, which QCustomPlot does by itself.
bool CurvesView::Private::eventFilter(QObject* watched, QEvent* event) {
    if (watched != plot) return QObject::eventFilter(watched, event);
    switch (event->type()) {
        case QEvent::Resize:
            crosshair->setGeometry(plot->rect());
            break;
        case QEvent::MouseMove: {
            const auto* mouse = static_cast<QMouseEvent*>(event);
            if (mouse->buttons() & Qt::LeftButton) following = false;
            moveCrosshair(mouse->position().x());
            break;
        }
        case QEvent::Leave:
            moveCrosshair(-1);
            break;
        case QEvent::MouseButtonDblClick:
            q->fit();
            return true;
        case QEvent::KeyPress: {
            const auto* key = static_cast<QKeyEvent*>(event);
            const double size = plot->xAxis->range().size();
            if (key->modifiers() & ~Qt::KeypadModifier) break;
            if (key->key() == Qt::Key_F)
                q->fit();
            else if (key->key() == Qt::Key_Left || key->key() == Qt::Key_Right)
                plot->xAxis->moveRange((key->key() == Qt::Key_Left ? -0.1 : 0.1) * size);
            else if (key->key() == Qt::Key_Plus || key->key() == Qt::Key_Equal || key->key() == Qt::Key_Minus)
                plot->xAxis->scaleRange(key->key() == Qt::Key_Minus ? 1.25 : 0.8);
            else
                break;
            if (key->key() != Qt::Key_F) following = false;
            replot();
            return true;
        }
        default:
            break;
    }
    return QObject::eventFilter(watched, event);
}

void CurvesView::Private::moveCrosshair(double px) {
    const QRect area = plot->area();
    double x = std::nan("");
    if (px >= area.left() && px <= area.right()) {
        // On the nearest value of any line, so that what is read is what was measured.
        const double at = plot->xAxis->pixelToCoord(px);
        double best = 0;
        for (const CurveLine& line : model.lines()) {
            const std::int64_t i = model.nearest(line, at);
            if (i < 0) continue;
            const double candidate = model.x(line, static_cast<std::size_t>(i));
            if (std::isfinite(candidate) && (std::isnan(x) || std::abs(candidate - at) < best)) {
                x = candidate;
                best = std::abs(candidate - at);
            }
        }
    }
    crosshair->setX(x);
    refreshLegend();
}

void CurvesView::Private::refreshTabs() {
    const QStringList groups = q->groups();
    QStringList shown;
    for (int i = 0; i < tabs->count(); ++i) shown << tabs->tabData(i).toString();
    if (groups.contains(wantedGroup))
        model.group = wantedGroup;
    else if (!groups.contains(model.group) && !groups.isEmpty())
        model.group = groups.first();
    const QSignalBlocker blocker(tabs);
    if (groups != shown) {
        while (tabs->count() > 0) tabs->removeTab(0);
        for (const QString& group : groups) {
            const int at = tabs->addTab(groupTitle(group));
            tabs->setTabData(at, group);
            tabs->setTabToolTip(at, groupAxis(group));
        }
    }
    tabs->setCurrentIndex(static_cast<int>(std::max<qsizetype>(0, groups.indexOf(model.group))));
}

void CurvesView::Private::refreshLegend() {
    QVector<RunsLegend::Entry> entries;
    const std::vector<CurveLine> lines = model.lines();
    for (const auto& run : model.runs) {
        RunsLegend::Entry entry{run->id, run->style, {}, run->visible, run->id == model.highlighted};
        // Of several lines of a run the first: training before validation.
        for (const CurveLine& line : lines) {
            if (line.run != run.get() || line.curve->values.empty()) continue;
            const std::int64_t at = std::isfinite(crosshair->x())
                                        ? model.nearest(line, crosshair->x())
                                        : static_cast<std::int64_t>(model.shownEnd(line)) - 1;
            if (at >= 0) entry.value = valueText(model.values(line)[static_cast<std::size_t>(at)]);
            break;
        }
        entries.append(entry);
    }
    legend->setEntries(entries);
}

void CurvesView::Private::replot() {
    plot->replot(QCustomPlot::rpQueuedReplot);
}

void CurvesView::Private::refresh() {
    refreshTabs();
    refreshLegend();
    const bool any = std::any_of(model.runs.begin(), model.runs.end(),
                                 [](const auto& r) { return r->series.rowCount() > 0; });
    crosshair->emptyText =
        model.runs.empty() ? CurvesView::tr(
                                 "Learning curves appear here as soon as a run reports its first loss.\n"
                                 "Start one with New run, or all four with Compare.")
        : !any ? CurvesView::tr("No values yet: the first ones come after the first reporting interval.")
        : model.lines().empty()
            ? (std::none_of(model.runs.begin(), model.runs.end(), [](const auto& r) { return r->visible; })
                   ? CurvesView::tr("All runs are switched off in the legend.")
                   : CurvesView::tr("No run in the legend has values of this kind on this axis."))
            : QString();
    for (QWidget* control : {static_cast<QWidget*>(smooth), static_cast<QWidget*>(logButton),
                             static_cast<QWidget*>(axisBox), static_cast<QWidget*>(fitButton)})
        control->setEnabled(any);
    smoothValue->setText(QString::number(model.smoothing, 'f', 2));
    crosshair->update();
    overview->setVisible(any && !model.lines().empty());
    overview->refresh();
    plot->refresh();
    if (following) plot->showAll();
    overview->setRange(plot->xAxis->range().lower, plot->xAxis->range().upper);
    replot();
}

CurvesFigure CurvesView::Private::figure() const {
    CurvesRange view;
    view.set = !following;
    view.xLow = plot->xAxis->range().lower;
    view.xHigh = plot->xAxis->range().upper;
    view.yLow = plot->yAxis->range().lower;
    view.yHigh = plot->yAxis->range().upper;
    return CurvesFigure(model, view);
}

void CurvesView::Private::contextMenu(const QPoint& at) {
    if (model.lines().empty()) return;
    QMenu menu(q);
    addFigureActions(menu, q,
                     {CurvesView::tr("Export curves"),
                      model.group,
                      {CurvesView::tr("CSV, values in view…"), CurvesView::tr("CSV, all values…")},
                      [this] { return std::make_unique<CurvesFigure>(figure()); }});
    menu.addSeparator();
    menu.addAction(CurvesView::tr("Show everything"), q, &CurvesView::fit);
    menu.exec(plot->mapToGlobal(at));
}

void CurvesView::setRun(const QString& id, const RunStyle& style, const QString& provenance) {
    CurvesRun* run = d_->model.find(id);
    if (!run) {
        d_->model.runs.push_back(std::make_unique<CurvesRun>());
        run = d_->model.runs.back().get();
        run->id = id;
        run->series.setSmoothing(d_->model.smoothing);
    }
    run->style = style;
    run->provenance = provenance;
    d_->schedule();
}

void CurvesView::removeRun(const QString& id) {
    std::erase_if(d_->model.runs, [&](const auto& run) { return run->id == id; });
    d_->schedule();
}

void CurvesView::setTable(const QString& id, const store::MetricsTable& table,
                          const store::MetricsTable& timings) {
    if (CurvesRun* run = d_->model.find(id)) run->series.setTable(table, timings);
    d_->schedule();
}

void CurvesView::append(const QString& id, const event::Metrics& metrics) {
    if (CurvesRun* run = d_->model.find(id)) run->series.append(metrics);
    d_->schedule();
}

void CurvesView::setHighlighted(const QString& id) {
    if (d_->model.highlighted == id) return;
    d_->model.highlighted = id;
    d_->schedule();
}

void CurvesView::clear() {
    d_->model.runs.clear();
    d_->following = true;
    d_->refresh();
}

QStringList CurvesView::groups() const {
    return d_->model.groups();
}
QString CurvesView::group() const {
    return d_->model.group;
}

void CurvesView::setGroup(const QString& group) {
    d_->wantedGroup = group;
    if (group == d_->model.group) return;
    d_->model.group = group;
    d_->plot->showAll(!d_->following);
    d_->refresh();
    emit groupChanged(group);
}

void CurvesView::setXAxis(XAxis axis) {
    if (d_->model.axis == static_cast<int>(axis)) return;
    d_->model.axis = static_cast<int>(axis);
    d_->following = true;
    const QSignalBlocker blocker(d_->axisBox);
    d_->axisBox->setCurrentIndex(static_cast<int>(axis));
    d_->crosshair->setX(std::nan(""));
    d_->refresh();
}

void CurvesView::setSmoothing(double weight) {
    weight = std::clamp(weight, 0.0, 0.99);
    if (weight == d_->model.smoothing) return;
    d_->model.smoothing = weight;
    for (const auto& run : d_->model.runs) run->series.setSmoothing(weight);
    const QSignalBlocker blocker(d_->smooth);
    d_->smooth->setValue(static_cast<int>(std::lround(weight * 100)));
    d_->refresh();
}

void CurvesView::setLogarithmic(bool on) {
    if (on == d_->model.logarithmic) return;
    d_->model.logarithmic = on;
    const QSignalBlocker blocker(d_->logButton);
    d_->logButton->setChecked(on);
    d_->plot->refresh();
    d_->plot->showAll(!d_->following);
    d_->refresh();
}

void CurvesView::setRunVisible(const QString& id, bool visible) {
    CurvesRun* run = d_->model.find(id);
    if (!run || run->visible == visible) return;
    run->visible = visible;
    d_->refresh();
}

void CurvesView::fit() {
    d_->following = true;
    d_->refresh();
}

void CurvesView::setMoment(double epoch) {
    if (d_->model.until == epoch) return;
    d_->model.until = epoch;
    d_->refreshLegend();
    d_->replot();
}

void CurvesView::exportTo(const QString& path) const {
    exportFigure(d_->figure(), path);
}

void CurvesView::changeEvent(QEvent* event) {
    if (theme::changed(event) || event->type() == QEvent::FontChange) {
        d_->plot->restyle(theme::colours(palette()), font());
        d_->refresh();
    }
    QWidget::changeEvent(event);
}

}  // namespace selfsight::ui
