// selfsight: the window, and `selfsight render …`: figures without one.
#include "app/window/signals.h"
#include "core/error.h"
#include "core/version.h"
#include "ui/export/render.h"
#include "ui/main_window.h"
#include "ui/theme/number_locale.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

using selfsight::ErrorCode;

// Within these a terminated program keeps what the run has learnt, cancels, and in the end leaves as a crash
// would: the workspace stays whole, and the run can be resumed.
constexpr int stopMilliseconds = 3000;
constexpr int leaveMilliseconds = 4300;

void usePlatform() {
#if defined(__unix__) && !defined(__APPLE__)
    const bool display = qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
    if (display || qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) return;
    std::fputs(
        "selfsight: there is no display. Use selfsight-cli for the same work, or set "
        "QT_QPA_PLATFORM=offscreen.\n",
        stderr);
    std::exit(static_cast<int>(ErrorCode::Environment));
#endif
}

void loadTranslations(QApplication& app) {
    static QTranslator own;
    static QTranslator qt;
    if (own.load(QLocale(), QStringLiteral("selfsight"), QStringLiteral("_"), QStringLiteral(":/i18n")))
        app.installTranslator(&own);
    if (qt.load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        app.installTranslator(&qt);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view(argv[1]) == "render") return selfsight::ui::renderMain(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("Selfsight"));
    QCoreApplication::setApplicationName(QStringLiteral("selfsight"));
    QCoreApplication::setApplicationVersion(QLatin1String(selfsight::kVersion));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.selfsight.Selfsight"));
    for (int i = 1; i < argc; ++i) {
        const QByteArray argument(argv[i]);
        if (argument == "--help" || argument == "-h" || argument == "--version" || argument == "-v")
            qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    usePlatform();
    QApplication app(argc, argv);
    loadTranslations(app);
    QLocale::setDefault(selfsight::ui::numberLocale(QLocale::system()));

    QCommandLineParser parser;
    parser.setApplicationDescription(QCoreApplication::translate(
        "main", "What does an image encoder learn with labels, without labels, and untrained?"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption workspace(QStringLiteral("workspace"),
                                       QCoreApplication::translate("main", "Folder of runs to open or make."),
                                       QStringLiteral("folder"));
    const QCommandLineOption data(
        QStringLiteral("data"),
        QCoreApplication::translate("main", "Data for the next run: demo, a CIFAR archive, a folder."),
        QStringLiteral("path"));
    const QCommandLineOption demo(
        QStringLiteral("demo"),
        QCoreApplication::translate("main", "Start the comparison on the demo at once."));
    parser.addOptions({workspace, data, demo});
    parser.addPositionalArgument(
        QStringLiteral("path"),
        QCoreApplication::translate("main", "A workspace, an archive or a folder of images."),
        QStringLiteral("[path]"));
    if (!parser.parse(app.arguments())) {
        std::fprintf(stderr, "selfsight: %s\n", qPrintable(parser.errorText()));
        return static_cast<int>(ErrorCode::Usage);
    }
    if (parser.isSet(QStringLiteral("help"))) parser.showHelp();
    if (parser.isSet(QStringLiteral("version"))) parser.showVersion();

    QString folder = parser.value(workspace);
    QString images = parser.value(data);
    for (const QString& path : parser.positionalArguments()) {
        const bool runs = QFileInfo::exists(path + QStringLiteral("/workspace.json"));
        (runs ? folder : images) = path;
    }

    selfsight::ui::MainWindow window;
    selfsight::app::onTermination(&window, leaveMilliseconds,
                                  [&window] { window.closeSoon(stopMilliseconds); });
    window.openWorkspace(folder);
    if (!images.isEmpty()) window.chooseData(images);
    window.show();
    if (parser.isSet(demo)) window.startDemo();
    return app.exec();
}
