// The two augmented views of an image as a self-supervised run saw them in training, and how alike its
// encoder finds them. Torch-free header.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace selfsight::jobs {

struct AugmentedViews {
    int height = 0;
    int width = 0;
    std::array<std::vector<std::uint8_t>, 2> pixels;  // RGB planes [3, height, width]
    double similarity = 0;                            // cosine of the two views' embeddings, −1 … 1
    double unrelated = 0;  // mean cosine of the first view and the second views of other images
};

// Loads a run's newest weights and its data set once; then a view costs milliseconds. Not for use by several
// threads at once.
class AugmentedViewer {
  public:
    // Whether this run's method learns from views.
    static bool canShow(const std::string& method);

    // Throws RuntimeError when the run has no weights or its data set is not at hand; LogicError for other
    // methods.
    explicit AugmentedViewer(const std::filesystem::path& runFolder);
    ~AugmentedViewer();

    // Of a test image; `draw` counts the pairs of views. The same arguments give the same views. Throws
    // RuntimeError(Usage) for an image that the test part does not have.
    AugmentedViews views(std::int64_t image, std::int64_t draw) const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace selfsight::jobs
