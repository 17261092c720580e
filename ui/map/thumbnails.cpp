#include "ui/map/thumbnails.h"

#include "core/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace selfsight::ui {

namespace {

constexpr std::uint8_t kOpen = 255;
constexpr int kDeepest = 96;  // halvings of the area between chosen points: past the limits of float32

// Cells of side d in which points have been chosen: open addressing, one entry a chosen point.
class CellTable {
  public:
    explicit CellTable(std::size_t capacity) {
        std::size_t size = 64;
        while (size < capacity * 2) size *= 2;
        cells_.assign(size, {0, -1});
    }
    void insert(std::int64_t cx, std::int64_t cy, std::int32_t position) {
        std::size_t at = slot(cx, cy);
        while (cells_[at].position >= 0) at = (at + 1) & (cells_.size() - 1);
        cells_[at] = {key(cx, cy), position};
    }
    template <typename Body>
    bool any(std::int64_t cx, std::int64_t cy, Body&& body) const {
        const std::uint64_t k = key(cx, cy);
        for (std::size_t at = slot(cx, cy); cells_[at].position >= 0; at = (at + 1) & (cells_.size() - 1))
            if (cells_[at].key == k && body(cells_[at].position)) return true;
        return false;
    }

  private:
    struct Cell {
        std::uint64_t key;
        std::int32_t position;
    };
    static std::uint64_t key(std::int64_t cx, std::int64_t cy) {
        return static_cast<std::uint64_t>(cx) * 0x9e3779b97f4a7c15ULL ^ static_cast<std::uint64_t>(cy);
    }
    std::size_t slot(std::int64_t cx, std::int64_t cy) const {
        return mixBits(key(cx, cy)) & (cells_.size() - 1);
    }

    std::vector<Cell> cells_;
};

}  // namespace

ThumbnailChoice::ThumbnailChoice(std::shared_ptr<const PointIndex> index) : index_(std::move(index)) {
    const auto n = static_cast<std::size_t>(index_->size());
    levels_.assign(n, kOpen);
    // The typical spacing, times eight: where thumbnails first appear, or earlier.
    coarsest_ = n > 0 ? 8 * std::sqrt(index_->typicalArea() / static_cast<double>(n)) : 0;
}

int ThumbnailChoice::size(double areaEach, const data::ImageSet& images) const {
    // Thumbnails appear when about a third of the points has room for one, and grow once most have.
    const int native = std::max(images.width, images.height);
    const int small = native >= 24 && native <= 40 ? native : 32;
    if (areaEach < 0.30 * small * small) return 0;
    if (areaEach < 3.0 * 4 * small * small) return small;
    return 2 * small;
}

ThumbnailChoice::Level ThumbnailChoice::level(double spacing) {
    if (coarsest_ <= 0) return {levels_.data(), kDeepest};
    const double wanted = 2 * std::log2(coarsest_ / spacing);
    const int limit =
        static_cast<int>(std::clamp(std::floor(wanted + 1e-9), -1.0, static_cast<double>(kDeepest)));
    while (depth_ <= limit) extend();
    return {levels_.data(), limit};
}

void ThumbnailChoice::extend() {
    const auto n = index_->size();
    if (depth_ == 0) {
        candidates_.resize(static_cast<std::size_t>(n));
        std::iota(candidates_.begin(), candidates_.end(), 0);
        std::vector<std::uint64_t> priority(static_cast<std::size_t>(n));
        for (std::int64_t p = 0; p < n; ++p)
            priority[static_cast<std::size_t>(p)] = mixBits(static_cast<std::uint64_t>(index_->row(p)));
        std::sort(candidates_.begin(), candidates_.end(), [&](std::int32_t a, std::int32_t b) {
            return priority[static_cast<std::size_t>(a)] < priority[static_cast<std::size_t>(b)];
        });
    }
    const double d = coarsest_ * std::pow(2.0, -0.5 * depth_);
    CellTable table(static_cast<std::size_t>(n));
    const auto cell = [d](float v) {
        return static_cast<std::int64_t>(std::clamp(std::floor(static_cast<double>(v) / d), -4e18, 4e18));
    };
    for (const std::int32_t p : chosen_) table.insert(cell(index_->x(p)), cell(index_->y(p)), p);
    std::vector<std::int32_t> left;
    left.reserve(candidates_.size());
    for (const std::int32_t p : candidates_) {
        const double px = index_->x(p);
        const double py = index_->y(p);
        const std::int64_t cx = cell(index_->x(p));
        const std::int64_t cy = cell(index_->y(p));
        bool free = true;
        for (std::int64_t j = cy - 1; free && j <= cy + 1; ++j)
            for (std::int64_t i = cx - 1; free && i <= cx + 1; ++i)
                free = !table.any(i, j, [&](std::int32_t q) {
                    return std::max(std::abs(index_->x(q) - px), std::abs(index_->y(q) - py)) < d;
                });
        if (!free) {
            left.push_back(p);
            continue;
        }
        table.insert(cx, cy, p);
        chosen_.push_back(p);
        levels_[static_cast<std::size_t>(p)] = static_cast<std::uint8_t>(depth_);
    }
    candidates_ = std::move(left);
    ++depth_;
}

