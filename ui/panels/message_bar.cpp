#include "ui/panels/message_bar.h"

#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace selfsight::ui {
namespace {

constexpr int keptAtMost = 20;

QColor colourOf(Notice::Level level, const QPalette& palette) {
    const theme::Colours& colours = theme::colours(palette);
    switch (level) {
        case Notice::Level::Error:
            return colours.bad;
        case Notice::Level::Warning:
            return colours.warning;
        case Notice::Level::Note:
            return colours.accent;
    }
    return colours.accent;
}

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("messageBar"));
    icon_ = new QLabel(this);
    text_ = new QLabel(this);
    text_->setObjectName(QStringLiteral("messageText"));
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::RichText);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    resume_ = new QPushButton(tr("Resume"), this);
    resume_->setObjectName(QStringLiteral("messageResume"));
    resume_->setAccessibleName(tr("Resume the run"));
    resume_->setToolTip(tr("Goes on from the last checkpoint"));
    retry_ = new QPushButton(tr("Try again"), this);
    retry_->setObjectName(QStringLiteral("messageRetry"));
    retry_->setAccessibleName(tr("Try the job again"));
    retry_->setToolTip(tr("Queues the same job once more"));
    log_ = new QPushButton(tr("Show log"), this);
    log_->setObjectName(QStringLiteral("messageLog"));
    log_->setAccessibleName(tr("Show the log"));
    log_->setToolTip(tr("What happened before"));
    close_ = new QToolButton(this);
    close_->setObjectName(QStringLiteral("messageClose"));
    close_->setIcon(theme::themedIcon(QStringLiteral("close")));
    close_->setAutoRaise(true);
    close_->setAccessibleName(tr("Close this message"));
    close_->setToolTip(tr("Close this message"));
    connect(close_, &QToolButton::clicked, this, [this] {
        if (!notices_.isEmpty()) notices_.removeLast();
        showTop();
    });
    connect(resume_, &QPushButton::clicked, this, [this] {
        if (notices_.isEmpty()) return;
        const QString run = notices_.takeLast().run;
        showTop();
        emit resumeRequested(run);
    });
    connect(retry_, &QPushButton::clicked, this, [this] {
        if (notices_.isEmpty()) return;
        const quint64 job = notices_.takeLast().retry;
        showTop();
        emit retryRequested(job);
    });
    connect(log_, &QPushButton::clicked, this, &MessageBar::logRequested);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(gridUnit + 4, gridUnit, gridUnit, gridUnit);
    layout->setSpacing(gridUnit);
    layout->addWidget(icon_, 0, Qt::AlignTop);
    layout->addWidget(text_, 1);
    layout->addWidget(resume_);
    layout->addWidget(retry_);
    layout->addWidget(log_);
    layout->addWidget(close_);
    showTop();
}

void MessageBar::show(const Notice& notice) {
    for (int i = static_cast<int>(notices_.size()) - 1; i >= 0; --i) {
        if (notices_[i].title == notice.title && notices_[i].text == notice.text) notices_.removeAt(i);
    }
    notices_.push_back(notice);
    while (notices_.size() > keptAtMost) notices_.removeFirst();
    showTop();
}

void MessageBar::clear() {
    notices_.clear();
    showTop();
}

void MessageBar::showTop() {
    setVisible(!notices_.isEmpty());
    if (notices_.isEmpty()) return;
    const Notice& notice = notices_.back();
    const QString name =
        notice.level == Notice::Level::Error ? QStringLiteral("error") : QStringLiteral("warning");
    icon_->setPixmap(theme::themedIcon(name).pixmap(20, 20));
    QString text = QStringLiteral("<b>%1</b>").arg(notice.title.toHtmlEscaped());
    if (notices_.size() > 1) text += tr(" (and %n more)", nullptr, static_cast<int>(notices_.size()) - 1);
    if (!notice.text.isEmpty()) text += QStringLiteral("<br>") + notice.text.toHtmlEscaped();
    if (!notice.advice.isEmpty()) text += QStringLiteral("<br>") + notice.advice.toHtmlEscaped();
    text_->setText(text);
    resume_->setVisible(notice.level == Notice::Level::Error && !notice.run.isEmpty());
    retry_->setVisible(notice.retry != 0);
    log_->setVisible(notice.level == Notice::Level::Error);
    update();
}

void MessageBar::paintEvent(QPaintEvent*) {
    if (notices_.isEmpty()) return;
    QPainter painter(this);
    const QColor colour = colourOf(notices_.back().level, palette());
    QColor wash = colour;
    wash.setAlphaF(0.12f);
    painter.fillRect(rect(), wash);
    painter.fillRect(QRect(0, 0, 4, height()), colour);
}

}  // namespace selfsight::ui
