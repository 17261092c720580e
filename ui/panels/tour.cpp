#include "ui/panels/tour.h"

#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace selfsight::ui {
namespace {

constexpr int bubbleWidth = 44 * gridUnit;

// A frame around what is spoken of; the mouse goes through it.
class Outline final : public QWidget {
  public:
    explicit Outline(QWidget* parent) : QWidget(parent) {
        setObjectName(QStringLiteral("tourFrame"));
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme::colours(palette()).accent, 3));
        painter.drawRoundedRect(QRectF(rect()).adjusted(2, 2, -2, -2), 4, 4);
    }
};

}  // namespace

Tour::Tour(QWidget* window) : QFrame(window), window_(window), frame_(new Outline(window)) {
    setObjectName(QStringLiteral("tour"));
    setAutoFillBackground(true);
    setFrameShape(QFrame::Box);
    setFixedWidth(bubbleWidth);
    setFocusPolicy(Qt::StrongFocus);
    title_ = new QLabel;
    title_->setObjectName(QStringLiteral("tourTitle"));
    QFont bold = title_->font();
    bold.setWeight(QFont::DemiBold);
    title_->setFont(bold);
    text_ = new QLabel;
    text_->setObjectName(QStringLiteral("tourText"));
    text_->setWordWrap(true);
    number_ = new CaptionLabel;
    number_->setWordWrap(false);
    const auto button = [](const QString& label, const char* name) {
        auto* made = new QPushButton(label);
        made->setObjectName(QLatin1String(name));
        made->setAccessibleName(label);
        return made;
    };
    auto* close = button(tr("End the tour"), "tourEnd");
    close->setToolTip(tr("Esc ends the tour"));
    back_ = button(tr("Back"), "tourBack");
    back_->setToolTip(tr("The step before"));
    next_ = button(tr("Next"), "tourNext");
    next_->setToolTip(tr("The next step"));
    connect(close, &QPushButton::clicked, this, &Tour::finish);
    connect(back_, &QPushButton::clicked, this, [this] { go(at_ - 1); });
    connect(next_, &QPushButton::clicked, this, [this] {
        if (at_ + 1 < count())
            go(at_ + 1);
        else
            finish();
    });
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(gridUnit);
    buttons->addStretch(1);
    buttons->addWidget(close);
    buttons->addWidget(back_);
    buttons->addWidget(next_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridUnit, 2 * gridUnit, 2 * gridUnit, 2 * gridUnit);
    layout->setSpacing(gridUnit);
    auto* top = new QHBoxLayout;
    top->setSpacing(gridUnit);
    top->addWidget(title_, 1);
    top->addWidget(number_);
    layout->addLayout(top);
    layout->addWidget(text_);
    layout->addLayout(buttons);
    window_->installEventFilter(this);
    hide();
}

void Tour::start(QVector<TourStep> steps) {
    steps_ = std::move(steps);
    if (steps_.isEmpty()) return;
    show();
    frame_->show();
    go(0);
    next_->setFocus(Qt::OtherFocusReason);
}

void Tour::finish() {
    if (at_ < 0) return;
    at_ = -1;
    steps_.clear();
    hide();
    frame_->hide();
    emit finished();
}

void Tour::go(int step) {
    at_ = std::clamp(step, 0, count() - 1);
    const TourStep& now = steps_[at_];
    if (now.prepare) now.prepare();
    title_->setText(now.title);
    text_->setText(now.text);
    number_->setText(tr("%1 of %2").arg(at_ + 1).arg(count()));
    back_->setEnabled(at_ > 0);
    next_->setText(at_ + 1 < count() ? tr("Next") : tr("Done"));
    setAccessibleName(now.title);
    setAccessibleDescription(now.text);
    // Wrapped text has its height only at its width.
    text_->setMinimumHeight(text_->heightForWidth(bubbleWidth - 4 * gridUnit));
    adjustSize();
    place();
}

void Tour::place() {
    if (at_ < 0) return;
    const QWidget* target = steps_[at_].target;
    const QRect all = window_->rect();
    const QRect about = target && target->isVisible()
                            ? QRect(target->mapTo(window_, QPoint(0, 0)), target->size()).intersected(all)
                            : all;
    frame_->setGeometry(about);
    frame_->raise();
    // Beside what it speaks of where there is room, else in its lower part.
    const int room = 2 * gridUnit;
    QPoint corner(about.center().x() - width() / 2, about.bottom() - height() - 3 * gridUnit);
    if (all.right() - about.right() > width() + room)
        corner.setX(about.right() + gridUnit);
    else if (about.left() - all.left() > width() + room)
        corner.setX(about.left() - gridUnit - width());
    else if (about.bottom() + height() + room < all.bottom())
        corner.setY(about.bottom() + gridUnit);
    else if (about.top() - height() - room > all.top())
        corner.setY(about.top() - gridUnit - height());
    corner.setX(std::clamp(corner.x(), gridUnit, std::max(gridUnit, all.width() - width() - gridUnit)));
    corner.setY(std::clamp(corner.y(), gridUnit, std::max(gridUnit, all.height() - height() - gridUnit)));
    move(corner);
    raise();
}

bool Tour::eventFilter(QObject* watched, QEvent* event) {
    if (watched == window_ && event->type() == QEvent::Resize) place();
    return QFrame::eventFilter(watched, event);
}

void Tour::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Escape:
            return finish();
        case Qt::Key_Left:
            if (at_ > 0) go(at_ - 1);
            return;
        case Qt::Key_Right:
            if (at_ + 1 < count()) go(at_ + 1);
            return;
        default:
            QFrame::keyPressEvent(event);
    }
}

}  // namespace selfsight::ui
