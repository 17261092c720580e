// Pictures of a window or dialog for a person to look through: light and dark, 1× and 2×. They go to
// $SELFSIGHT_SCREENSHOTS, or below the build folder; those in $SELFSIGHT_SCREENSHOTS_LANGUAGE ("ru") to a
// folder of that name in it.
#pragma once

#include "ui/theme/number_locale.h"
#include "ui/window_fixture.h"

#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QPixmap>
#include <QSet>
#include <QTranslator>

namespace selfsight::test {

inline QString screenshotLanguage() {
    return qEnvironmentVariable("SELFSIGHT_SCREENSHOTS_LANGUAGE");
}

inline QString targetFolder() {
    const QString wanted =
        qEnvironmentVariable("SELFSIGHT_SCREENSHOTS",
                             qEnvironmentVariable("SELFSIGHT_SCREENSHOTS_DEFAULT", "screenshots")) +
        (screenshotLanguage().isEmpty() ? QString() : '/' + screenshotLanguage());
    QDir().mkpath(wanted);
    return wanted;
}

// The window speaks the wanted language from now on. Before the first window.
inline void speak() {
    if (screenshotLanguage().isEmpty()) return;
    auto* own = new QTranslator(qApp);
    QVERIFY(own->load(QStringLiteral(":/i18n/selfsight_%1.qm").arg(screenshotLanguage())));
    QApplication::installTranslator(own);
    auto* qt = new QTranslator(qApp);
    if (qt->load(QStringLiteral("qtbase_") + screenshotLanguage(),
                 QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QApplication::installTranslator(qt);
    QLocale::setDefault(ui::numberLocale(QLocale(screenshotLanguage())));
}

// Counts distinct colours on a coarse grid: a picture of one colour means that nothing was drawn.
inline qsizetype coloursOf(const QImage& image) {
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3) colours.insert(image.pixel(x, y));
    }
    return colours.size();
}

// Renders at both densities and both themes. The window's content must not change in between.
inline void shoot(ui::MainWindow& window, QWidget& shown, const QString& name) {
    for (const auto& [action, suffix] :
         {std::pair("actionTheme1", "light"), std::pair("actionTheme2", "dark")}) {
        find<QAction>(window, action)->trigger();
        // Plots and maps redraw when the event loop comes round.
        QTest::qWait(120);
        for (const int ratio : {1, 2}) {
            QPixmap picture(shown.size() * ratio);
            picture.setDevicePixelRatio(ratio);
            shown.render(&picture);
            const QString path = QStringLiteral("%1/%2-%3@%4x.png")
                                     .arg(targetFolder(), name, QLatin1String(suffix))
                                     .arg(ratio);
            QVERIFY2(picture.save(path), qPrintable(path));
            QVERIFY2(coloursOf(picture.toImage()) > 8, qPrintable(path));
        }
    }
    find<QAction>(window, "actionTheme1")->trigger();
}

}  // namespace selfsight::test
