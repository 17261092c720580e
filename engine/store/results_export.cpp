#include "store/results_export.h"

#include "io/atomic_file.h"
#include "io/csv.h"
#include "io/file.h"
#include "io/image.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "store/format.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <unistd.h>

namespace selfsight::store {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string fileWord(const std::string& name) {
    std::string word;
    for (const unsigned char c : name.substr(0, 60))
        word += std::isalnum(c) || c == '-' ? static_cast<char>(c) : '_';
    return word.empty() ? "column" : word;
}

// The shortest decimal that reads back as the same float.
std::string floatText(float value) {
    if (!std::isfinite(value)) return io::numberText(value);
    char buffer[32];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

std::string valueName(const EmbeddingLabels& column, std::int64_t value) {
    if (value < 0) return {};
    const auto v = static_cast<std::size_t>(value);
    return v < column.names.size() ? column.names[v] : std::to_string(value);
}

void writeProvenance(const RunFolder& run, const std::string& split, const NewFolder& folder) {
    const RunRecord& record = run.record();
    const EmbeddingInfo info = run.embeddingInfo(split);
    io::writeJsonAtomic(folder / "provenance.json",
                        {{"format", formatTag("selfsight-export")},
                         {"run", record.id},
                         {"name", record.name},
                         {"method", record.method},
                         {"seed", record.seed},
                         {"encoder", {{"name", record.encoder}, {"width", record.width}}},
                         {"data", {{"location", record.dataLocation}, {"hash", record.dataHash}}},
                         {"split", split},
                         {"extraction", info.extraction},
                         {"step", info.step},
                         {"versions", record.versions},
                         {"made", isoTimeNow()}});
}

// The maps of this split.
std::vector<std::pair<std::string, map::MapResult>> mapsOf(const RunFolder& run, const std::string& split) {
    std::vector<std::pair<std::string, map::MapResult>> maps;
    for (const std::string& stem : run.mapStems()) {
        map::MapResult map = run.map(stem);
        if (map.split.empty() || map.split == split) maps.emplace_back(stem, std::move(map));
    }
    return maps;
}

}  // namespace

NewFolder::NewFolder(fs::path target) : target_(fs::absolute(std::move(target)).lexically_normal()) {
    if (!target_.has_filename()) target_ = target_.parent_path();
    std::error_code error;
    if (fs::exists(target_, error) && !(fs::is_directory(target_, error) && fs::is_empty(target_, error)))
        throw usageError("-o " + target_.string() + ": is there already; a new or empty folder was expected");
    io::createFolders(target_.parent_path());
    temporary_ = target_.parent_path() / (".new-" + target_.filename().string() + "-" + randomHex(8));
    io::createFolders(temporary_);
}

NewFolder::~NewFolder() {
    std::error_code ignored;
    if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
}

void NewFolder::commit() {
    // rename(2) takes the place of an empty folder.
    if (::rename(temporary_.c_str(), target_.c_str()) != 0)
        io::throwSystemError(target_, "make this folder", errno);
    temporary_.clear();
    io::syncFolder(target_.parent_path());
}

void exportArrays(const RunFolder& run, const ResultsExport& what, const NewFolder& folder) {
    io::writeNpy(folder / "embeddings.npy", run.embeddings(what.split).view());
    const EmbeddingInfo info = run.embeddingInfo(what.split);
    for (const EmbeddingLabels& column : info.labels) {
        io::writeLabels(folder / (fileWord(column.name) + ".npy"), column.values);
        std::string names;
        for (const std::string& name : column.names) names += name + "\n";
        if (!names.empty()) io::writeFileAtomic(folder / (fileWord(column.name) + ".names.txt"), names);
    }
    if (!info.indices.empty()) io::writeLabels(folder / "indices.npy", info.indices);
    for (const auto& [stem, map] : mapsOf(run, what.split))
        io::writeNpy(folder / ("map-" + stem + ".npy"), map.points.view());
    for (const std::string& protocol : run.probeProtocols()) {
        const auto probe = run.probe(protocol);
        const std::size_t n =
            std::min({probe->testIndices.size(), probe->truth.size(), probe->predicted.size()});
        std::vector<std::int64_t> rows;
        for (std::size_t i = 0; i < n; ++i)
            rows.insert(rows.end(), {probe->testIndices[i], probe->truth[i], probe->predicted[i]});
        const std::int64_t shape[] = {static_cast<std::int64_t>(n), 3};
        io::writeNpy<std::int64_t>(folder / ("predictions-" + protocol + ".npy"), shape, rows);
    }
    if (what.graph != nullptr) {
        const std::int64_t shape[] = {what.graph->count, what.graph->k};
        io::writeNpy<std::int32_t>(folder / "neighbours.npy", shape, what.graph->indices);
        io::writeNpy<float>(folder / "neighbour-distances.npy", shape, what.graph->distances);
    }
    writeProvenance(run, what.split, folder);
}

void exportTables(const RunFolder& run, const ResultsExport& what, const NewFolder& folder) {
    const Matrix embeddings = run.embeddings(what.split);
    const EmbeddingInfo info = run.embeddingInfo(what.split);
    const auto rows = static_cast<std::size_t>(embeddings.rows);
    const auto labelsOf = [&](std::vector<std::string>& line, std::size_t row) {
        for (const EmbeddingLabels& column : info.labels)
            line.push_back(valueName(column, column.values[row]));
    };
    std::vector<std::string> labelTitles;
    for (const EmbeddingLabels& column : info.labels) labelTitles.push_back(column.name);

    io::AtomicFile table(folder / "embeddings.csv");
    std::vector<std::string> line;
    for (std::int64_t j = 0; j < embeddings.cols; ++j) line.push_back("e" + std::to_string(j));
    table.write(io::csvLine(line));
    for (std::int64_t i = 0; i < embeddings.rows; ++i) {
        line.clear();
        for (const float value : embeddings.row(i)) line.push_back(floatText(value));
        table.write(io::csvLine(line));
    }
    table.commit();

    std::vector<std::string> titles{"row", "index"};
    titles.insert(titles.end(), labelTitles.begin(), labelTitles.end());
    std::string text = io::csvLine(titles);
    for (std::size_t i = 0; i < rows; ++i) {
        line = {std::to_string(i),
                info.indices.empty() ? std::to_string(i) : std::to_string(info.indices[i])};
        labelsOf(line, i);
        text += io::csvLine(line);
    }
    io::writeFileAtomic(folder / "images.csv", text);

    for (const auto& [stem, map] : mapsOf(run, what.split)) {
        titles = {"row", "x", "y"};
        titles.insert(titles.end(), labelTitles.begin(), labelTitles.end());
        text = io::csvLine(titles);
        for (std::int64_t i = 0; i < std::min(map.points.rows, embeddings.rows); ++i) {
            line = {std::to_string(i), floatText(map.points.at(i, 0)), floatText(map.points.at(i, 1))};
            labelsOf(line, static_cast<std::size_t>(i));
            text += io::csvLine(line);
        }
        io::writeFileAtomic(folder / ("map-" + stem + ".csv"), text);
    }
    for (const std::string& protocol : run.probeProtocols()) {
        const auto probe = run.probe(protocol);
        const EmbeddingLabels* column = info.find(probe->label);
        const auto name = [&](std::int64_t value) {
            return column ? valueName(*column, value) : std::to_string(value);
        };
        text = io::csvLine({"row", "truth", "predicted", "truth_name", "predicted_name"});
        const std::size_t n =
            std::min({probe->testIndices.size(), probe->truth.size(), probe->predicted.size()});
        for (std::size_t i = 0; i < n; ++i)
            text += io::csvLine({std::to_string(probe->testIndices[i]), std::to_string(probe->truth[i]),
                                 std::to_string(probe->predicted[i]), name(probe->truth[i]),
                                 name(probe->predicted[i])});
        io::writeFileAtomic(folder / ("predictions-" + protocol + ".csv"), text);
    }
    if (what.graph != nullptr) {
        io::AtomicFile list(folder / "neighbours.csv");
        list.write(io::csvLine({"row", "rank", "neighbour", "distance"}));
        const neighbours::Graph& graph = *what.graph;
        for (std::int64_t i = 0; i < graph.count; ++i) {
            text.clear();
            for (std::int64_t j = 0; j < graph.k; ++j) {
                const auto at = static_cast<std::size_t>(i * graph.k + j);
                text += io::csvLine({std::to_string(i), std::to_string(j + 1),
                                     std::to_string(graph.indices[at]), floatText(graph.distances[at])});
            }
            list.write(text);
        }
        list.commit();
    }
    writeProvenance(run, what.split, folder);
}

namespace {

// TensorBoard's sprites hold at most 8192 × 8192 pixels; images are averaged down until all fit.
constexpr int kSpriteSide = 8192;

struct Sprite {
    io::Bytes png;
    int width = 0, height = 0;  // of one image
};

Sprite makeSprite(const data::ImageSet& images) {
    const auto perRow = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(images.count))));
    const int most = std::max(1, kSpriteSide / std::max(1, perRow));
    int factor = 1;
    while (std::max(images.width, images.height) / factor > std::min(most, 64)) ++factor;
    Sprite sprite;
    sprite.width = std::max(1, images.width / factor);
    sprite.height = std::max(1, images.height / factor);
    const int rows = static_cast<int>((images.count + perRow - 1) / perRow);
    const std::size_t lineBytes = std::size_t(3) * static_cast<std::size_t>(perRow * sprite.width);
    io::Bytes pixels(lineBytes * static_cast<std::size_t>(rows * sprite.height), 255);
    const int area = factor * factor;
    for (std::int64_t i = 0; i < images.count; ++i) {
        const auto image = images.image(i);
        const int left = static_cast<int>(i % perRow) * sprite.width;
        const int top = static_cast<int>(i / perRow) * sprite.height;
        for (int y = 0; y < sprite.height; ++y)
            for (int x = 0; x < sprite.width; ++x)
                for (int c = 0; c < 3; ++c) {
                    int sum = 0;
                    for (int dy = 0; dy < factor; ++dy)
                        for (int dx = 0; dx < factor; ++dx)
                            sum += image[static_cast<std::size_t>(
                                (c * images.height + y * factor + dy) * images.width + x * factor + dx)];
                    pixels[static_cast<std::size_t>(top + y) * lineBytes +
                           static_cast<std::size_t>(3 * (left + x) + c)] =
                        static_cast<std::uint8_t>((sum + area / 2) / area);
                }
    }
    sprite.png = io::encodePng(pixels, rows * sprite.height, perRow * sprite.width);
    return sprite;
}

