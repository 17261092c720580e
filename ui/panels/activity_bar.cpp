#include "ui/panels/activity_bar.h"

#include "ui/controller/controller.h"
#include "ui/panels/panel_title.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>

namespace selfsight::ui {

ActivityBar::ActivityBar(QWidget* parent) : QStatusBar(parent) {
    setObjectName(QStringLiteral("activityBar"));
    setSizeGripEnabled(false);
    // A message replaces all fields at once, whatever these have to show meanwhile.
    fields_ = new QWidget(this);
    auto* row = new QHBoxLayout(fields_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gridUnit / 2);
    addWidget(fields_, 1);
    device_ = field("statusDevice", tr("Device"), tr("Where the work is done"));
    what_ = field("statusPhase", tr("Activity"), tr("The run and its phase"));
    bar_ = new QProgressBar;
    bar_->setObjectName(QStringLiteral("statusProgress"));
    bar_->setAccessibleName(tr("Progress of the phase"));
    bar_->setToolTip(tr("Progress of this phase; each phase has its own"));
    bar_->setRange(0, 1000);
    bar_->setTextVisible(false);
    bar_->setFixedSize(16 * gridUnit, gridUnit);
    row->addWidget(bar_);
    rate_ = field("statusRate", tr("Rate"), tr("How fast this phase goes"));
    epoch_ = field("statusEpoch", tr("Epoch"), tr("Passes over the training images"));
    time_ = field("statusTime", tr("Time"), tr("Of this phase: gone and left"));
    queue_ = field("statusQueue", tr("Waiting jobs"), tr("Jobs that wait for their turn"));
    row->addStretch(1);
    setActivity(Activity());
}

QLabel* ActivityBar::field(const char* name, const QString& accessible, const QString& help) {
    auto* label = new ElidedLabel;
    label->setObjectName(QLatin1String(name));
    label->setAccessibleName(accessible);
    label->setToolTip(help);
    label->setFont(theme::tabularFont(label->font()));
    label->setContentsMargins(gridUnit / 2, 0, gridUnit / 2, 0);
    fields_->layout()->addWidget(label);
    return label;
}

void ActivityBar::setDevice(const QString& description) {
    idleDevice_ = description;
    if (what_->text() == tr("Ready")) device_->setText(description);
}

void ActivityBar::setActivity(const Activity& activity) {
    const event::Progress& progress = activity.progress;
    const bool phase = activity.active && activity.measured;
    device_->setText(activity.active && !activity.device.isEmpty() ? activity.device : idleDevice_);
    if (!activity.active) {
        what_->setText(tr("Ready"));
    } else if (phase) {
        const QString label = activity.runLabel.isEmpty() ? activity.title : activity.runLabel;
        what_->setText(
            QStringLiteral("%1 · %2").arg(label, activity.paused ? tr("paused") : phaseText(progress.phase)));
    } else {
        what_->setText(
            QStringLiteral("%1 · %2").arg(activity.title, activity.paused ? tr("paused") : tr("starting")));
    }
    bar_->setVisible(activity.active);
    bar_->setValue(static_cast<int>(progress.fraction * 1000));
    const bool rated = phase && progress.rate > 0;
    rate_->setVisible(rated);
    if (rated) {
        const int digits = progress.rate < 10 ? 1 : 0;
        rate_->setText(QStringLiteral("%1 %2/s").arg(QLocale().toString(progress.rate, 'f', digits),
                                                     QString::fromStdString(progress.unit)));
    }
    epoch_->setVisible(phase && progress.phase == Phase::Train && activity.epoch >= 0);
    epoch_->setText(tr("epoch %1").arg(activity.epoch, 0, 'f', 1));
    time_->setVisible(phase);
    time_->setText(
        progress.remaining < 0
            ? tr("%1 gone").arg(durationText(progress.elapsed))
            : tr("%1 gone, %2 left").arg(durationText(progress.elapsed), durationText(progress.remaining)));
    queue_->setVisible(activity.queued > 0);
    queue_->setText(tr("%n waiting", nullptr, static_cast<int>(activity.queued)));
}

}  // namespace selfsight::ui
