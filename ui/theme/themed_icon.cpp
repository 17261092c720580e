#include "ui/theme/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

// The icons live in a static library, whose resources nobody registers by themselves. Has to stand outside of
// namespaces.
static void registerIcons() {
    static const bool once = [] {
        Q_INIT_RESOURCE(views);
        return true;
    }();
    Q_UNUSED(once)
}

namespace selfsight::ui::theme {

namespace {

// Draws an SVG in the palette's colours at the moment of painting, so that a change of theme needs no new
// icons.
class ThemedIconEngine final : public QIconEngine {
  public:
    explicit ThemedIconEngine(QString name) : name_(std::move(name)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        const double ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1;
        QPixmap picture = scaledPixmap((QSizeF(rect.size()) * ratio).toSize(), mode, state, ratio);
        picture.setDevicePixelRatio(ratio);
        painter->drawPixmap(rect, picture);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override {
        const QColor colour = colourOf(mode, state);
        const QString key = QStringLiteral("selfsight:%1:%2x%3:%4")
                                .arg(name_)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(colour.name(QColor::HexArgb));
        QPixmap picture;
        if (QPixmapCache::find(key, &picture)) return picture;
        picture = QPixmap(size);
        picture.fill(Qt::transparent);
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name_));
        if (file.open(QIODevice::ReadOnly)) {
            QByteArray svg = file.readAll();
            svg.replace("currentColor", colour.name().toLatin1());
            QSvgRenderer renderer(svg);
            QPainter painter(&picture);
            renderer.render(&painter);
        }
        QPixmapCache::insert(key, picture);
        return picture;
    }

    QString key() const override { return QStringLiteral("selfsight-themed"); }
    QString iconName() override { return name_; }
    bool isNull() override { return !QFile::exists(QStringLiteral(":/icons/%1.svg").arg(name_)); }
    QIconEngine* clone() const override { return new ThemedIconEngine(*this); }

  private:
    static QColor colourOf(QIcon::Mode mode, QIcon::State state) {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled) return palette.color(QPalette::Disabled, QPalette::ButtonText);
        if (mode == QIcon::Selected) return palette.color(QPalette::HighlightedText);
        return state == QIcon::On ? colours(palette).accent : palette.color(QPalette::ButtonText);
    }

    QString name_;
};

}  // namespace

QIcon themedIcon(const QString& name) {
    registerIcons();
    return QIcon(new ThemedIconEngine(name));
}

}  // namespace selfsight::ui::theme
