#include "ui/theme/theme.h"

#include "core/random.h"
#include "ui/theme/oklch.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QStyle>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace selfsight::ui::theme {

namespace {

constexpr char kDesktopDark[] = "selfsight.desktopDark";
constexpr char kPresentation[] = "selfsight.presentation";
constexpr char kPlainFont[] = "selfsight.plainFont";

Colours lightColours() {
    return {.window = QColor(0xf2f3f5),
            .base = QColor(0xffffff),
            .text = QColor(0x1a1d21),
            .secondary = QColor(0x5a616a),
            .grid = QColor(0xe8eaed),
            .line = QColor(0xc2c7cd),
            .pale = QColor(0xcdd2d8),
            .accent = QColor(0x2f63d9),
            .good = QColor(0x157f3b),
            .bad = QColor(0xc02626),
            .warning = QColor(0x9a5b00)};
}

Colours darkColours() {
    return {.window = QColor(0x202327),
            .base = QColor(0x17191c),
            .text = QColor(0xe3e6ea),
            .secondary = QColor(0x9ba3ad),
            .grid = QColor(0x272b30),
            .line = QColor(0x464c54),
            .pale = QColor(0x3c424a),
            .accent = QColor(0x7aa2ff),
            .good = QColor(0x5cc97f),
            .bad = QColor(0xff7b72),
            .warning = QColor(0xe0a33a)};
}

double luminance(const QColor& c) {
    const auto linear = [](double v) {
        return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

// A shade of a hue at s in [0, 1], within the lightness that reaches 3 : 1 on the theme's base. Tiers 0 and 1
// keep neighbouring hues apart by lightness as well; −1 uses the whole range.
QColor shade(double hue, int tier, double s, bool dark) {
    double low = dark ? 0.56 : 0.40;
    double high = dark ? 0.87 : 0.655;
    const double middle = dark ? 0.70 : 0.53;
    if (tier == 0) low = middle + 0.01;
    if (tier == 1) high = middle - 0.01;
    return oklch(low + (high - low) * s, 0.17 - 0.04 * s, hue);
}

}  // namespace

void apply(QApplication& app, Mode mode) {
    if (!app.property(kDesktopDark).isValid()) app.setProperty(kDesktopDark, isDark(QApplication::palette()));
    if (QApplication::style()->objectName().compare("fusion", Qt::CaseInsensitive) != 0)
        QApplication::setStyle(QStringLiteral("Fusion"));
    const bool dark = mode == Mode::Dark || (mode == Mode::System && app.property(kDesktopDark).toBool());
    const QPalette p = palette(dark);
    QApplication::setPalette(p);
    QToolTip::setPalette(p);
}

bool changed(const QEvent* event) {
    return event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange;
}

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Base).lightness() < palette.color(QPalette::Text).lightness();
}

const Colours& colours(bool dark) {
    static const Colours light = lightColours();
    static const Colours night = darkColours();
    return dark ? night : light;
}

QPalette palette(bool dark) {
    const Colours& c = colours(dark);
    const QColor button = dark ? QColor(0x2b2f34) : QColor(0xfafbfc);
    const QColor disabled = dark ? QColor(0x6b727b) : QColor(0x9aa1a9);
    QPalette p;
    p.setColor(QPalette::Window, c.window);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.base);
    p.setColor(QPalette::AlternateBase, dark ? QColor(0x1c1f23) : QColor(0xf7f8f9));
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::Button, button);
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(QPalette::BrightText, c.bad);
    p.setColor(QPalette::PlaceholderText, c.secondary);
    p.setColor(QPalette::ToolTipBase, dark ? QColor(0x2f343a) : QColor(0xffffff));
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::Highlight, c.accent);
    p.setColor(QPalette::HighlightedText, dark ? QColor(0x10141c) : QColor(0xffffff));
    p.setColor(QPalette::Link, c.accent);
    p.setColor(QPalette::LinkVisited, c.accent);
    p.setColor(QPalette::Light, dark ? QColor(0x343940) : QColor(0xffffff));
    p.setColor(QPalette::Midlight, dark ? QColor(0x2e3238) : QColor(0xebedf0));
    p.setColor(QPalette::Mid, dark ? QColor(0x3a4047) : QColor(0xd0d4d9));
    p.setColor(QPalette::Dark, dark ? QColor(0x111316) : QColor(0xb4bac1));
    p.setColor(QPalette::Shadow, dark ? QColor(0x08090a) : QColor(0x8a9098));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, disabled);
    p.setColor(QPalette::Disabled, QPalette::Highlight, c.line);
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, c.secondary);
    return p;
}

