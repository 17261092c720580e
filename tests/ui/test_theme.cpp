// Colours keep their contrast and their place, icons follow the theme.
#include "ui/panels/panel_title.h"
#include "ui/theme/oklch.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QSet>
#include <QTest>

using namespace selfsight::ui;

class TestTheme : public QObject {
    Q_OBJECT

  private slots:
    void textReaches4To5() {
        for (const bool dark : {false, true}) {
            const theme::Colours& c = theme::colours(dark);
            for (const QColor& ground : {c.base, c.window}) {
                for (const QColor& ink : {c.text, c.secondary, c.good, c.bad, c.warning}) {
                    const double ratio = theme::contrast(ink, ground);
                    QVERIFY2(
                        ratio >= 4.5,
                        qPrintable(QStringLiteral("%1 on %2: %3").arg(ink.name(), ground.name()).arg(ratio)));
                }
            }
            QVERIFY(theme::contrast(c.accent, c.base) >= 3);
            QVERIFY(theme::contrast(c.pale, c.base) >= 1.4);
            const QPalette palette = theme::palette(dark);
            QVERIFY(theme::contrast(palette.color(QPalette::HighlightedText),
                                    palette.color(QPalette::Highlight)) >= 4.5);
            QCOMPARE(theme::isDark(palette), dark);
        }
    }

    // What is written in a colour of its own keeps its contrast when the theme changes under it.
    void colouredTextFollowsTheTheme() {
        CaptionLabel label(QStringLiteral("text"));
        label.show();
        for (const CaptionLabel::Tone tone : {&theme::Colours::bad, &theme::Colours::warning,
                                              &theme::Colours::secondary, &theme::Colours::text}) {
            label.setTone(tone);
            for (const theme::Mode mode : {theme::Mode::Dark, theme::Mode::Light, theme::Mode::Dark}) {
                theme::apply(*qApp, mode);
                QCoreApplication::sendPostedEvents();
                const QPalette palette = label.palette();
                QCOMPARE(palette.color(QPalette::WindowText),
                         theme::colours(mode == theme::Mode::Dark).*tone);
                const double ratio =
                    theme::contrast(palette.color(QPalette::WindowText), palette.color(QPalette::Window));
                QVERIFY2(ratio >= 4.5, qPrintable(QString::number(ratio)));
            }
        }
        theme::apply(*qApp, theme::Mode::Light);
    }

    void contrastIsTheStandardsOwn() {
        QCOMPARE(theme::contrast(Qt::black, Qt::white), 21.0);
        QCOMPARE(theme::contrast(Qt::white, Qt::white), 1.0);
        // #767676 on white is the usual example of just 4.5 : 1.
        QVERIFY(std::abs(theme::contrast(QColor(0x767676), Qt::white) - 4.54) < 0.01);
    }

    void encodersHaveOkabeItoColoursAndDashes() {
        QCOMPARE(theme::encoderStyle(QStringLiteral("supervised")).colour, QColor(0x0072b2));
        QCOMPARE(theme::encoderStyle(QStringLiteral("byol")).colour, QColor(0xd55e00));
        QCOMPARE(theme::encoderStyle(QStringLiteral("simsiam")).colour, QColor(0x009e73));
        QCOMPARE(theme::encoderStyle(QStringLiteral("random")).colour, QColor(0xcc79a7));
        QSet<int> dashes;
        for (const char* method : {"supervised", "byol", "simsiam", "random"}) {
            dashes.insert(static_cast<int>(theme::encoderStyle(QString::fromLatin1(method)).dash));
            QSet<QRgb> colours;
            for (int seed = 0; seed < 4; ++seed) {
                const QColor colour = theme::encoderStyle(QString::fromLatin1(method), seed).colour;
                colours.insert(colour.rgb());
                QVERIFY(theme::contrast(colour, theme::colours(true).base) >= 2);
                QVERIFY(theme::contrast(colour, theme::colours(false).base) >= 2);
            }
            QCOMPARE(colours.size(), 4);
            for (const bool dark : {false, true})
                QVERIFY(theme::contrast(theme::encoderStyle(QString::fromLatin1(method)).colour,
                                        theme::colours(dark).base) >= 3);
        }
        QCOMPARE(dashes.size(), 4);
    }

    void aHundredClassesInTwentyHuesStayVisible() {
        QVector<int> group;
        for (int v = 0; v < 100; ++v) group.append(v % 20);
        for (const bool dark : {false, true}) {
            const QVector<QColor> colours = theme::groupedColours(group, 20, dark);
            QCOMPARE(colours.size(), 100);
            QCOMPARE(theme::groupedColours(group, 20, dark), colours);
            QSet<QRgb> distinct;
            for (const QColor& colour : colours) {
                distinct.insert(colour.rgb());
                QVERIFY(theme::contrast(colour, theme::colours(dark).base) >= 2.9);
            }
            QCOMPARE(distinct.size(), 100);
        }
    }

    void focusColoursAreEightAndApart() {
        for (const bool dark : {false, true}) {
            const QVector<QColor> colours = theme::focusColours(dark);
            QCOMPARE(colours.size(), 8);
            for (const QColor& colour : colours)
                QVERIFY(theme::contrast(colour, theme::colours(dark).base) >= 3);
        }
    }

    void oklchGivesKnownColours() {
        // From the reference implementation: sRGB red is L 0.628, C 0.2577, h 29.23.
        const QColor red = oklch(0.62796, 0.25768, 29.234);
        QVERIFY(red.red() >= 254 && red.green() <= 1 && red.blue() <= 1);
        QCOMPARE(oklch(1, 0, 0), QColor(Qt::white));
        QCOMPARE(oklch(0, 0, 0), QColor(Qt::black));
    }

    void sequentialIsMonotoneInContrast() {
        for (const bool dark : {false, true}) {
            double before = 0;
            for (int i = 0; i <= 10; ++i) {
                const double now =
                    theme::contrast(theme::sequential(i / 10.0, dark), theme::colours(dark).base);
                QVERIFY(now > before);
                before = now;
            }
            QVERIFY(theme::contrast(theme::sequential(0, dark), theme::colours(dark).base) > 1.3);
        }
    }

    void iconsFollowTheTheme() {
        const QIcon icon = theme::themedIcon(QStringLiteral("fit"));
        QVERIFY(!icon.isNull());
        theme::apply(*qApp, theme::Mode::Light);
        const QImage light = icon.pixmap(24, 24).toImage();
        theme::apply(*qApp, theme::Mode::Dark);
        const QImage dark = icon.pixmap(24, 24).toImage();
        QVERIFY(light != dark);
        int inked = 0;
        for (int y = 0; y < light.height(); ++y)
            for (int x = 0; x < light.width(); ++x) inked += qAlpha(light.pixel(x, y)) > 128 ? 1 : 0;
        QVERIFY(inked > 20);
        theme::apply(*qApp, theme::Mode::Light);
    }

    void motionCanBeSwitchedOff() {
        qApp->setProperty("selfsight.reducedMotion", true);
        QCOMPARE(theme::animationDuration(), 0);
        qApp->setProperty("selfsight.reducedMotion", false);
    }
};

QTEST_MAIN(TestTheme)
#include "test_theme.moc"
