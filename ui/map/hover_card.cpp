#include "ui/map/hover_card.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStringList>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {

namespace {

constexpr int kMargin = 10;
constexpr int kGap = 10;
constexpr int kTextWidth = 190;
constexpr int kDistance = 14;  // between point and card

QFont titleFont(const QFont& font) {
    QFont result = font;
    result.setWeight(QFont::DemiBold);
    result.setPointSizeF(font.pointSizeF() * 1.1);
    return result;
}

QFont small(const QFont& font) {
    QFont result = font;
    result.setPointSizeF(std::max(7.0, font.pointSizeF() * 0.9));
    return result;
}

const char* verdictMark(CardContent::Verdict verdict) {
    return verdict == CardContent::Verdict::Right ? "✓" : verdict == CardContent::Verdict::Wrong ? "✗" : "–";
}

}  // namespace

// Where everything is; computed anew each time, since it is cheap and depends on fonts and content.
struct HoverCard::Layout {
    QRect image, text, predictions, neighboursTitle;
    QVector<QRect> views;  // a row each: both images and the words beside them
    QVector<QRect> neighbours;
    QSize size;
    int line = 0;
};

QString CardContent::spoken() const {
    QStringList parts;
    if (!title.isEmpty()) parts << title;
    if (!subtitle.isEmpty()) parts << subtitle;
    for (const auto& [name, value] : facts) parts << name + QLatin1Char(' ') + value;
    for (const Prediction& p : predictions)
        if (p.verdict != Verdict::Unknown)
            parts << HoverCard::tr("%1 says %2, %3")
                         .arg(p.style.label, p.text,
                              p.verdict == Verdict::Right ? HoverCard::tr("right") : HoverCard::tr("wrong"));
    for (const Views& v : views) parts << HoverCard::tr("two views of %1: %2").arg(v.style.label, v.text);
    return parts.join(QStringLiteral(", "));
}

HoverCard::HoverCard(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("hoverCard"));
    setAccessibleName(tr("Image card"));
    setFocusPolicy(Qt::ClickFocus);
    setMouseTracking(true);
    hide();
}

HoverCard::Layout HoverCard::layout() const {
    Layout l;
    l.line = QFontMetrics(small(font())).height() + 2;
    const int head = QFontMetrics(titleFont(font())).height() + 2;
    int textHeight = content_.title.isEmpty() ? 0 : head;
    if (!content_.subtitle.isEmpty()) textHeight += l.line;
    textHeight += static_cast<int>(content_.facts.size()) * l.line + (content_.facts.isEmpty() ? 0 : 4);
    const QSize image = content_.image.isNull() ? QSize(0, 0) : content_.image.size();
    l.image = QRect(QPoint(kMargin, kMargin), image);
    const int textLeft = kMargin + (image.isEmpty() ? 0 : image.width() + kGap);
    l.text = QRect(textLeft, kMargin, kTextWidth, std::max(textHeight, image.height()));
    int y = l.text.bottom() + 1;
    const int width = l.text.right() + 1 - kMargin;
    if (!content_.predictions.isEmpty()) {
        y += 8;
        l.predictions = QRect(kMargin, y, width, static_cast<int>(content_.predictions.size()) * l.line);
        y = l.predictions.bottom() + 1;
    }
    for (const CardContent::Views& v : content_.views) {
        y += 8;
        l.views.append(QRect(kMargin, y, width, std::max(v.first.height(), 2 * l.line)));
        y = l.views.last().bottom() + 1;
    }
    if (!content_.neighbours.isEmpty()) {
        y += 8;
        l.neighboursTitle = QRect(kMargin, y, width, l.line);
        y += l.line + 2;
        int x = kMargin;
        int bottom = y;
        for (const CardContent::Neighbour& n : content_.neighbours) {
            const QSize size = n.image.isNull() ? QSize(32, 32) : n.image.size();
            if (x + size.width() > kMargin + width) break;
            l.neighbours.append(QRect(QPoint(x, y), size));
            bottom = std::max(bottom, y + size.height());
            x += size.width() + 5;
        }
        y = bottom + 3;
    }
    l.size = QSize(width + 2 * kMargin, y + kMargin);
    return l;
}

QSize HoverCard::sizeHint() const {
    return layout().size;
}

void HoverCard::open(const CardContent& content, const QRectF& anchor) {
    content_ = content;
    setAccessibleDescription(content.spoken());
    const QSize size = sizeHint();
    const QRect room = parentWidget()->rect().adjusted(4, 4, -4, -4);
    int x = static_cast<int>(std::lround(anchor.center().x())) - size.width() / 2;
    int y = static_cast<int>(std::floor(anchor.top())) - kDistance - size.height();
    if (y < room.top()) {
        const int below = static_cast<int>(std::ceil(anchor.bottom())) + kDistance;
        if (below + size.height() <= room.bottom() + 1) {
            y = below;
        } else {
            // Neither fits: beside the point, so that the point itself stays in sight.
            const bool rightSide = anchor.right() + kDistance + size.width() <= room.right();
            x = rightSide ? static_cast<int>(anchor.right()) + kDistance
                          : static_cast<int>(anchor.left()) - kDistance - size.width();
            y = static_cast<int>(anchor.center().y()) - size.height() / 2;
        }
    }
    x = std::clamp(x, room.left(), std::max(room.left(), room.right() + 1 - size.width()));
    y = std::clamp(y, room.top(), std::max(room.top(), room.bottom() + 1 - size.height()));
    setGeometry(QRect(QPoint(x, y), size));
    raise();
    show();
    update();
}

