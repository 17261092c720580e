// Palettes, colours that carry meaning, icons and figures: one look for every view, light and dark. Holds no
// state; what a view needs to know about the theme stands in its palette, and QEvent::PaletteChange tells it
// when that changes.
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QString>
#include <QVector>

class QApplication;
class QEvent;

namespace selfsight::ui {

// How a run is drawn in every view: never by colour alone.
struct RunStyle {
    QString label;
    QColor colour;
    Qt::PenStyle dash = Qt::SolidLine;
};

namespace theme {

enum class Mode { System, Light, Dark };

// Colours that views use beside the palette. Text colours reach 4.5 : 1 on `base`, marks and `pale` points 3
// : 1 or what is said here.
struct Colours {
    QColor window;     // behind panels
    QColor base;       // behind data: plots, maps, tables
    QColor text;       // primary
    QColor secondary;  // captions, axis labels: still 4.5 : 1
    QColor grid;       // hairlines within data: 1.2 : 1, to be felt more than seen
    QColor line;       // axis lines, separators: 1.6 : 1
    QColor pale;       // points that do not match a filter: visible, not loud (1.5 : 1)
    QColor accent;     // selection, focus, the one accent
    QColor good;       // always with a ✓ or a word
    QColor bad;        // always with a ✗ or a word
    QColor warning;
};

// Sets Fusion and our palette. System: dark if the desktop's palette was dark when the program started. Every
// widget gets QEvent::PaletteChange; see changed().
void apply(QApplication& app, Mode mode);
// True for events after which a view must restyle itself: call it from changeEvent().
bool changed(const QEvent* event);
bool isDark(const QPalette& palette);
const Colours& colours(bool dark);
inline const Colours& colours(const QPalette& palette) {
    return colours(isDark(palette));
}
QPalette palette(bool dark);

// The four encoders in Okabe–Ito colours (≥ 3 : 1 on both themes), each with its own dash; other methods get
// a stable colour of their own. Seeds of one method keep its hue and dash and differ in lightness.
RunStyle encoderStyle(const QString& method, int seedIndex = 0);

// Colour of each value of a label column when values belong to groups (classes to superclasses): one hue a
// group, shades within it. group[v] in [0, groupCount). The same arguments give the same colours for ever.
QVector<QColor> groupedColours(const QVector<int>& group, int groupCount, bool dark);
// The same without groups: a hue a value, lightness alternating.
QVector<QColor> plainColours(int count, bool dark);
// Up to eight colours that can be told apart, for focus classes.
QVector<QColor> focusColours(bool dark);
// Sequential scale for numbers, t in [0, 1]: perceptually even, its low end still visible on `base`.
QColor sequential(double t, bool dark);

// WCAG contrast ratio, 1 … 21.
double contrast(const QColor& a, const QColor& b);

// A line icon of :/icons/<name>.svg (strokes and fills in currentColor), painted in the palette's colours of
// the moment, so that it follows the theme by itself.
QIcon themedIcon(const QString& name);

// `font` if its digits are all of one width, else the system's fixed font at the same size.
QFont tabularFont(const QFont& font);

// For a screen that many look at: text by 1.35 and strokes by 1.7 times as large, everywhere; fonts that a
// widget has of its own are left alone. Views get QEvent::FontChange.
void setPresentation(QApplication& app, bool on);
// What lines and marks are multiplied by: 1, or more in a presentation.
double strokeScale();

// Duration of explaining movement (maps that morph), in ms: 250, or 0 when the style animates nothing or the
// application's property "selfsight.reducedMotion" is true.
int animationDuration();

}  // namespace theme
}  // namespace selfsight::ui
