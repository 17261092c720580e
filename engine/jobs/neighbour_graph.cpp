#include "jobs/neighbour_graph.h"

#include "core/error.h"
#include "core/json.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "io/sha256.h"
#include "map/map.h"

#include <algorithm>
#include <cstring>

namespace selfsight::jobs {

namespace {

struct Files {
    std::filesystem::path indices, distances, record;

    Files(const std::filesystem::path& runFolder, const std::string& split) {
        const auto folder = runFolder / "neighbours";
        indices = folder / (split + ".indices.npy");
        distances = folder / (split + ".distances.npy");
        record = folder / (split + ".json");
    }
};

std::optional<neighbours::Graph> read(const Files& files, const std::string& fingerprint, std::int64_t n,
                                      std::int64_t k) {
    std::error_code ignored;
    if (!std::filesystem::exists(files.record, ignored)) return std::nullopt;
    try {
        const nlohmann::json record = io::readJson(files.record);
        neighbours::Graph graph;
        graph.count = n;
        graph.k = record.at("k").get<std::int64_t>();
        graph.exact = record.at("exact").get<bool>();
        graph.recall = record.at("recall").get<double>();
        graph.method = record.value("method", graph.exact ? "exact" : "approximate");
        if (record.at("embeddings").get<std::string>() != fingerprint || graph.k < std::min(k, n - 1))
            return std::nullopt;
        io::checkSha256(files.indices, record.value("indices_sha256", ""), files.record);
        io::checkSha256(files.distances, record.value("distances_sha256", ""), files.record);
        const io::Tensor indices = io::readNpy(files.indices), distances = io::readNpy(files.distances);
        const std::vector<std::int64_t> shape{n, graph.k};
        if (indices.shape != shape || distances.shape != shape || indices.dtype != io::DType::I32 ||
            distances.dtype != io::DType::F32)
            return std::nullopt;
        graph.indices.resize(static_cast<std::size_t>(n * graph.k));
        graph.distances.resize(graph.indices.size());
        std::memcpy(graph.indices.data(), indices.bytes.data(), indices.bytes.size());
        std::memcpy(graph.distances.data(), distances.bytes.data(), distances.bytes.size());
        const auto outside = [n](std::int32_t i) { return i < 0 || i >= n; };
        if (std::any_of(graph.indices.begin(), graph.indices.end(), outside)) return std::nullopt;
        return graph;
    } catch (const RuntimeError&) {
        return std::nullopt;  // damaged: what can be computed again is computed again
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

// The record is taken away first and comes back last, so that it never names arrays that are not its own.
void keep(const Files& files, const neighbours::Graph& graph, const std::string& fingerprint) {
    std::filesystem::create_directories(files.record.parent_path());
    std::filesystem::remove(files.record);
    const std::int64_t shape[] = {graph.count, graph.k};
    const std::string indices = io::writeNpy(files.indices, std::span<const std::int64_t>(shape),
                                             std::span<const std::int32_t>(graph.indices));
    const std::string distances = io::writeNpy(files.distances, std::span<const std::int64_t>(shape),
                                               std::span<const float>(graph.distances));
    io::writeJsonAtomic(files.record, {{"k", graph.k},
                                       {"exact", graph.exact},
                                       {"recall", graph.recall},
                                       {"method", graph.method},
                                       {"embeddings", fingerprint},
                                       {"indices_sha256", indices},
                                       {"distances_sha256", distances}});
}

}  // namespace

neighbours::Graph neighbourGraph(const std::filesystem::path& runFolder, const std::string& split,
                                 MatrixView embeddings, std::int64_t k, const neighbours::Options& options,
                                 std::stop_token stop, const std::function<void(double)>& progress) {
    const Files files(runFolder, split);
    const std::string fingerprint = map::fingerprint(embeddings);
    if (auto graph = read(files, fingerprint, embeddings.rows, k)) return std::move(*graph);
    neighbours::Graph graph = neighbours::nearestNeighbours(embeddings, k, options, stop, progress);
    try {
        keep(files, graph, fingerprint);
    } catch (const RuntimeError&) {
    } catch (const std::filesystem::filesystem_error&) {
    }
    return graph;
}

std::optional<neighbours::Graph> keptNeighbourGraph(const std::filesystem::path& runFolder,
                                                    const std::string& split, std::int64_t k) {
    constexpr std::int64_t piece = 1 << 20;  // values
    const Files files(runFolder, split);
    std::error_code ignored;
    if (!std::filesystem::exists(files.record, ignored)) return std::nullopt;
    const auto file = io::openFile(runFolder / "embeddings" / (split + ".npy"));
    const io::NpyHeader header = io::readNpyHeader(*file);
    if (header.dtype != io::DType::F32 || header.bigEndian || header.fortranOrder || header.shape.size() != 2)
        return std::nullopt;
    map::Fingerprint print(header.shape[0], header.shape[1]);
    const std::int64_t total = header.shape[0] * header.shape[1];
    std::vector<float> values;
    for (std::int64_t at = 0; at < total; at += piece) {
        values.resize(static_cast<std::size_t>(std::min(piece, total - at)));
        file->read(header.dataOffset + static_cast<std::uint64_t>(at) * sizeof(float),
                   {reinterpret_cast<std::uint8_t*>(values.data()), values.size() * sizeof(float)});
        print.add(values);
    }
    return read(files, print.text(), header.shape[0], k);
}

}  // namespace selfsight::jobs
