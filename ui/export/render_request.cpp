#include "ui/export/render_request.h"

#include "core/error.h"
#include "store/workspace.h"
#include "ui/export/exporter.h"

#include <QCommandLineParser>
#include <QMap>
#include <algorithm>
#include <filesystem>

namespace selfsight::ui::render {
namespace {

struct Known {
    const char* name;
    const char* value;     // null: a switch
    const char* standard;  // null: none
    const char* kinds;     // of figures that it belongs to; null: all
};

const Known kKnown[] = {{"workspace", "DIR", nullptr, nullptr},
                        {"run", "ID", nullptr, nullptr},
                        {"comparison", "ID", nullptr, nullptr},
                        {"output", "FILE", nullptr, nullptr},
                        {"dpi", "N", "192", "curves accuracy confusion efficiency map"},
                        {"metric", "NAME", "loss", "curves"},
                        {"x", "AXIS", "step", "curves"},
                        {"smooth", "W", "0", "curves"},
                        {"log", nullptr, nullptr, "curves"},
                        {"protocol", "NAME", nullptr, "accuracy confusion efficiency map report"},
                        {"label", "COLUMN", "class", "accuracy confusion efficiency"},
                        {"by", "WHAT", "class", "confusion"},
                        {"map", "STEM", nullptr, "map"},
                        {"colour", "COLUMN", "class", "map"},
                        {"no-images", nullptr, nullptr, "report"}};

const QStringList kPlots{QStringLiteral("curves"), QStringLiteral("accuracy"), QStringLiteral("confusion"),
                         QStringLiteral("efficiency")};

// "plot" and what it is of; takes both words out of `arguments`, whose first is the program.
QString kindOf(QStringList& arguments) {
    const QString what = arguments.size() > 1 ? arguments.takeAt(1) : QString();
    if (what == QLatin1String("map") || what == QLatin1String("report")) return what;
    if (what != QLatin1String("plot"))
        throw usageError("render plot, render map or render report, not '" + what.toStdString() +
                         "'; see selfsight render --help");
    if (arguments.size() < 2 || arguments[1].startsWith(u'-')) return kPlots.front();
    const QString kind = arguments.takeAt(1);
    if (!kPlots.contains(kind))
        throw usageError("render plot draws " + kPlots.join(QStringLiteral(", ")).toStdString() + ", not '" +
                         kind.toStdString() + "'");
    return kind;
}

QCommandLineOption optionOf(const Known& known) {
    QStringList names{QLatin1String(known.name)};
    if (names.front() == QLatin1String("output")) names.prepend(QStringLiteral("o"));
    return {names,
            {},
            QLatin1String(known.value ? known.value : ""),
            QLatin1String(known.standard ? known.standard : "")};
}

void checkTogether(const QCommandLineParser& parser, const QString& what) {
    for (const Known& known : kKnown)
        if (known.kinds && parser.isSet(QLatin1String(known.name)) &&
            !QString::fromLatin1(known.kinds).split(u' ').contains(what))
            throw usageError("--" + std::string(known.name) + " says nothing about " +
                             (kPlots.contains(what) ? "a plot of " : "a ") + what.toStdString());
    for (const char* needed : {"workspace", "output"})
        if (!parser.isSet(QLatin1String(needed)))
            throw usageError("--" + std::string(needed) + " is missing");
    const bool runs = parser.isSet(QStringLiteral("run")), all = parser.isSet(QStringLiteral("comparison"));
    if (runs && all) throw usageError("--run and --comparison exclude each other");
    if (!runs && !all && what != QLatin1String("report"))
        throw usageError("--run is missing (or --comparison, for all of its runs)");
}

}  // namespace

Request parse(QStringList arguments) {
    Request request;
    request.what = kindOf(arguments);
    QCommandLineParser parser;
    for (const Known& known : kKnown) parser.addOption(optionOf(known));
    if (!parser.parse(arguments)) throw usageError(parser.errorText().toStdString());
    if (!parser.positionalArguments().isEmpty())
        throw usageError("'" + parser.positionalArguments().first().toStdString() + "' is not understood");
    checkTogether(parser, request.what);
    const auto text = [&](const char* name) { return parser.value(QLatin1String(name)); };
    request.workspace = text("workspace");
    request.output = text("output");
    request.comparison = text("comparison");
    request.metric = text("metric");
    request.x = text("x");
    request.map = text("map");
    request.colour = text("colour");
    request.protocol = text("protocol");
    request.label = text("label");
    request.by = text("by");
    request.images = !parser.isSet(QStringLiteral("no-images"));
    request.logarithmic = parser.isSet(QStringLiteral("log"));
    for (const QString& value : parser.values(QStringLiteral("run")))
        request.runs += value.split(u',', Qt::SkipEmptyParts);
    bool number = false;
    request.smooth = text("smooth").toDouble(&number);
    if (!number || request.smooth < 0 || request.smooth > 0.99)
        throw usageError("--smooth is a weight from 0 to 0.99, not '" + text("smooth").toStdString() + "'");
    const int dots = text("dpi").toInt(&number);
    if (!number || dots < 24 || dots > 1200)
        throw usageError("--dpi is a number of dots from 24 to 1200, not '" + text("dpi").toStdString() +
                         "'");
    if (request.by != QLatin1String("class") && request.by != QLatin1String("superclass"))
        throw usageError("--by is class or superclass, not '" + request.by.toStdString() + "'");
    setPngScale(dots / 96.0);
    return request;
}

std::vector<Member> openRuns(const Request& request) {
    const std::filesystem::path folder(request.workspace.toStdString());
    if (!std::filesystem::is_directory(folder / "runs"))
        throw inputError(folder.string(), "is no workspace: it has no folder 'runs'");
    const store::Workspace workspace(folder);
    QStringList ids = request.runs;
    if (!request.comparison.isEmpty()) {
        const std::string wanted = request.comparison.toStdString();
        const auto all = workspace.comparisons();
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.id == wanted; });
        if (found == all.end())
            throw usageError("there is no comparison \"" + wanted + "\" in the workspace " + folder.string());
        for (const std::string& id : found->runs) ids << QString::fromStdString(id);
    }
    std::vector<Member> members;
    QMap<QString, int> seeds;
    for (const QString& id : ids) {
        store::RunFolder run = workspace.run(id.toStdString());
        const store::RunRecord& record = run.record();
        const QString method = QString::fromStdString(record.method);
        RunStyle style = theme::encoderStyle(method, seeds[method]++);
        if (record.method == "imported" || record.method == "external")
            style.label = QString::fromStdString(record.name);
        else
            style.label += QStringLiteral(", seed %1").arg(record.seed);
        const QString provenance =
            QStringLiteral("%1, recipe %2, width %3, %4 epochs, %5 images seen")
                .arg(QString::fromStdString(record.dataKind), QString::fromStdString(record.recipeName))
                .arg(record.width)
                .arg(record.epochsDone, 0, 'g', 4)
                .arg(record.imagesSeen);
        const QString full = QString::fromStdString(record.id);
        members.push_back({std::move(run), full, style, provenance});
    }
    return members;
}

}  // namespace selfsight::ui::render
