#include "data/pictures.h"

#include "core/control.h"
#include "core/error.h"
#include "core/parallel.h"
#include "data/resample.h"
#include "data/source_parts.h"
#include "io/file.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <mutex>

namespace selfsight::data {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t mostFileBytes = 256ULL << 20;
constexpr std::size_t sizeSamples = 200;  // pictures looked at to find the median size

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// The central square as three planes.
void copySquare(const io::Image& image, std::uint8_t* pixels) {
    const int square = std::min(image.height, image.width);
    const int top = (image.height - square) / 2, left = (image.width - square) / 2;
    for (int c = 0; c < 3; ++c) {
        for (int y = 0; y < square; ++y) {
            const std::uint8_t* row =
                image.pixels.data() + 3 * (static_cast<std::ptrdiff_t>(top + y) * image.width + left) + c;
            for (int x = 0; x < square; ++x) *pixels++ = row[3 * x];
        }
    }
}

[[noreturn]] void throwUnreadable(const std::map<std::int64_t, std::string>& failures,
                                  const std::vector<std::string>& paths) {
    constexpr std::size_t most = 5;
    std::string text = failures.size() == 1 ? "1 picture cannot be read: "
                                            : std::to_string(failures.size()) + " pictures cannot be read: ";
    std::size_t shown = 0;
    for (const auto& [image, message] : failures) {
        if (shown == most) {
            text += "; …";
            break;
        }
        text += (shown++ > 0 ? "; " : "") + message;
    }
    throw RuntimeError(ErrorCode::Input, text, paths[static_cast<std::size_t>(failures.begin()->first)]);
}

}  // namespace

bool isPicture(const fs::path& file) {
    const std::string extension = lowered(file.extension().string());
    return extension == ".png" || extension == ".jpg" || extension == ".jpeg" || extension == ".bmp" ||
           extension == ".webp";
}

io::Image readPicture(const fs::path& file) {
    return io::decodeImage(io::readFile(file, mostFileBytes), file.string());
}

int medianSide(const std::vector<fs::path>& files) {
    const std::size_t samples = std::min(files.size(), sizeSamples);
    std::vector<int> sides(samples);
    parallelFor(static_cast<std::int64_t>(samples), 4, [&](std::int64_t begin, std::int64_t end, int) {
        for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
            const io::Image image = readPicture(files[i * files.size() / samples]);
            sides[i] = std::min(image.height, image.width);
        }
    });
    std::nth_element(sides.begin(), sides.begin() + static_cast<std::ptrdiff_t>(samples / 2), sides.end());
    return std::clamp(sides[samples / 2], kLeastSide, kMostSide);
}

void squarePlanes(const io::Image& image, int side, std::uint8_t* pixels) {
    const int square = std::min(image.height, image.width);
    if (square == side) {
        copySquare(image, pixels);
        return;
    }
    AxisWeights vertical;
    AxisWeights horizontal;
    resizeWeights((image.height - square) / 2, square, side, true, false, vertical);
    resizeWeights((image.width - square) / 2, square, side, true, false, horizontal);
    std::vector<float> scratch;
    std::vector<float> out(static_cast<std::size_t>(3 * side * side));
    resample(image, vertical, horizontal, scratch, out.data());
    std::transform(out.begin(), out.end(), pixels,
                   [](float v) { return static_cast<std::uint8_t>(std::clamp(v + 0.5F, 0.0F, 255.0F)); });
}

void loadPictures(const std::vector<fs::path>& files, int side, const std::string& location, ImageSet& set,
                  std::stop_token stop, const LoadProgress& progress) {
    set.count = static_cast<std::int64_t>(files.size());
    set.height = set.width = side;
    set.pixels.resize(pixelBytes(set.count, side, side, location));
    set.paths.clear();
    for (const fs::path& file : files) set.paths.push_back(file.string());

    const std::size_t bytes = static_cast<std::size_t>(3 * side) * static_cast<std::size_t>(side);
    std::mutex mutex;
    std::map<std::int64_t, std::string> failures;
    const std::int64_t slice = std::max<std::int64_t>(64, set.count / 100);
    for (std::int64_t start = 0; start < set.count; start += slice) {
        throwIfCancelled(stop);
        const std::int64_t end = std::min(start + slice, set.count);
        parallelFor(end - start, 4, [&](std::int64_t first, std::int64_t last, int) {
            for (std::int64_t i = start + first; i < start + last; ++i) {
                try {
                    squarePlanes(readPicture(files[static_cast<std::size_t>(i)]), side,
                                 set.pixels.data() + static_cast<std::size_t>(i) * bytes);
                } catch (const RuntimeError& error) {
                    const std::scoped_lock lock(mutex);
                    failures.emplace(i, error.what());
                }
            }
        });
        if (progress) progress(static_cast<double>(end) / static_cast<double>(set.count));
    }
    if (!failures.empty()) throwUnreadable(failures, set.paths);
}

}  // namespace selfsight::data