std::pair<int, int> imageBox(const data::ImageSet& images, int side) {
    const int longer = std::max(images.width, images.height);
    if (longer <= 0) return {0, 0};
    if (longer > side) {
        const double scale = static_cast<double>(side) / longer;
        return {std::max(1, static_cast<int>(std::lround(images.width * scale))),
                std::max(1, static_cast<int>(std::lround(images.height * scale)))};
    }
    const int multiple = std::max(1, side / longer);
    return {images.width * multiple, images.height * multiple};
}

void drawImage(const data::ImageSet& images, std::int64_t image, int side, QRgb* to, std::ptrdiff_t stride,
               const PixelClip& clip, double fade, QRgb background) {
    const auto [width, height] = imageBox(images, side);
    const std::size_t plane =
        static_cast<std::size_t>(images.width) * static_cast<std::size_t>(images.height);
    const std::uint8_t* red = images.image(image).data();
    const std::uint8_t* green = red + plane;
    const std::uint8_t* blue = green + plane;
    const int keep = static_cast<int>(std::lround(256 * (1 - fade)));
    const auto mixed = [&](unsigned r, unsigned g, unsigned b) {
        if (keep == 256) return qRgb(static_cast<int>(r), static_cast<int>(g), static_cast<int>(b));
        const auto mix = [keep](unsigned v, int under) {
            return (static_cast<int>(v) * keep + under * (256 - keep)) >> 8;
        };
        return qRgb(mix(r, qRed(background)), mix(g, qGreen(background)), mix(b, qBlue(background)));
    };
    const int left = std::max(0, clip.left);
    const int right = std::min(width, clip.right);
    const bool reduced = width < images.width;
    for (int y = std::max(0, clip.top); y < std::min(height, clip.bottom); ++y) {
        QRgb* row = to + y * stride;
        if (!reduced) {
            const int multiple = width / images.width;
            const std::size_t line =
                static_cast<std::size_t>(y / multiple) * static_cast<std::size_t>(images.width);
            for (int x = left; x < right; ++x) {
                const std::size_t at = line + static_cast<std::size_t>(x / multiple);
                row[x] = mixed(red[at], green[at], blue[at]);
            }
            continue;
        }
        // Up to 3 × 3 samples of the block that a pixel stands for.
        for (int x = left; x < right; ++x) {
            unsigned sum[3] = {0, 0, 0};
            for (int j = 0; j < 3; ++j)
                for (int i = 0; i < 3; ++i) {
                    const auto sy = static_cast<std::size_t>((y * 3 + j) * images.height / (3 * height));
                    const auto sx = static_cast<std::size_t>((x * 3 + i) * images.width / (3 * width));
                    const std::size_t at = sy * static_cast<std::size_t>(images.width) + sx;
                    sum[0] += red[at];
                    sum[1] += green[at];
                    sum[2] += blue[at];
                }
            row[x] = mixed(sum[0] / 9, sum[1] / 9, sum[2] / 9);
        }
    }
}

QImage imageOf(const data::ImageSet& images, std::int64_t image, int side) {
    if (image < 0 || image >= images.count || images.pixels.empty()) return {};
    const auto [width, height] = imageBox(images, side);
    QImage result(width, height, QImage::Format_RGB32);
    drawImage(images, image, side, reinterpret_cast<QRgb*>(result.bits()), result.bytesPerLine() / 4,
              {0, 0, width, height});
    return result;
}

}  // namespace selfsight::ui
