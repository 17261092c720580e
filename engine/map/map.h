// 2-D maps of an embedding: options, resumable state, and the result that a run folder keeps. Torch-free
// header.
#pragma once

#include "core/matrix.h"
#include "neighbours/neighbours.h"

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace selfsight::map {

// Every option of every method; each method reads its own.
struct MapOptions {
    std::string method = "tsne";  // "pca", "tsne", "umap", "lda"
    std::uint64_t seed = 0;
    std::string initialisation = "pca";  // "pca" or "random"
    // Of the neighbours and of t-SNE's iterations; the other methods iterate on the CPU.
    std::string device = "cpu";

    // t-SNE (van der Maaten & Hinton 2008), with openTSNE's definitions: 3·perplexity neighbours, learning
    // rate n / exaggeration, 250 early iterations with exaggeration 12, then 500.
    double perplexity = 30;
    double earlyExaggeration = 12;
    int earlyIterations = 250;
    int iterations = 500;
    double learningRate = 0;  // 0: n / exaggeration (Belkina et al. 2019)
    // "openTSNE", or "scikit-learn": 3·perplexity + 1 neighbours, the rate of the early phase throughout (at
    // least 50; its gradient is four times openTSNE's), momentum 0.5 at first, no limit to a step, no jitter.
    std::string definition = "openTSNE";

    // UMAP (McInnes et al. 2018)
    int neighbours = 15;
    double minDistance = 0.1;
    int epochs = 0;  // 0: 500 up to 10,000 points, else 200

    nlohmann::json toJson() const;
    // `name` stands in messages. Throws RuntimeError(Input) for members of another type.
    static MapOptions fromJson(const nlohmann::json& json, const std::string& name);
    // Takes a definition over together with its number of iterations. Throws RuntimeError(Usage).
    void define(const std::string& name);
    // So many iterations that the divergence is no higher than scikit-learn's.
    void makeFine();
    void check(std::int64_t pointCount) const;  // throws RuntimeError(Usage) naming the option and its range
    // A name for the files of a map of `split` that is the same for the same options: "tsne-p30-s0", and
    // "train-tsne-p30-s0" for other splits than the test images.
    std::string fileStem(const std::string& split = "test") const;
};

// A map in the making. The caller loops, so that cancel, progress and animation need no hooks in the
// mathematics.
class MapState {
  public:
    virtual ~MapState() = default;
    virtual std::int64_t iteration() const = 0;
    virtual std::int64_t iterationsTotal() const = 0;
    bool finished() const { return iteration() >= iterationsTotal(); }
    // Advances by up to `iterations`; stopped and resumed equals straight through, byte for byte.
    virtual void run(std::int64_t iterations) = 0;
    virtual const Matrix& points() const = 0;  // [n, 2]
    // The objective now (KL divergence for t-SNE); NaN where the method has none.
    virtual double objective() const = 0;
};

// Prepares a map: PCA initialisation, neighbours (computed unless given) and affinities. `labels` are needed
// by "lda" only, which draws every point by discriminants fitted without it. `start` is a warm start [n, 2],
// used as it is instead of options.initialisation (another encoder's or the previous epoch's map; with
// earlyIterations = 0 its arrangement is kept). Throws RuntimeError(Input) for values that are not finite,
// RuntimeError(Usage) for options; Cancelled when the token is signalled, which MapState::run asks as well:
// an iteration that was begun is then undone.
std::unique_ptr<MapState> initialise(MatrixView embeddings, const MapOptions& options,
                                     const neighbours::Graph* graph = nullptr, const Labels* labels = nullptr,
                                     std::stop_token stop = {}, const Matrix* start = nullptr);
// The number of neighbours that `options` wants for n points.
std::int64_t neighboursNeeded(const MapOptions& options, std::int64_t n);

// How far a map can be trusted.
struct Trust {
    double trustworthiness = 0;  // Venna & Kaski 2001, at k
    double continuity = 0;
    double neighbourPreservation = 0;  // mean share of the k nearest neighbours kept
    double shepardCorrelation = 0;     // Spearman, of sampled pairs
    std::int64_t k = 12;
    std::int64_t sampled = 0;  // 0: exact; otherwise the number of points used
    // One value a point, 0 (its k neighbours are kept) … 1 (none is): 1 − the share of the k nearest kept;
    // NaN where a point has no place. Empty when neither all distances nor a neighbour graph were at hand.
    std::vector<float> distortion;
    // What it was computed from: "all distances", or "neighbour graph" with the graph's method and recall.
    std::string distortionFrom;

    nlohmann::json toJson() const;  // without the distortion
    static Trust fromJson(const nlohmann::json& json);
};
// Exact up to 20,000 points; above, the measures are those of a sample, and the distortion of every point
// comes from `graph`, the neighbours of the embeddings, where it is given and holds k of them.
Trust measureTrust(MatrixView embeddings, MatrixView points, std::int64_t k = 12, std::uint64_t seed = 0,
                   std::stop_token stop = {}, const neighbours::Graph* graph = nullptr);
// Of each row the share of its first k neighbours in `graph` that are not among its k nearest on the map; k
// is reduced to what the graph holds. In O(n · log n).
std::vector<float> pointDistortion(const neighbours::Graph& graph, MatrixView points, std::int64_t k,
                                   std::stop_token stop = {});
// "neighbour graph (exact)", "neighbour graph (recall 0.994)"
std::string distortionSource(const neighbours::Graph& graph);

// How a map was tied to others while it formed.
struct Tie {
    double strength = 0;  // 0: not tied
    std::vector<std::string> runs;
    double trustworthinessWithout = 0;  // of the same map left alone: the difference is what the tie costs
};

// Moves `points` onto `reference` (same rows) by translation, rotation, reflection and one scale (orthogonal
// Procrustes); returns the share of variance that remains unexplained, 0 … 1.
double procrustesAlign(Matrix& points, MatrixView reference);

// What maps/<stem>.json holds beside maps/<stem>.npy.
struct MapResult {
    Matrix points;
    MapOptions options;
    Trust trust;
    double objective = 0;
    double seconds = 0;
    std::int64_t iterations = 0;
    std::string split = "test";
    bool finished = true;              // false: stopped and kept before its last iteration
    std::string embeddings;            // fingerprint of what was mapped, see fingerprint()
    std::string neighbours = "exact";  // how they were found, see neighbours::Graph::method
    double recall = 1;                 // of the neighbours
    std::string start;                 // the map that it was warm-started from or placed on; empty: none
    std::string fitted;  // the split that discriminants were fitted on; empty: halves of its own
    Tie tie;

    nlohmann::json toJson() const;  // everything but the points
    static MapResult fromJson(const nlohmann::json& json, const std::string& name);  // as of MapOptions
};

// 16 hexadecimal digits that differ for different embeddings: tells whether a stored map still belongs to
// them.
std::string fingerprint(MatrixView embeddings);
// The same of a matrix that is read in pieces, in its own order.
class Fingerprint {
  public:
    Fingerprint(std::int64_t rows, std::int64_t cols);
    void add(std::span<const float> values);
    std::string text() const;

  private:
    std::uint64_t hash_;
    float left_ = 0;  // over from a piece of odd length
    bool odd_ = false;
};

}  // namespace selfsight::map
