#include "ui/map/renderer.h"

#include "core/error.h"
#include "core/parallel.h"
#include "ui/map/thumbnails.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <optional>

namespace selfsight::ui {

namespace {

constexpr int kTile = 128;  // pixels a side: colours and sums of a tile stay in the second-level cache
constexpr std::int64_t kRingsAtMost = 20000;  // more selected points than this are shaded like the rest

using Float4 [[gnu::vector_size(16)]] = float;

struct Thumbnail {
    int left = 0, top = 0;  // pixels of the image
    std::int64_t image = 0;
    Layer layer = Layer::Plain;
    QRgb rim = 0;
};

// Everything that the tiles of one frame have in common.
struct Frame {
    const Scene* scene = nullptr;
    Camera camera;
    double ratio = 1;
    QRgb* pixels = nullptr;
    std::ptrdiff_t stride = 0;
    int width = 0, height = 0;
    PointStyle style;

    double scale = 1, offsetX = 0, offsetY = 0;        // plane to pixels
    std::array<const Sprite*, kShapeCount> sprites{};  // by shape: plain
    std::array<const Sprite*, kShapeCount> large{};    // by shape: selected
    const Sprite* rim = nullptr;
    const Sprite* pale = nullptr;
    double reach = 0;  // pixels that a mark extends beyond its point
    std::vector<Float4> tints;
    Float4 paleTint{};
    bool ringed = true;
    // The spacing at which points show their image; those draw no dot.
    std::vector<Thumbnail> thumbnails;
    int thumbWidth = 0, thumbHeight = 0, border = 0;
    const ThumbnailChoice::Level* chosen = nullptr;
    std::vector<std::vector<std::uint32_t>> lines;  // by tile: those that may cross it

    double screenX(std::int64_t p) const { return (scene->index->x(p) - camera.x) * scale + offsetX; }
    double screenY(std::int64_t p) const { return (camera.y - scene->index->y(p)) * scale + offsetY; }
};

struct Tile {
    int left = 0, top = 0, right = 0, bottom = 0;
};

Float4 tintOf(QRgb colour) {
    return Float4{static_cast<float>(qRed(colour)), static_cast<float>(qGreen(colour)),
                  static_cast<float>(qBlue(colour)), 1.0F};
}

PlaneRect planeOf(const Frame& f, const Tile& tile, double reach) {
    return {static_cast<float>(f.camera.x + (tile.left - reach - f.offsetX) / f.scale),
            static_cast<float>(f.camera.y - (tile.bottom + reach - f.offsetY) / f.scale),
            static_cast<float>(f.camera.x + (tile.right + reach - f.offsetX) / f.scale),
            static_cast<float>(f.camera.y - (tile.top - reach - f.offsetY) / f.scale)};
}

void blend(const Frame& f, const Tile& tile, const Sprite& sprite, double x, double y, QRgb colour) {
    const double fx = std::floor(x);
    const double fy = std::floor(y);
    const int left = static_cast<int>(fx) - sprite.half;
    const int top = static_cast<int>(fy) - sprite.half;
    const auto step = static_cast<std::size_t>(static_cast<int>((y - fy) * Sprite::kSteps) * Sprite::kSteps +
                                               static_cast<int>((x - fx) * Sprite::kSteps));
    const std::uint16_t* mask = sprite.masks[step].data();
    const Sprite::Row* rows = sprite.rows[step].data();
    const int firstRow = std::max(0, tile.top - top);
    const int lastRow = std::min(sprite.size, tile.bottom - top);
    const std::uint32_t redBlue = colour & 0x00ff00ffU;
    const std::uint32_t green = colour & 0x0000ff00U;
    for (int j = firstRow; j < lastRow; ++j) {
        const int begin = std::max<int>(rows[j].begin, tile.left - left);
        const int end = std::min<int>(rows[j].end, tile.right - left);
        QRgb* to = f.pixels + (top + j) * f.stride + left;
        const std::uint16_t* alpha = mask + j * sprite.size;
        for (int i = begin; i < end; ++i) {
            const std::uint32_t a = alpha[i];
            const std::uint32_t under = to[i];
            const std::uint32_t rb = ((under & 0x00ff00ffU) * (256 - a) + redBlue * a) >> 8;
            const std::uint32_t g = ((under & 0x0000ff00U) * (256 - a) + green * a) >> 8;
            to[i] = 0xff000000U | (rb & 0x00ff00ffU) | (g & 0x0000ff00U);
        }
    }
}

// Calls body(position, x, y) for the points of one layer that may touch the tile and show a dot.
template <typename Body>
void forEachPoint(const Frame& f, const Tile& tile, Layer layer, double reach, Body&& body) {
    const Scene& scene = *f.scene;
    const double left = tile.left - reach;
    const double right = tile.right + reach;
    const bool single = scene.layerCounts[static_cast<std::size_t>(layer)] == scene.index->size();
    scene.index->forEachRun(planeOf(f, tile, reach), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p) {
            if (!single && scene.layer[static_cast<std::size_t>(p)] != layer) continue;
            const double x = f.screenX(p);
            if (x < left || x >= right) continue;
            if (f.chosen && f.chosen->chosen(p) && scene.imageOf(p) >= 0) continue;
            body(p, x, f.screenY(p));
        }
    });
}

