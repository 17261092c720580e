#include "ui/map/time_bar.h"

#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSlider>
#include <QToolButton>
#include <algorithm>
#include <limits>

namespace selfsight::ui {

TimeBar::TimeBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("timeBar"));
    play_ = new QToolButton;
    play_->setObjectName(QStringLiteral("timePlay"));
    play_->setAutoRaise(true);
    play_->setCheckable(true);
    play_->setIcon(theme::themedIcon(QStringLiteral("play")));
    play_->setAccessibleName(tr("Play"));
    play_->setToolTip(tr("Play how the maps formed while the runs were training"));
    slider_ = new QSlider(Qt::Horizontal);
    slider_->setObjectName(QStringLiteral("timeSlider"));
    slider_->setAccessibleName(tr("Moment of training"));
    slider_->setToolTip(tr("Drag, or use the arrow keys, to see the maps at an earlier moment of training"));
    slider_->setPageStep(1);
    text_ = new QLabel;
    text_->setObjectName(QStringLiteral("timeText"));
    text_->setFont(theme::tabularFont(text_->font()));
    text_->setForegroundRole(QPalette::PlaceholderText);
    text_->setMinimumWidth(
        text_->fontMetrics().horizontalAdvance(tr("epoch %1").arg(QStringLiteral("0000.0"))));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 0, 8, 0);
    row->setSpacing(6);
    row->addWidget(play_);
    row->addWidget(slider_, 1);
    row->addWidget(text_);
    timer_.setInterval(kMilliseconds);
    connect(&timer_, &QTimer::timeout, this, [this] {
        if (position() >= count())
            play(false);
        else
            slider_->setValue(position() + 1);
    });
    connect(play_, &QToolButton::toggled, this, &TimeBar::play);
    connect(slider_, &QSlider::valueChanged, this, [this](int now) {
        updateText();
        emit moved(now);
    });
    updateText();
}

int TimeBar::position() const {
    return slider_->value();
}

double TimeBar::epoch() const {
    return position() < count() ? epochs_[position()] : std::numeric_limits<double>::infinity();
}

void TimeBar::setPosition(int position) {
    slider_->setValue(std::clamp(position, 0, count()));
}

void TimeBar::setMoments(const QVector<double>& epochs) {
    if (epochs == epochs_) return;
    const bool atEnd = position() >= count();
    const double before = epoch();
    epochs_ = epochs;
    slider_->setRange(0, count());
    slider_->setTickPosition(count() <= 60 ? QSlider::TicksBelow : QSlider::NoTicks);
    slider_->setTickInterval(1);
    const auto next = std::lower_bound(epochs_.begin(), epochs_.end(), before) - epochs_.begin();
    slider_->setValue(atEnd ? count() : static_cast<int>(next));
    if (epochs_.isEmpty()) play(false);
    updateText();
}

void TimeBar::play(bool on) {
    if (on && epochs_.isEmpty()) on = false;
    const QSignalBlocker blocker(play_);
    play_->setChecked(on);
    play_->setIcon(theme::themedIcon(on ? QStringLiteral("pause") : QStringLiteral("play")));
    play_->setAccessibleName(on ? tr("Pause") : tr("Play"));
    if (on == timer_.isActive()) return;
    if (!on) return timer_.stop();
    if (position() >= count()) slider_->setValue(0);
    timer_.start();
}

void TimeBar::updateText() {
    text_->setText(position() >= count()
                       ? tr("finished")
                       : tr("epoch %1").arg(QLocale().toString(epochs_[position()], 'f', 1)));
}

}  // namespace selfsight::ui
