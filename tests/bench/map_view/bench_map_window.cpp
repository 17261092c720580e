// The map in the real window, offscreen: how long a map of 1,000,000 points takes to open, from its files to
// the first frame; and the memory of the whole process with 60,000 images of 32 × 32 and four maps of them.
#include "clusters.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "methods/recipe.h"
#include "store/workspace.h"
#include "ui/main_window.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QWheelEvent>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace selfsight;
using namespace selfsight::ui;
namespace fs = std::filesystem;

double milliseconds(std::chrono::steady_clock::time_point since) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - since).count();
}

void say(const char* what, const std::string& value) {
    std::printf("%-66s %s\n", what, value.c_str());
    std::fflush(stdout);
}

// In MiB: resident now, and the most so far.
std::string memory() {
    std::ifstream status("/proc/self/status");
    std::string word;
    double now = 0, peak = 0;
    while (status >> word) {
        if (word == "VmRSS:") status >> now;
        if (word == "VmHWM:") status >> peak;
    }
    char text[80];
    std::snprintf(text, sizeof text, "%.0f MiB resident, at most %.0f MiB", now / 1024, peak / 1024);
    return text;
}

std::vector<store::EmbeddingLabels> labelsOf(std::int64_t n) {
    store::EmbeddingLabels classes{"class", {}, {}}, groups{"superclass", {}, {}};
    for (int c = 0; c < 100; ++c) classes.names.push_back("class " + std::to_string(c));
    for (int g = 0; g < 20; ++g) groups.names.push_back("superclass " + std::to_string(g));
    for (std::int64_t i = 0; i < n; ++i) {
        classes.values.push_back(i % 100);
        groups.values.push_back(i % 100 / 5);
    }
    return {classes, groups};
}

// A finished run with embeddings, their kept neighbours, a map and held-out predictions; files of the first
// run that are the same in the next are linked.
void makeRun(store::Workspace& workspace, const std::string& method, std::int64_t n, std::int64_t dimension,
             const std::string& dataKind, const std::string& hash, const fs::path& like, std::uint64_t seed,
             fs::path* made) {
    store::RunRecord record;
    record.method = method;
    record.name = method;
    record.state = RunState::Succeeded;
    record.dataKind = dataKind;
    record.dataLocation = dataKind.empty() ? "" : "/nowhere/pictures";
    record.dataHash = hash;
    record.testCount = n;
    record.dimension = dimension;
    record.encoder = "notebook";
    record.recipe = methods::loadRecipe("quick", "supervised").toJson();
    record.recipeName = "quick";
    store::RunFolder run = workspace.createRun(record);
    *made = run.path();
    if (like.empty()) {
        Matrix embeddings(n, dimension);
        for (std::size_t i = 0; i < embeddings.values.size(); ++i)
            embeddings.values[i] = static_cast<float>(mixBits(i) >> 40) * 1e-7F;
        run.writeEmbeddings("test", embeddings, {labelsOf(n), {}, "eval", 1});
        const std::int64_t k = n > 100000 ? 12 : 90;
        std::vector<std::int32_t> indices(static_cast<std::size_t>(n * k));
        for (std::size_t i = 0; i < indices.size(); ++i)
            indices[i] = static_cast<std::int32_t>(mixBits(i) % static_cast<std::uint64_t>(n));
        const std::vector<float> distances(indices.size(), 1.0F);
        const std::int64_t shape[] = {n, k};
        fs::create_directories(run.path() / "neighbours");
        io::writeNpy(run.path() / "neighbours/test.indices.npy", shape,
                     std::span<const std::int32_t>(indices));
        io::writeNpy(run.path() / "neighbours/test.distances.npy", shape, std::span<const float>(distances));
        io::writeJsonAtomic(run.path() / "neighbours/test.json",
                            {{"k", k},
                             {"exact", true},
                             {"recall", 1.0},
                             {"method", "exact"},
                             {"embeddings", map::fingerprint(embeddings)}});
    } else {
        for (const char* folder : {"embeddings", "neighbours"}) {
            fs::create_directories(run.path() / folder);
            for (const auto& file : fs::directory_iterator(like / folder))
                fs::create_hard_link(file.path(), run.path() / folder / file.path().filename());
        }
    }
    map::MapResult map;
    map.points = bench::clusters(n, seed);
    map.options.method = "tsne";
    map.iterations = 750;
    map.trust.trustworthiness = 0.93;
    run.writeMap(map.options.fileStem(), map);
    eval::ProbeResult probe;
    probe.protocol = "notebook";
    probe.accuracy = 0.5;
    probe.classCount = 100;
    probe.extraction = "eval";
    for (std::int64_t i = 0; i < n; i += 4) {
        probe.testIndices.push_back(i);
        probe.truth.push_back(i % 100);
        probe.predicted.push_back(mixBits(static_cast<std::uint64_t>(i) + seed) % 2 ? i % 100
                                                                                    : (i + 1) % 100);
    }
    probe.testCount = static_cast<std::int64_t>(probe.truth.size());
    run.writeProbe(probe);
}