void HoverCard::setPinned(bool pinned) {
    pinned_ = pinned;
    update();
}

void HoverCard::paintEvent(QPaintEvent*) {
    const theme::Colours& colours = theme::colours(palette());
    const Layout l = layout();
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::ToolTipBase));
    painter.setPen(QPen(pinned_ ? colours.accent : colours.line, 1));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
    if (!content_.image.isNull()) painter.drawImage(l.image.topLeft(), content_.image);

    int y = l.text.top();
    const auto line = [&](const QFont& font, const QColor& colour, const QString& text, int x, int width,
                          int height, Qt::Alignment align = Qt::AlignLeft) {
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(QRect(x, y, width, height), align | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, width));
    };
    if (!content_.title.isEmpty()) {
        const int height = QFontMetrics(titleFont(font())).height() + 2;
        line(titleFont(font()), colours.text, content_.title, l.text.left(), l.text.width(), height);
        y += height;
    }
    if (!content_.subtitle.isEmpty()) {
        line(small(font()), colours.secondary, content_.subtitle, l.text.left(), l.text.width(), l.line);
        y += l.line;
    }
    y += 4;
    for (const auto& [name, value] : content_.facts) {
        const int half = 78;
        line(small(font()), colours.secondary, name, l.text.left(), half - 4, l.line);
        line(theme::tabularFont(small(font())), colours.text, value, l.text.left() + half,
             l.text.width() - half, l.line);
        y += l.line;
    }

    y = l.predictions.top();
    for (const CardContent::Prediction& p : content_.predictions) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(p.style.colour, 2, p.style.dash, Qt::FlatCap));
        painter.drawLine(QPointF(kMargin, y + l.line / 2.0), QPointF(kMargin + 16, y + l.line / 2.0));
        painter.setRenderHint(QPainter::Antialiasing, false);
        line(small(font()), colours.secondary, p.style.label, kMargin + 22, 106, l.line);
        const QColor colour = p.verdict == CardContent::Verdict::Right   ? colours.good
                              : p.verdict == CardContent::Verdict::Wrong ? colours.bad
                                                                         : colours.secondary;
        line(small(font()), colour, QString::fromUtf8(verdictMark(p.verdict)), kMargin + 130, 14, l.line);
        line(small(font()), p.verdict == CardContent::Verdict::Unknown ? colours.secondary : colours.text,
             p.text.isEmpty() ? tr("not held out") : p.text, kMargin + 146,
             l.predictions.right() - kMargin - 146, l.line);
        y += l.line;
    }

    for (qsizetype i = 0; i < l.views.size(); ++i) {
        const CardContent::Views& v = content_.views[i];
        const QRect& row = l.views[i];
        painter.drawImage(row.topLeft(), v.first);
        painter.drawImage(QPoint(row.left() + v.first.width() + 4, row.top()), v.second);
        const int left = row.left() + v.first.width() + v.second.width() + 4 + kGap;
        y = row.top() + (row.height() - 2 * l.line) / 2;
        line(small(font()), colours.secondary, tr("%1, two views").arg(v.style.label), left,
             row.right() - left, l.line);
        y += l.line;
        line(theme::tabularFont(small(font())), colours.text, v.text, left, row.right() - left, l.line);
    }

    if (!l.neighbours.isEmpty()) {
        y = l.neighboursTitle.top();
        line(small(font()), colours.secondary, content_.neighboursTitle, kMargin, l.neighboursTitle.width(),
             l.line);
        for (qsizetype i = 0; i < l.neighbours.size(); ++i) {
            const CardContent::Neighbour& n = content_.neighbours[i];
            painter.drawImage(l.neighbours[i].topLeft(), n.image);
            // Same class: a solid line below; another: none.
            if (n.sameClass)
                painter.fillRect(
                    QRect(l.neighbours[i].left(), l.neighbours[i].bottom() + 2, l.neighbours[i].width(), 2),
                    colours.good);
        }
    }
}

void HoverCard::enterEvent(QEnterEvent*) {
    emit entered();
}

void HoverCard::leaveEvent(QEvent*) {
    emit left();
}

void HoverCard::mousePressEvent(QMouseEvent* event) {
    const Layout l = layout();
    for (qsizetype i = 0; i < l.neighbours.size(); ++i)
        if (l.neighbours[i].contains(event->position().toPoint())) {
            emit neighbourClicked(content_.neighbours[i].imageIndex);
            return;
        }
}

void HoverCard::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        emit closeRequested();
    else
        QWidget::keyPressEvent(event);
}

}  // namespace selfsight::ui