void drawDots(const Frame& f, const Tile& tile, Layer layer) {
    const Scene& scene = *f.scene;
    forEachPoint(f, tile, layer, f.reach, [&](std::int64_t p, double x, double y) {
        const Ink& ink = scene.inks[scene.ink[static_cast<std::size_t>(p)]];
        const auto shape = static_cast<std::size_t>(ink.shape);
        if (layer == Layer::Pale) {
            blend(f, tile, *f.pale, x, y, scene.pale.rgb());
        } else if (layer == Layer::Plain) {
            blend(f, tile, *f.sprites[shape], x, y, ink.colour);
        } else {
            blend(f, tile, *f.rim, x, y, scene.outline.rgb());
            blend(f, tile, *f.large[shape], x, y, ink.colour);
        }
    });
}

// Crowded layers: each point adds its colour and 1 to the pixels around it, and a pixel is as opaque as it is
// full.
void drawDensity(const Frame& f, const Tile& tile, Layer layer, std::vector<Float4>& sums) {
    const Scene& scene = *f.scene;
    // A point keeps its size on the screen at 2×, and is larger where there are few.
    const bool sparse = f.style.perPixel < 0.6;
    const bool wide = f.ratio > 1.4 || sparse;
    const float weight = wide && sparse ? 1.6F : wide ? 0.8F : 1.0F;
    const int reach = wide ? 2 : 1;
    const int width = tile.right - tile.left + 2 * reach;
    const int height = tile.bottom - tile.top + 2 * reach;
    sums.assign(static_cast<std::size_t>(width * height), Float4{});
    bool any = false;
    forEachPoint(f, tile, layer, reach, [&](std::int64_t p, double x, double y) {
        const double sx = x - 0.5 - tile.left + reach;
        const double sy = y - 0.5 - tile.top + reach;
        const int ix = static_cast<int>(std::floor(sx));
        const int iy = static_cast<int>(std::floor(sy));
        const int span = wide ? 1 : 0;
        if (ix < span || iy < span || ix + 1 + span >= width || iy + 1 + span >= height) return;
        any = true;
        const Float4 tint =
            layer == Layer::Pale ? f.paleTint : f.tints[scene.ink[static_cast<std::size_t>(p)]];
        const auto tx = static_cast<float>(sx - ix);
        const auto ty = static_cast<float>(sy - iy);
        Float4* at = sums.data() + iy * width + ix;
        if (!wide) {
            const Float4 lower = tint * ty;
            const Float4 upper = tint - lower;
            at[0] += upper * (1 - tx);
            at[1] += upper * tx;
            at[width] += lower * (1 - tx);
            at[width + 1] += lower * tx;
            return;
        }
        const float wx[4] = {0.5F * (1 - tx), 0.5F, 0.5F, 0.5F * tx};
        const float wy[4] = {0.5F * weight * (1 - ty), 0.5F * weight, 0.5F * weight, 0.5F * weight * ty};
        for (int j = 0; j < 4; ++j)
            for (int i = 0; i < 4; ++i) at[(j - 1) * width + i - 1] += tint * (wx[i] * wy[j]);
    });
    if (!any) return;
    // Half opaque at twice the usual number of points a pixel, but never so pale that a lone point is lost.
    const double mass = wide ? 2.25 * weight / (f.ratio * f.ratio) : 1;
    const auto gain = static_cast<float>(std::clamp(0.7 / (f.style.perPixel * mass), 0.06, 0.8));
    for (int y = tile.top; y < tile.bottom; ++y) {
        QRgb* to = f.pixels + y * f.stride;
        const Float4* from = sums.data() + (y - tile.top + reach) * width + reach - tile.left;
        for (int x = tile.left; x < tile.right; ++x) {
            const Float4 sum = from[x];
            const float count = sum[3];
            if (count <= 0) continue;
            const float full = count * gain;
            const float shade = 1 - 1 / (1 + full + 0.5F * full * full);
            const float alpha = 0.5F * std::min(1.0F, 1.6F * count) * (1 - shade) + shade;
            const QRgb under = to[x];
            const Float4 mixed = sum * (alpha / count) + tintOf(under) * (1 - alpha);
            to[x] = qRgb(static_cast<int>(mixed[0] + 0.5F), static_cast<int>(mixed[1] + 0.5F),
                         static_cast<int>(mixed[2] + 0.5F));
        }
    }
}