void prepare(const fs::path& folder) {
    const std::string hash(64, 'a');
    {
        constexpr std::int64_t n = 60000;
        store::Workspace workspace(folder / "images");
        fs::path first, next;
        makeRun(workspace, "supervised", n, 1028, "folder", hash, {}, 1, &first);
        std::uint64_t seed = 2;
        for (const char* method : {"byol", "simsiam", "random"})
            makeRun(workspace, method, n, 1028, "folder", hash, first, seed++, &next);
        // The cache of a folder of pictures, as data/image_cache.cpp keeps it.
        const std::int64_t shape[] = {n, 3, 32, 32};
        std::vector<std::uint8_t> pixels(static_cast<std::size_t>(n * 3 * 32 * 32));
        for (std::size_t i = 0; i < pixels.size(); ++i)
            pixels[i] = static_cast<std::uint8_t>(mixBits(i / 40) >> 56);
        fs::create_directories(folder / "images/cache");
        io::writeNpy(folder / "images/cache" / (hash + "-test.npy"), shape,
                     std::span<const std::uint8_t>(pixels));
        nlohmann::json columns = nlohmann::json::array();
        for (const auto& column : labelsOf(n))
            columns.push_back({{"name", column.name}, {"names", column.names}, {"values", column.values}});
        io::writeJsonAtomic(
            folder / "images/cache" / (hash + "-test.json"),
            {{"version", 1}, {"count", n}, {"columns", columns}, {"paths", nlohmann::json::array()}});
    }
    store::Workspace workspace(folder / "million");
    fs::path made;
    makeRun(workspace, "external", 1000000, 32, "", hash, {}, 1, &made);
}

template <typename Condition>
bool waitFor(double seconds, Condition condition) {
    const auto start = std::chrono::steady_clock::now();
    while (!condition()) {
        if (milliseconds(start) > 1e3 * seconds) return false;
        QApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    }
    return true;
}

// The longest that one round of the event loop took until the condition held.
template <typename Condition>
double longestRound(double seconds, Condition condition) {
    double longest = 0;
    const auto start = std::chrono::steady_clock::now();
    while (!condition() && milliseconds(start) < 1e3 * seconds) {
        const auto round = std::chrono::steady_clock::now();
        QApplication::processEvents(QEventLoop::AllEvents);
        longest = std::max(longest, milliseconds(round));
        usleep(1000);
    }
    return longest;
}