std::string tsvField(std::string text) {
    std::ranges::replace_if(
        text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return text;
}

}  // namespace

void exportProjector(const RunFolder& run, const ResultsExport& what, const NewFolder& folder) {
    const Matrix embeddings = run.embeddings(what.split);
    const EmbeddingInfo info = run.embeddingInfo(what.split);
    io::writeFileAtomic(folder / "tensors.bytes", io::asBytes(std::span<const float>(embeddings.values)));

    std::string text = "index";
    for (const EmbeddingLabels& column : info.labels) text += "\t" + tsvField(column.name);
    text += "\n";
    for (std::size_t i = 0; i < static_cast<std::size_t>(embeddings.rows); ++i) {
        text += info.indices.empty() ? std::to_string(i) : std::to_string(info.indices[i]);
        for (const EmbeddingLabels& column : info.labels)
            text += "\t" + tsvField(valueName(column, column.values[i]));
        text += "\n";
    }
    io::writeFileAtomic(folder / "metadata.tsv", text);

    std::string config =
        "embeddings {\n  tensor_name: \"" + run.record().id + "\"\n  tensor_path: \"tensors.bytes\"\n";
    config += "  tensor_shape: " + std::to_string(embeddings.rows) +
              "\n  tensor_shape: " + std::to_string(embeddings.cols) +
              "\n  metadata_path: \"metadata.tsv\"\n";
    if (what.images && what.images->count == embeddings.rows) {
        const Sprite sprite = makeSprite(*what.images);
        io::writeFileAtomic(folder / "sprite.png", io::ByteView(sprite.png));
        config += "  sprite {\n    image_path: \"sprite.png\"\n    single_image_dim: " +
                  std::to_string(sprite.width) + "\n    single_image_dim: " + std::to_string(sprite.height) +
                  "\n  }\n";
    }
    config += "}\n";
    io::writeFileAtomic(folder / "projector_config.pbtxt", config);
    writeProvenance(run, what.split, folder);
}

}  // namespace selfsight::store