// A pixel wide, antialiased across its shallow axis, fainter towards its beginning.
void drawLine(const Frame& f, const Tile& tile, const PlaneLine& line, double opacity) {
    double ax = (line.x0 - f.camera.x) * f.scale + f.offsetX;
    double ay = (f.camera.y - line.y0) * f.scale + f.offsetY;
    double bx = (line.x1 - f.camera.x) * f.scale + f.offsetX;
    double by = (f.camera.y - line.y1) * f.scale + f.offsetY;
    const bool steep = std::abs(by - ay) > std::abs(bx - ax);
    if (steep) {
        std::swap(ax, ay);
        std::swap(bx, by);
    }
    const bool backwards = ax > bx;
    if (backwards) {
        std::swap(ax, bx);
        std::swap(ay, by);
    }
    const double length = bx - ax;
    if (!(length > 0)) return;
    const double slope = (by - ay) / length;
    const int least = steep ? tile.top : tile.left;
    const int most = (steep ? tile.bottom : tile.right) - 1;
    const int low = steep ? tile.left : tile.top;
    const int high = (steep ? tile.right : tile.bottom) - 1;
    const int first = static_cast<int>(std::max<double>(least, std::floor(ax)));
    const int last = static_cast<int>(std::min<double>(most, std::floor(bx)));
    const QRgb colour = f.scene->inks[line.ink].colour;
    const auto put = [&](int along, int across, double coverage) {
        if (across < low || across > high) return;
        QRgb& to = f.pixels[steep ? along * f.stride + across : across * f.stride + along];
        const auto a = static_cast<std::uint32_t>(coverage * 256);
        const std::uint32_t rb = ((to & 0x00ff00ffU) * (256 - a) + (colour & 0x00ff00ffU) * a) >> 8;
        const std::uint32_t g = ((to & 0x0000ff00U) * (256 - a) + (colour & 0x0000ff00U) * a) >> 8;
        to = 0xff000000U | (rb & 0x00ff00ffU) | (g & 0x0000ff00U);
    };
    for (int along = first; along <= last; ++along) {
        const double share = std::clamp((along + 0.5 - ax) / length, 0.0, 1.0);
        const double across = ay + slope * (along + 0.5 - ax) - 0.5;
        if (across < low - 1.0 || across > high + 1.0) continue;
        const double strength = opacity * (0.2 + 0.8 * (backwards ? 1 - share : share));
        const double floor = std::floor(across);
        put(along, static_cast<int>(floor), strength * (1 - (across - floor)));
        put(along, static_cast<int>(floor) + 1, strength * (across - floor));
    }
}

