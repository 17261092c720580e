// What the view consists of, and how it answers mouse and keys.
#include "ui/plots/curves_view_private.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QSlider>
#include <QSplitter>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

namespace selfsight::ui {

namespace {

// Between the first of several new points and the repaint that shows them.
constexpr int coalesceMilliseconds = 40;
// That the axes rest before more of long runs is read.
constexpr int detailMilliseconds = 80;

}  // namespace

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
    timer.setInterval(coalesceMilliseconds);
    connect(&timer, &QTimer::timeout, this, &Private::refresh);
    detailTimer.setObjectName(QStringLiteral("curvesDetailTimer"));
    detailTimer.setParent(this);
    detailTimer.setSingleShot(true);
    detailTimer.setInterval(detailMilliseconds);
    connect(&detailTimer, &QTimer::timeout, this, &Private::askForDetail);
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
                detailTimer.start();
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

}  // namespace selfsight::ui
