// How long the map's frames, look-ups and lassos take, offscreen at 1600 × 1000. Prints medians and 99th
// percentiles in ms, and the median of the processor time of all threads, which tells more on a busy machine.
#include "clusters.h"
#include "core/parallel.h"
#include "core/random.h"
#include "io/npy.h"
#include "map/map.h"
#include "ui/map/map_area.h"
#include "ui/map/map_canvas.h"
#include "ui/map/renderer.h"
#include "ui/map/thumbnails.h"

#include <QApplication>
#include <QImage>
#include <QMouseEvent>
#include <QTemporaryDir>
#include <QWheelEvent>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <functional>
#include <numbers>
#include <string>

namespace {

using namespace selfsight;
using namespace selfsight::ui;

constexpr QSize kView(1600, 1000);

void measure(const std::string& name, int repeats, const std::function<void(int)>& body) {
    std::vector<double> times;
    std::vector<double> processor;
    for (int i = 0; i < repeats; ++i) {
        const std::clock_t clock = std::clock();
        const auto start = std::chrono::steady_clock::now();
        body(i);
        times.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        processor.push_back(1e3 * static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC);
    }
    std::sort(times.begin(), times.end());
    std::sort(processor.begin(), processor.end());
    const auto at = [](const std::vector<double>& sorted, double share) {
        return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
    };
    std::printf("%-46s median %8.3f   p99 %8.3f   processor %8.3f   (%d)\n", name.c_str(), at(times, 0.5),
                at(times, 0.99), at(processor, 0.5), repeats);
    std::fflush(stdout);
}

std::shared_ptr<data::ImageSet> pictures(std::int64_t n) {
    auto images = std::make_shared<data::ImageSet>();
    images->count = n;
    images->width = images->height = 32;
    images->pixels.resize(static_cast<std::size_t>(n) * 3 * 32 * 32);
    for (std::size_t i = 0; i < images->pixels.size(); ++i)
        images->pixels[i] = static_cast<std::uint8_t>(i * 2654435761U >> 24);
    return images;
}

Scene sceneOf(std::shared_ptr<const PointIndex> index) {
    Scene scene;
    const auto n = static_cast<std::size_t>(index->size());
    scene.index = std::move(index);
    scene.ink.resize(n);
    for (std::size_t p = 0; p < n; ++p)
        scene.ink[p] = static_cast<std::uint16_t>(scene.index->row(static_cast<std::int64_t>(p)) % 100);
    scene.layer.assign(n, Layer::Plain);
    scene.layerCounts = {0, static_cast<std::int64_t>(n), 0};
    for (int i = 0; i < 100; ++i)
        scene.inks.push_back({QColor::fromHsv(i * 3, 200, 180).rgb(), Shape::Circle});
    return scene;
}

void frames(const std::string& name, const Scene& scene, int repeats) {
    MapRenderer renderer;
    QImage image(kView, QImage::Format_RGB32);
    const Camera fit = fitCamera(scene.bounds(), kView, 24);
    measure(name + " fitted, panning", repeats, [&](int i) {
        Camera camera = fit;
        camera.x += i / camera.scale;
        renderer.render(scene, camera, image);
    });
    double worstZoom = 0;
    measure(name + " zooming in and out", repeats, [&](int i) {
        Camera camera = fit;
        camera.scale *= std::exp2(6 * (0.5 - 0.5 * std::cos(2 * std::numbers::pi * i / repeats)));
        const auto start = std::chrono::steady_clock::now();
        renderer.render(scene, camera, image);
        worstZoom = std::max(
            worstZoom,
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    });
    std::printf("%-44s worst  %8.3f ms\n", (name + " zooming").c_str(), worstZoom);
}

void lookups(const std::string& name, const Scene& scene) {
    const PointIndex& index = *scene.index;
    const Camera fit = fitCamera(scene.bounds(), kView, 24);
    RandomStream random(3, "hover");
    std::int64_t sum = 0;
    measure(name + " hover lookup", 2000, [&](int) {
        const QPointF at = fit.toPlane({random.uniform(0, 1600), random.uniform(0, 1000)}, kView);
        sum += index.nearest(at.x(), at.y(), 14 / fit.scale);
    });
    std::vector<PlanePoint> polygon;
    for (int i = 0; i < 240; ++i) {
        const double angle = 2 * std::numbers::pi * i / 240;
        const double r = 50 * (1 + 0.2 * std::sin(9 * angle));
        polygon.push_back({r * std::cos(angle), r * std::sin(angle)});
    }
    measure(name + " lasso of 240 corners", 20,
            [&](int) { sum += static_cast<std::int64_t>(index.inPolygon(polygon).size()); });
    if (sum == 42) std::puts("");
}

// In MiB: resident now, and the most so far.
std::pair<double, double> memory() {
    std::ifstream status("/proc/self/status");
    std::string word;
    double now = 0, peak = 0;
    while (status >> word) {
        if (word == "VmRSS:") status >> now;
        if (word == "VmHWM:") status >> peak;
    }
    return {now / 1024, peak / 1024};
}

EncoderMap mapOf(const QString& run, const Matrix& points) {
    EncoderMap map;
    map.run = run;
    map.label = run;
    map.style = theme::encoderStyle(run);
    map.points = std::make_shared<const Matrix>(points);
    return map;
}

void addClasses(data::ImageSet& images) {
    data::LabelColumn classes{"class", {}, {}};
    data::LabelColumn groups{"superclass", {}, {}};
    for (int c = 0; c < 100; ++c) classes.names.push_back("class " + std::to_string(c));
    for (int g = 0; g < 20; ++g) groups.names.push_back("superclass " + std::to_string(g));
    for (std::int64_t i = 0; i < images.count; ++i) {
        classes.values.push_back(i % 100);
        groups.values.push_back(i % 100 / 5);
    }
    images.columns = {classes, groups};
}

void drag(QWidget* widget, QPointF from, QPointF to) {
    const auto send = [&](QEvent::Type type, const QPointF& at, Qt::MouseButton button,
                          Qt::MouseButtons held) {
        QMouseEvent event(type, at, widget->mapToGlobal(at), button, held, Qt::NoModifier);
        QApplication::sendEvent(widget, &event);
    };
    send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseMove, (from + to) / 2, Qt::NoButton, Qt::LeftButton);
    send(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, to, Qt::LeftButton, Qt::NoButton);
}

// The whole widget: from the file to the first frame, and what a person then does with it.
void widget(std::int64_t n) {
    const std::string name = std::to_string(n) + " points, widget";
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath(QStringLiteral("map.npy")).toStdString();
    io::writeNpy(file, bench::clusters(n, 7));
    auto images = std::make_shared<data::ImageSet>();
    images->count = n;
    addClasses(*images);
    MapArea area;
    area.resize(1600 + 220, 1000 + 90);
    area.setImages(images);
    area.show();
    measure(name + " open: read, index, colour, words, draw", 3, [&](int i) {
        area.clear();
        area.setMap(mapOf(QString::number(i), io::readMatrix(file)));
        area.grab();
    });
    auto* canvas = area.findChildren<MapCanvas*>().last();
    std::printf("%-46s %d x %d\n", "the canvas is", canvas->width(), canvas->height());
    int repaints = 0;
    measure(name + " pan, whole repaint", 60, [&](int i) {
        drag(canvas, {700, 500}, {700.0 + (i % 2 ? 40 : -40), 500});
        canvas->grab();
        ++repaints;
    });
    measure(name + " hover: look-up, ring, part of the widget", 400, [&](int i) {
        const QPointF at(200 + 3.1 * (i % 400), 300 + 1.7 * (i % 200));
        QMouseEvent move(QEvent::MouseMove, at, canvas->mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QApplication::sendEvent(canvas, &move);
        canvas->repaint(QRect(at.toPoint() - QPoint(30, 30), QSize(60, 60)));
    });
    QVector<qint64> some;
    for (qint64 i = 0; i < n; i += 10) some.append(i);
    measure(name + " select a tenth, whole repaint", 10, [&](int i) {
        area.setSelection(i % 2 ? QVector<qint64>() : some);
        canvas->grab();
    });
}

void fourMapsWithImages() {
    const auto images = pictures(60000);
    addClasses(*images);
    MapArea area;
    area.resize(1820, 1090);
    area.setImages(images);
    area.show();
    for (const char* run : {"supervised", "byol", "simsiam", "random"})
        area.setMap(mapOf(QString::fromLatin1(run), bench::clusters(60000, 7)));
    area.grab();
    const auto canvases = area.findChildren<MapCanvas*>();
    const auto wheel = [&](int notches) {
        const QPointF at(canvases[0]->width() / 2.0, canvases[0]->height() / 2.0);
        QWheelEvent event(at, canvases[0]->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(canvases[0], &event);
    };
    // A slow zoom in by 2^9 and out again: every level of thumbnails, for the first time and again.
    measure("4 x 60000 images, all maps, zoom", 112, [&](int i) {
        wheel(i < 28 || (i >= 56 && i < 84) ? 1 : -1);
        for (MapCanvas* canvas : canvases) canvas->grab();
    });
    const auto [now, peak] = memory();
    std::printf("%-46s %.0f MiB, at most %.0f MiB\n", "60000 images and four maps: resident", now, peak);
}

}  // namespace

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    theme::apply(*qApp, theme::Mode::Light);
    qApp->setProperty("selfsight.reducedMotion", true);
    std::printf("%d threads\n", threadCount());
    // First: the most memory so far is this one's.
    fourMapsWithImages();
    widget(1000000);
    for (const std::int64_t n : {10000LL, 60000LL, 1000000LL}) {
        const Matrix points = bench::clusters(n, 7);
        const std::string name = std::to_string(n) + " points";
        std::shared_ptr<const PointIndex> index;
        measure(name + " build index", n > 100000 ? 3 : 10,
                [&](int) { index = std::make_shared<PointIndex>(points); });
        Scene scene = sceneOf(index);
        frames(name, scene, n > 100000 ? 60 : 200);
        lookups(name, scene);
        if (n >= 60000) {
            constexpr std::int64_t k = 12;
            neighbours::Graph graph{n, k, {}, {}, true, 1};
            RandomStream random(5, "graph");
            for (std::int64_t i = 0; i < n * k; ++i)
                graph.indices.push_back(
                    static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(n))));
            measure(name + " distortion of every point", 3,
                    [&](int) { map::pointDistortion(graph, points, k); });
        }
        if (n <= 60000) {
            scene.images = pictures(n);
            scene.thumbnails = std::make_shared<ThumbnailChoice>(index);
            frames(name + " with images", scene, 200);
        }
        if (n == 1000000) {
            for (std::size_t p = 0; p < scene.layer.size(); ++p)
                scene.layer[p] = p % 3 == 0 ? Layer::Selected : Layer::Pale;
            scene.layerCounts = {n - (n + 2) / 3, 0, (n + 2) / 3};
            frames(name + " a third selected", scene, 30);
        }
    }
    return 0;
}
