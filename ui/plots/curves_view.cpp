#include "ui/plots/curves_view.h"

#include "core/error.h"
#include "ui/export/exporter.h"
#include "ui/export/figure_menu.h"
#include "ui/plots/curves_view_private.h"

#include <QApplication>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QSlider>
#include <QTabBar>
#include <QToolButton>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {

CurvesView::CurvesView(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("curvesView"));
    d_->build();
    d_->refresh();
}

CurvesView::~CurvesView() = default;

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

// Of runs that are shown with fewer points than the plot has columns and have more: of three times what is in
// view, so that moving a little shows what is there already.
void CurvesView::Private::askForDetail() {
    const QCPRange view = plot->xAxis->range();
    for (const auto& run : model.runs) {
        const RunSeries& series = run->series;
        if (!run->visible || !series.hasAxis(model.axis)) continue;
        const auto [first, last] = series.rowsBetween(model.axis, view.lower, view.upper);
        const std::size_t from = first > 0 ? first - 1 : 0, to = std::min(last + 1, series.rowCount());
        if (last - first >= static_cast<std::size_t>(plot->area().width()) || series.coarsest(from, to) == 1)
            continue;
        const auto around =
            series.rowsBetween(model.axis, view.lower - view.size(), view.upper + view.size());
        const std::size_t begin = around.first > 0 ? around.first - 1 : 0;
        const std::size_t end = std::min(around.second, series.rowCount() - 1);
        const std::pair wanted{series.x(0, begin), series.x(0, end)};
        if (std::exchange(run->detail, wanted) != wanted)
            emit q->detailWanted(run->id, wanted.first, wanted.second);
    }
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
    detailTimer.start();
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

void CurvesView::setDigest(const QString& id, const store::MetricsDigest& digest) {
    if (CurvesRun* run = d_->model.find(id)) run->series.setDigest(digest);
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