void drawTile(const Frame& f, const Tile& tile, const std::vector<std::uint32_t>& lines,
              std::vector<Float4>& sums) {
    const QRgb background = f.scene->background.rgb();
    for (int y = tile.top; y < tile.bottom; ++y)
        std::fill(f.pixels + y * f.stride + tile.left, f.pixels + y * f.stride + tile.right, background);
    if (!f.scene->index) return;
    if (!lines.empty()) {
        const double opacity = std::min(1.0, lineOpacity(*f.scene) * f.ratio);
        for (const std::uint32_t line : lines) drawLine(f, tile, (*f.scene->lines)[line], opacity);
    }
    for (const Layer layer : {Layer::Pale, Layer::Plain, Layer::Selected}) {
        if (f.scene->layerCounts[static_cast<std::size_t>(layer)] == 0) continue;
        if (f.style.density && (layer != Layer::Selected || !f.ringed))
            drawDensity(f, tile, layer, sums);
        else
            drawDots(f, tile, layer);
    }
}

void fillRect(const Frame& f, int left, int top, int width, int height, QRgb colour) {
    const int right = std::min(left + width, f.width);
    for (int y = std::max(0, top); y < std::min(top + height, f.height); ++y)
        if (std::max(0, left) < right)
            std::fill(f.pixels + y * f.stride + std::max(0, left), f.pixels + y * f.stride + right, colour);
}

void drawThumbnail(const Frame& f, const Thumbnail& t) {
    const int border = t.layer == Layer::Selected ? 2 * f.border : f.border;
    fillRect(f, t.left - border, t.top - border, f.thumbWidth + 2 * border, f.thumbHeight + 2 * border,
             t.rim);
    const PixelClip clip{-t.left, -t.top, f.width - t.left, f.height - t.top};
    drawImage(*f.scene->images, t.image, std::max(f.thumbWidth, f.thumbHeight),
              f.pixels + t.top * f.stride + t.left, f.stride, clip, t.layer == Layer::Pale ? 0.7 : 0,
              f.scene->background.rgb());
}

// Which lines may cross which tile, by their boxes.
void sortLines(Frame& f, const std::vector<Tile>& tiles) {
    f.lines.resize(tiles.size());
    if (!f.scene->lines) return;
    const int across = (f.width + kTile - 1) / kTile;
    const int down = (f.height + kTile - 1) / kTile;
    const auto cell = [](double v, int count) {
        return static_cast<int>(std::clamp(std::floor(v / kTile), -1.0, static_cast<double>(count)));
    };
    // Values, not references to them: minmax of a list.
    for (std::size_t i = 0; i < f.scene->lines->size(); ++i) {
        const PlaneLine& line = (*f.scene->lines)[i];
        const auto [left, right] = std::minmax(
            {(line.x0 - f.camera.x) * f.scale + f.offsetX, (line.x1 - f.camera.x) * f.scale + f.offsetX});
        const auto [top, bottom] = std::minmax(
            {(f.camera.y - line.y0) * f.scale + f.offsetY, (f.camera.y - line.y1) * f.scale + f.offsetY});
        for (int y = std::max(0, cell(top - 1, down)); y <= std::min(down - 1, cell(bottom + 1, down)); ++y)
            for (int x = std::max(0, cell(left - 1, across));
                 x <= std::min(across - 1, cell(right + 1, across)); ++x)
                f.lines[static_cast<std::size_t>(y * across + x)].push_back(static_cast<std::uint32_t>(i));
    }
}

void collectThumbnails(Frame& f) {
    const Scene& scene = *f.scene;
    const double reach = std::max(f.thumbWidth, f.thumbHeight) + 4.0 * f.border;
    const Tile whole{0, 0, f.width, f.height};
    scene.index->forEachRun(planeOf(f, whole, reach), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t p = begin; p < end; ++p) {
            if (!f.chosen->chosen(p)) continue;
            const double x = f.screenX(p);
            if (x < -reach || x > f.width + reach) continue;
            const std::int64_t image = scene.imageOf(p);
            if (image < 0) continue;
            const Layer layer = scene.layer[static_cast<std::size_t>(p)];
            const QRgb rim = layer == Layer::Pale ? scene.pale.rgb()
                             : layer == Layer::Selected
                                 ? scene.outline.rgb()
                                 : scene.inks[scene.ink[static_cast<std::size_t>(p)]].colour;
            f.thumbnails.push_back({static_cast<int>(std::floor(x - f.thumbWidth / 2.0)),
                                    static_cast<int>(std::floor(f.screenY(p) - f.thumbHeight / 2.0)), image,
                                    layer, rim});
        }
    });
}

}  // namespace