void openMillion(const QString& workspace) {
    MainWindow window;
    window.resize(1920, 1200);
    window.show();
    QApplication::processEvents();
    auto* area = window.findChild<MapArea*>();
    const auto start = std::chrono::steady_clock::now();
    if (!window.openWorkspace(workspace)) std::puts("the workspace was not opened");
    const auto drawn = [&] {
        const auto canvases = area->findChildren<MapCanvas*>();
        return !canvases.isEmpty() && canvases.first()->scene() &&
               canvases.first()->scene()->index->size() > 0;
    };
    if (!waitFor(60, drawn)) std::puts("no map appeared");
    area->findChildren<MapCanvas*>().first()->grab();
    say("1,000,000 points: from opening the workspace to the first frame",
        std::to_string(milliseconds(start)) + " ms");
    const auto measured = [&] { return area->colourChoices().contains(QStringLiteral("class purity")); };
    const double stall = longestRound(120, measured);
    say("  until labels, neighbours, distortion and purity are there",
        std::to_string(milliseconds(start)) + " ms");
    say("  longest time that the window did not answer meanwhile", std::to_string(stall) + " ms");
    say("  memory", memory());
    window.closeSoon(1000);
}

void fourMaps(const QString& workspace) {
    MainWindow window;
    window.resize(1920, 1200);
    window.show();
    say("an empty window: memory", memory());
    window.openWorkspace(workspace);
    auto* area = window.findChild<MapArea*>();
    const auto ready = [&] {
        const QStringList choices = area->colourChoices();
        return area->runs().size() == 4 && choices.contains(QStringLiteral("agreement")) &&
               choices.contains(QStringLiteral("distortion")) &&
               choices.contains(QStringLiteral("superclass"));
    };
    if (!waitFor(200, ready)) std::puts("not all that belongs to the maps has appeared");
    area->showAll();
    QApplication::processEvents();
    const auto canvases = area->findChildren<MapCanvas*>();
    for (MapCanvas* canvas : canvases) canvas->grab();
    say("60,000 images, four maps, neighbours and measures: memory", memory());
    double worst = 0;
    for (int i = 0; i < 112; ++i) {
        const int notches = i < 28 || (i >= 56 && i < 84) ? 1 : -1;
        const QPointF at(canvases[0]->width() / 2.0, canvases[0]->height() / 2.0);
        QWheelEvent event(at, canvases[0]->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        const auto start = std::chrono::steady_clock::now();
        QApplication::sendEvent(canvases[0], &event);
        for (MapCanvas* canvas : canvases) canvas->grab();
        worst = std::max(worst, milliseconds(start));
    }
    say("  after zooming through every level of thumbnails: memory", memory());
    say("  worst of its 112 steps, four linked maps each", std::to_string(worst) + " ms");
    QVector<qint64> some;
    for (qint64 i = 0; i < 3000; ++i) some.append(i * 20);
    area->setSelection(some);
    QApplication::processEvents();
    window.grab();
    say("  3,000 images selected, their grid shown: memory", memory());
    window.controller()->findings()->label(QStringLiteral("finding"), QStringLiteral("x"),
                                           QStringLiteral("y"), window.controller()->results()->imagesHash(),
                                           some, 60000);
    QApplication::processEvents();
    for (MapCanvas* canvas : canvases) canvas->grab();
    say("  labelled by hand: memory", memory());
    window.closeSoon(1000);
}

}  // namespace

int main(int argc, char** argv) {
    const QTemporaryDir folder;
    const fs::path path = folder.path().toStdString();
    // What is measured must not remember how it was made.
    if (const pid_t child = fork(); child == 0) {
        prepare(path);
        _exit(0);
    } else {
        int status = 0;
        waitpid(child, &status, 0);
        if (status != 0) {
            std::puts("the workspaces could not be made");
            return 1;
        }
    }
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       folder.filePath(QStringLiteral("settings")));
    QCoreApplication::setOrganizationName(QStringLiteral("selfsight-bench"));
    const QApplication app(argc, argv);
    theme::apply(*qApp, theme::Mode::Light);
    qApp->setProperty("selfsight.reducedMotion", true);
    // First: the most memory so far is this one's.
    fourMaps(folder.filePath(QStringLiteral("images")));
    openMillion(folder.filePath(QStringLiteral("million")));
    return 0;
}
