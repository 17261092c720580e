// Small images and maps made up by rule, for tests of the views: no files, the same on every machine.
#pragma once

#include "core/matrix.h"
#include "core/random.h"
#include "data/source.h"
#include "neighbours/neighbours.h"
#include "ui/map/map_area.h"

#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::test {

// `count` images in `classes` classes, each class a shape in a colour of its own, five classes a superclass;
// columns class, superclass, background.
inline std::shared_ptr<const data::ImageSet> syntheticImages(std::int64_t count, int classes = 20,
                                                             int side = 32) {
    auto set = std::make_shared<data::ImageSet>();
    set->count = count;
    set->width = set->height = side;
    set->pixels.resize(static_cast<std::size_t>(count * 3 * side * side));
    const int supers = (classes + 4) / 5;
    data::LabelColumn klass{"class", {}, {}}, super{"superclass", {}, {}},
        background{"background", {"dusk", "field", "sea", "sand"}, {}};
    static constexpr std::array names = {"apple",      "beaver",  "bottle",   "camel",  "clock",
                                         "cup",        "dolphin", "elephant", "forest", "fox",
                                         "girl",       "hamster", "kangaroo", "lamp",   "leopard",
                                         "maple tree", "mouse",   "orchid",   "pear",   "plain"};
    static constexpr std::array groups = {"aquatic mammals", "flowers", "food containers",
                                          "large carnivores"};
    for (int c = 0; c < classes; ++c)
        klass.names.push_back(c < 20 ? names[static_cast<std::size_t>(c)] : "class " + std::to_string(c));
    for (int g = 0; g < supers; ++g)
        super.names.push_back(g < 4 ? groups[static_cast<std::size_t>(g)] : "group " + std::to_string(g));
    for (std::int64_t i = 0; i < count; ++i) {
        RandomStream random(11, "synthetic image", static_cast<std::uint64_t>(i));
        const auto c = static_cast<int>(i % classes);
        const auto b = static_cast<int>(random.below(4));
        klass.values.push_back(c);
        super.values.push_back(c / 5);
        background.values.push_back(b);
        const double cx = side * random.uniform(0.4, 0.6), cy = side * random.uniform(0.4, 0.6);
        const double radius = side * random.uniform(0.25, 0.38);
        const int lobes = 2 + c % 6;
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                const double angle = std::atan2(y - cy, x - cx);
                const double r = radius * (1 + 0.35 * std::cos(lobes * angle));
                const bool inside = std::hypot(x - cx, y - cy) < r;
                const double hue = 6.2832 * c / classes;
                for (int channel = 0; channel < 3; ++channel) {
                    const double front = 140 + 100 * std::cos(hue - 2.094 * channel);
                    const double back = 40 + 40 * b + 60.0 * y / side + 12 * channel * (b - 1.5);
                    const double value = (inside ? front : back) + random.uniform(-10, 10);
                    set->pixels[static_cast<std::size_t>(((i * 3 + channel) * side + y) * side + x)] =
                        static_cast<std::uint8_t>(std::min(255.0, std::max(0.0, value)));
                }
            }
    }
    set->columns = {klass, super, background};
    return set;
}

// Clusters of the classes; `blur` 0 … 1 mixes them. The layout differs by seed.
inline std::shared_ptr<const Matrix> syntheticMap(std::int64_t count, int classes, double blur,
                                                  std::uint64_t seed) {
    auto points = std::make_shared<Matrix>(count, 2);
    std::vector<std::array<double, 2>> centres;
    RandomStream place(5, "centres");
    for (int c = 0; c < classes; ++c) centres.push_back({place.uniform(-40, 40), place.uniform(-40, 40)});
    for (std::int64_t i = 0; i < count; ++i) {
        RandomStream random(seed, "map", static_cast<std::uint64_t>(i));
        const auto& centre = centres[static_cast<std::size_t>(i % classes)];
        const double spread = 3 + 16 * blur;
        points->at(i, 0) = static_cast<float>(centre[0] * (1 - 0.6 * blur) + spread * random.normal());
        points->at(i, 1) = static_cast<float>(centre[1] * (1 - 0.6 * blur) + spread * random.normal());
    }
    return points;
}

// Predictions that are right with a given chance; every fourth row is held out, the others are −1.
inline std::shared_ptr<const std::vector<int>> syntheticPredictions(const data::ImageSet& images,
                                                                    double accuracy, std::uint64_t seed,
                                                                    bool all = false) {
    auto result = std::make_shared<std::vector<int>>();
    RandomStream random(seed, "predictions");
    const data::LabelColumn& classes = images.columns.front();
    for (std::int64_t i = 0; i < images.count; ++i) {
        const bool right = random.uniform() < accuracy;
        const auto other = static_cast<int>(random.below(classes.names.size()));
        const int guess = right ? static_cast<int>(classes.values[static_cast<std::size_t>(i)]) : other;
        result->push_back(all || i % 4 == 0 ? guess : -1);
    }
    return result;
}

// For each row the next k rows of its own class (and one of another).
inline std::shared_ptr<const neighbours::Graph> syntheticNeighbours(std::int64_t count, int classes,
                                                                    std::int64_t k = 8) {
    auto graph = std::make_shared<neighbours::Graph>();
    graph->count = count;
    graph->k = k;
    for (std::int64_t i = 0; i < count; ++i)
        for (std::int64_t j = 1; j <= k; ++j) {
            graph->indices.push_back(
                static_cast<std::int32_t>((i + j * classes + (j % 3 == 0 ? 1 : 0)) % count));
            graph->distances.push_back(static_cast<float>(j));
        }
    return graph;
}

// The map of a method ("byol") with all of that, as the window would show it.
inline ui::EncoderMap syntheticEncoder(const QString& method, const data::ImageSet& images,
                                       std::uint64_t seed, double blur = 0.1, bool allHeldOut = false,
                                       double accuracy = 0.7) {
    const auto classes = static_cast<int>(images.columns.front().names.size());
    ui::EncoderMap map;
    map.run = method;
    map.style = ui::theme::encoderStyle(method);
    map.label = map.style.label;
    map.caption = QStringLiteral("t-SNE · perplexity 30 · seed 0 · trustworthiness 0.931 (k = 12)");
    map.points = syntheticMap(images.count, classes, blur, seed);
    map.predicted = syntheticPredictions(images, accuracy, seed, allHeldOut);
    map.neighbours = syntheticNeighbours(images.count, classes);
    return map;
}

// Numbers in [0, most), one an image.
inline std::vector<float> syntheticNumbers(std::int64_t count, double most = 1) {
    std::vector<float> values;
    for (std::int64_t i = 0; i < count; ++i)
        values.push_back(static_cast<float>(most * static_cast<double>((i * 37) % 300) / 300));
    return values;
}

}  // namespace selfsight::test