void MapRenderer::render(const Scene& scene, const Camera& camera, QImage& image) {
    if (image.format() != QImage::Format_RGB32) throw LogicError("the map is drawn into Format_RGB32");
    Frame f;
    f.scene = &scene;
    f.camera = camera;
    f.ratio = image.devicePixelRatio();
    f.pixels = reinterpret_cast<QRgb*>(image.bits());
    f.stride = image.bytesPerLine() / 4;
    f.width = image.width();
    f.height = image.height();
    f.style = pointStyle(scene, camera);
    f.scale = camera.scale * f.ratio;
    f.offsetX = f.width / 2.0;
    f.offsetY = f.height / 2.0;

    const double radius = f.style.radius * f.ratio;
    const double rimWidth = 1.3 * f.ratio;
    sprites_.trim();
    for (const Ink& ink : scene.inks) {
        const auto s = static_cast<std::size_t>(ink.shape);
        if (f.sprites[s]) continue;
        f.sprites[s] = &sprites_.get(ink.shape, radius, scene.opacity);
        f.large[s] = &sprites_.get(ink.shape, radius + 0.7 * f.ratio, 1);
    }
    f.rim = &sprites_.get(Shape::Circle, radius * (scene.shaped ? 1.4 : 1) + 0.7 * f.ratio + rimWidth, 1);
    f.pale = &sprites_.get(Shape::Circle, 0.8 * radius, 1);
    f.reach = f.rim->half + 1;
    f.ringed = scene.layerCounts[static_cast<std::size_t>(Layer::Selected)] <= kRingsAtMost;
    for (const Ink& ink : scene.inks) f.tints.push_back(tintOf(ink.colour));
    f.paleTint = tintOf(scene.pale.rgb());

    std::optional<ThumbnailChoice::Level> level;
    if (f.style.thumbnail > 0) {
        const auto [width, height] =
            imageBox(*scene.images, static_cast<int>(std::lround(f.style.thumbnail * f.ratio)));
        f.thumbWidth = width;
        f.thumbHeight = height;
        f.border = std::max(1, static_cast<int>(std::lround(f.ratio)));
        level = scene.thumbnails->level((std::max(width, height) + 4 * f.border) / f.scale);
        f.chosen = &*level;
        collectThumbnails(f);
    }

    // Tiles differ in how much they hold, so threads take one after the other.
    std::vector<Tile> tiles;
    for (int y = 0; y < f.height; y += kTile)
        for (int x = 0; x < f.width; x += kTile)
            tiles.push_back({x, y, std::min(x + kTile, f.width), std::min(y + kTile, f.height)});
    sortLines(f, tiles);
    std::atomic<std::size_t> next{0};
    parallelFor(threadCount(), 1, [&](std::int64_t, std::int64_t, int) {
        std::vector<Float4> sums;
        for (std::size_t t = next++; t < tiles.size(); t = next++) drawTile(f, tiles[t], f.lines[t], sums);
    });
    parallelFor(static_cast<std::int64_t>(f.thumbnails.size()), 32,
                [&](std::int64_t begin, std::int64_t end, int) {
                    for (std::int64_t i = begin; i < end; ++i)
                        drawThumbnail(f, f.thumbnails[static_cast<std::size_t>(i)]);
                });
}

QString MapRenderer::description() {
    return QCoreApplication::translate("selfsight::ui::MapRenderer",
                                       "Maps are drawn by the processor, in tiles (threads: %1).")
        .arg(threadCount());
}

}  // namespace selfsight::ui
