#include "ui/panels/cost_view.h"

#include "core/control.h"
#include "ui/models/runs_model.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>
#include <algorithm>
#include <exception>
#include <utility>

namespace selfsight::ui {
namespace {

constexpr int settleMilliseconds = 700;  // after the last edit

// "0.25", "12.3", "410": three digits.
QString threeSignificant(double value) {
    return QLocale::c().toString(value, 'f', value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

// "0.25", or "0.25–1.2" where methods differ.
QString range(const std::vector<jobs::TrainCost>& costs, double (*value)(const jobs::TrainCost&)) {
    double least = 0, most = 0;
    bool any = false;
    for (const jobs::TrainCost& cost : costs) {
        const double v = value(cost);
        if (v <= 0) continue;
        least = any ? std::min(least, v) : v;
        most = std::max(most, v);
        any = true;
    }
    const QString low = threeSignificant(least), high = threeSignificant(most);
    return low == high ? low : QStringLiteral("%1–%2").arg(low, high);
}

QString bytesText(double bytes) {
    return bytes >= 1e9 ? CostView::tr("%1 GB").arg(threeSignificant(bytes / 1e9))
                        : CostView::tr("%1 MB").arg(threeSignificant(bytes / 1e6));
}

}  // namespace

CostView::CostView(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("costView"));
    sizes_ = new CaptionLabel;
    sizes_->setObjectName(QStringLiteral("costSizes"));
    sizes_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    measured_ = new CaptionLabel;
    measured_->setObjectName(QStringLiteral("costMeasured"));
    measure_ = new QToolButton;
    measure_->setObjectName(QStringLiteral("costMeasure"));
    measure_->setText(tr("Measure"));
    measure_->setAutoRaise(true);
    measure_->setAccessibleName(tr("Measure memory and time"));
    connect(measure_, &QToolButton::clicked, this, [this] {
        if (measuring_) {
            stop_.request_stop();
        } else {
            ask(true);
        }
    });
    auto* lines = new QVBoxLayout;
    lines->setSpacing(0);
    lines->addWidget(sizes_);
    lines->addWidget(measured_);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridUnit);
    layout->addLayout(lines, 1);
    layout->addWidget(measure_, 0, Qt::AlignTop);
    delay_.setSingleShot(true);
    delay_.setInterval(settleMilliseconds);
    connect(&delay_, &QTimer::timeout, this, [this] {
        if (isVisible()) ask(false);
    });
    updateButton();
}

CostView::~CostView() {
    stop_.request_stop();
}

void CostView::setSpecs(std::vector<jobs::TrainSpec> specs, int seeds) {
    specs_ = std::move(specs);
    seeds_ = seeds;
    stop_.request_stop();
    ++asked_;
    measuring_ = false;
    stale_ = true;
    measured_->clear();
    if (specs_.empty()) sizes_->clear();
    delay_.start();
    updateButton();
}

void CostView::setBusy(bool busy) {
    if (busy == busy_) return;
    busy_ = busy;
    if (busy && measuring_) stop_.request_stop();
    updateButton();
}

void CostView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_) delay_.start();
}

void CostView::updateButton() {
    measure_->setEnabled(!specs_.empty() && !busy_);
    measure_->setText(measuring_ ? tr("Give up") : tr("Measure"));
    measure_->setToolTip(busy_ ? tr("A job uses the machine: measured now, nothing would be true.")
                               : tr("Train a few steps to say how much memory and how long it takes"));
}

void CostView::ask(bool measure) {
    if (specs_.empty()) return;
    // Asked before the form has settled: the answer to come is this one.
    delay_.stop();
    stop_.request_stop();
    stop_ = std::stop_source();
    const quint64 number = ++asked_;
    measuring_ = measure;
    if (measure) measured_->setText(tr("Measuring…"));
    updateButton();
    struct Answer {
        std::vector<jobs::TrainCost> costs;
        QString problem;
    };
    background_.run(
        [specs = specs_, measure, stop = stop_.get_token()] {
            Answer answer;
            try {
                for (const jobs::TrainSpec& spec : specs)
                    answer.costs.push_back(jobs::trainCost(spec, measure, stop));
            } catch (const Cancelled&) {
                answer.costs.clear();
            } catch (const std::exception& failure) {
                answer.costs.clear();
                answer.problem = QString::fromUtf8(failure.what());
            }
            return answer;
        },
        [this, number](const Answer& answer) {
            if (number != asked_) return;
            measuring_ = false;
            stale_ = false;
            updateButton();
            if (!answer.costs.empty()) return present(answer.costs);
            measured_->clear();
            if (!answer.problem.isEmpty()) sizes_->setText(answer.problem);
        });
}

void CostView::present(const std::vector<jobs::TrainCost>& costs) {
    const QString parameters = range(
        costs, [](const jobs::TrainCost& c) { return std::max(c.parameters, c.encoderParameters) / 1e6; });
    const QString work = range(costs, [](const jobs::TrainCost& c) { return c.multiplyAdds / 1e6; });
    sizes_->setText(tr("%1 M parameters · %2 M multiply-adds an image").arg(parameters, work));
    sizes_->setToolTip(
        tr("Parameters that are trained, heads included; multiply-adds of the encoder's convolutions, "
           "forward"));
    double bytes = 0, seconds = 0, measured = 0;
    for (const jobs::TrainCost& cost : costs) {
        bytes = std::max(bytes, cost.stepBytes + cost.imageBytes);
        seconds += cost.seconds * seeds_;
        measured = std::max(measured, cost.imagesPerSecond);
    }
    if (measured <= 0) return measured_->clear();
    const QString rate = range(costs, [](const jobs::TrainCost& c) { return c.imagesPerSecond; });
    const QString epochs = range(costs, [](const jobs::TrainCost& c) { return c.epochs; });
    measured_->setText(tr("%1 · %2 images/s · %3 epochs in about %4 of training")
                           .arg(bytesText(bytes), rate, epochs, durationText(seconds)));
    measured_->setToolTip(
        tr("Memory of images, weights, gradients, moments and one step, without the program itself (some 300 "
           "MB). "
           "Time of all runs, without evaluations, embeddings, maps and probes."));
}

}  // namespace selfsight::ui