RunStyle encoderStyle(const QString& method, int seedIndex) {
    struct Known {
        const char* name;
        const char* label;
        QRgb colour;
        Qt::PenStyle dash;
    };
    // Okabe & Ito 2008; the four of the eight that reach 3 : 1 on white and on the dark base alike.
    static constexpr Known known[] = {{"supervised", "supervised", 0xff0072b2, Qt::SolidLine},
                                      {"byol", "BYOL", 0xffd55e00, Qt::DashLine},
                                      {"simsiam", "SimSiam", 0xff009e73, Qt::DashDotLine},
                                      {"random", "random", 0xffcc79a7, Qt::DotLine}};
    RunStyle style{method, {}, Qt::DashDotDotLine};
    for (const Known& k : known)
        if (method == QLatin1String(k.name)) style = {QString::fromLatin1(k.label), QColor(k.colour), k.dash};
    if (!style.colour.isValid())
        style.colour = oklch(0.6, 0.13, static_cast<double>(hashName(method.toStdString()) % 360));
    if (seedIndex > 0) {
        // Lighter and darker by turns, by no more than both themes can bear.
        static constexpr double factor[] = {1.0, 0.82, 1.14, 0.72, 1.08};
        const QColor hsl = style.colour.toHsl();
        const double lightness = std::min(0.62, hsl.lightnessF() * factor[seedIndex % 5]);
        style.colour =
            QColor::fromHslF(hsl.hslHueF(), hsl.hslSaturationF(), static_cast<float>(lightness)).toRgb();
    }
    return style;
}

QVector<QColor> groupedColours(const QVector<int>& group, int groupCount, bool dark) {
    QVector<int> members(std::max(1, groupCount), 0);
    for (const int g : group)
        if (g >= 0 && g < groupCount) ++members[g];
    QVector<int> seen(members.size(), 0);
    QVector<QColor> result;
    result.reserve(group.size());
    for (const int g : group) {
        if (g < 0 || g >= groupCount) {
            result.append(colours(dark).secondary);
            continue;
        }
        // Up to a dozen hues tell each other apart by themselves.
        const bool few = groupCount <= 12;
        const double step = std::min(60.0, 360.0 / groupCount);
        const double s = members[g] > 1 ? static_cast<double>(seen[g]++) / (members[g] - 1) : 0.5;
        result.append(shade(25 + 360.0 * g / groupCount + step * 0.5 * (s - 0.5), few ? -1 : g % 2, s, dark));
    }
    return result;
}

QVector<QColor> plainColours(int count, bool dark) {
    QVector<QColor> result;
    result.reserve(count);
    if (count <= 8) {
        result = focusColours(dark);
        result.resize(std::max(0, count));
        return result;
    }
    for (int i = 0; i < count; ++i) result.append(shade(25 + 360.0 * i / count, i % 2, 0.5, dark));
    return result;
}

QVector<QColor> focusColours(bool dark) {
    if (dark)
        return {QColor(0x4fb3f0), QColor(0xf0803c), QColor(0x2cc598), QColor(0xe88cc0),
                QColor(0xf2e24b), QColor(0xb49cff), QColor(0xd9dce0), QColor(0xc98a4b)};
    return {QColor(0x0072b2), QColor(0xd55e00), QColor(0x00855f), QColor(0xb8508c),
            QColor(0x8a7400), QColor(0x5b3fa8), QColor(0x3d4248), QColor(0x7d4a12)};
}

QColor sequential(double t, bool dark) {
    const double u = std::clamp(t, 0.0, 1.0);
    return dark ? oklch(0.42 + 0.48 * u, 0.12 + 0.03 * std::sin(3.14 * u), 295 - 190 * u)
                : oklch(0.80 - 0.50 * u, 0.09 + 0.05 * std::sin(3.14 * u), 165 + 130 * u);
}

double contrast(const QColor& a, const QColor& b) {
    const double la = luminance(a) + 0.05;
    const double lb = luminance(b) + 0.05;
    return std::max(la, lb) / std::min(la, lb);
}

QFont tabularFont(const QFont& font) {
    const QFontMetricsF metrics(font);
    for (char16_t digit = u'1'; digit <= u'9'; ++digit)
        if (std::abs(metrics.horizontalAdvance(QChar(digit)) - metrics.horizontalAdvance(u'0')) > 0.01) {
            QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
            if (font.pixelSize() > 0)
                fixed.setPixelSize(font.pixelSize());
            else
                fixed.setPointSizeF(font.pointSizeF());
            fixed.setWeight(font.weight());
            return fixed;
        }
    return font;
}

void setPresentation(QApplication& app, bool on) {
    if (app.property(kPresentation).toBool() == on) return;
    if (!app.property(kPlainFont).isValid()) app.setProperty(kPlainFont, QApplication::font());
    app.setProperty(kPresentation, on);
    auto font = app.property(kPlainFont).value<QFont>();
    constexpr double larger = 1.35;
    if (on && font.pixelSize() > 0)
        font.setPixelSize(static_cast<int>(std::lround(larger * font.pixelSize())));
    else if (on)
        font.setPointSizeF(larger * font.pointSizeF());
    QApplication::setFont(font);
}

double strokeScale() {
    return qApp && qApp->property(kPresentation).toBool() ? 1.7 : 1;
}

int animationDuration() {
    if (!qApp || qApp->property("selfsight.reducedMotion").toBool()) return 0;
    return QApplication::style()->styleHint(QStyle::SH_Widget_Animation_Duration) > 0 ? 250 : 0;
}

}  // namespace selfsight::ui::theme
