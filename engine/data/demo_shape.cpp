#include "data/demo_shape.h"

#include <algorithm>
#include <array>

namespace selfsight::data {

namespace {

enum Shape { Star, Heart, Cross, Moon, Ring };
enum Texture { Plain, Striped, Dotted, Checkered };

float length(float x, float y) {
    return std::sqrt(x * x + y * y);
}

// Signed distances in the manner of Quilez, "2D distance functions"; only near the edge do they have to be
// exact.
float starDistance(float x, float y) {
    // Mirrors fold the five points onto half of one, then the distance to its edge counts.
    constexpr float c36 = 0.809016994F;
    constexpr float s36 = 0.587785252F;
    float px = std::abs(x);
    float py = -y;
    const auto fold = [&](float nx, float ny) {
        const float beyond = std::max(0.0F, px * nx + py * ny);
        px -= 2 * beyond * nx;
        py -= 2 * beyond * ny;
    };
    fold(c36, -s36);
    fold(-c36, -s36);
    px = std::abs(px);
    py -= 1;
    constexpr float inner = 0.52F;  // radius of the notches: a stout star keeps room for its texture
    constexpr float bx = s36 * inner;
    constexpr float by = c36 * inner - 1;
    const float h = std::clamp((px * bx + py * by) / (bx * bx + by * by), 0.0F, 1.0F);
    const float outside = length(px - bx * h, py - by * h);
    return py * bx - px * by > 0 ? outside : -outside;
}

float heartDistance(float x, float y) {
    const float px = std::abs(x) / 1.55F;
    const float py = (0.86F - y) / 1.55F;
    if (px + py > 1) return (length(px - 0.25F, py - 0.75F) - 0.353553391F) * 1.55F;
    const float toTop = px * px + (py - 1) * (py - 1);
    const float half = 0.5F * std::max(px + py, 0.0F);
    const float toSide = (px - half) * (px - half) + (py - half) * (py - half);
    return std::sqrt(std::min(toTop, toSide)) * (px > py ? 1.55F : -1.55F);
}

float crossDistance(float x, float y) {
    constexpr float arm = 0.40F;
    constexpr float reach = 0.98F;
    float px = std::abs(x);
    float py = std::abs(y);
    if (py > px) std::swap(px, py);
    const float qx = px - reach;
    const float qy = py - arm;
    const float k = std::max(qx, qy);
    const float wx = k > 0 ? qx : arm - px;
    const float wy = k > 0 ? qy : -k;
    const float away = length(std::max(wx, 0.0F), std::max(wy, 0.0F));
    return k > 0 ? away : -away;
}

float moonDistance(float x, float y) {
    const float disc = length(x, y) - 1;
    const float bite = length(x - 0.62F, y) - 0.72F;
    return std::max(disc, -bite);
}

float ringDistance(float x, float y) {
    return std::abs(length(x, y) - 0.68F) - 0.31F;
}

}  // namespace

const std::vector<std::string>& demoShapeNames() {
    static const std::vector<std::string> names{"star", "heart", "cross", "moon", "ring"};
    return names;
}

const std::vector<std::string>& demoTextureNames() {
    static const std::vector<std::string> names{"plain", "striped", "dotted", "checkered"};
    return names;
}

DemoShape::DemoShape(int shape, int texture, RandomStream& random) : shape_(shape), texture_(texture) {
    radius_ = uniform(random, 10, 13.5);
    const float room = 16 - radius_ + 2;
    centreX_ = 16 + room * uniform(random, -1, 1);
    centreY_ = 16 + room * uniform(random, -1, 1);
    const float turn = uniform(random, -0.06, 0.06);
    cosine_ = coWave(turn);
    sine_ = wave(turn);
    textureShift_ = uniform(random, 0, 1);
    const float hue = uniform(random, 0, 1);
    const bool darkMarks = random.uniform() < 0.5;
    first_ = fromHsv(hue, darkMarks ? uniform(random, 0.25, 0.6) : uniform(random, 0.7, 0.95),
                     uniform(random, 0.85, 1.0));
    second_ = darkMarks ? fromHsv(hue + uniform(random, -0.06, 0.06), 0.8F, 0.28F)
                        : fromHsv(hue + uniform(random, -0.06, 0.06), 0.12F, 1.0F);
    outline_ = fromHsv(hue, 0.75F, 0.16F);
}

void DemoShape::toOwn(float& x, float& y) const {
    const float dx = (x - centreX_) / radius_;
    const float dy = (y - centreY_) / radius_;
    x = cosine_ * dx + sine_ * dy;
    y = cosine_ * dy - sine_ * dx;
}

float DemoShape::distance(float x, float y) const {
    switch (shape_) {
        case Star:
            return starDistance(x, y);
        case Heart:
            return heartDistance(x, y);
        case Cross:
            return crossDistance(x, y);
        case Moon:
            return moonDistance(x, y);
        case Ring:
        default:
            return ringDistance(x, y);
    }
}

float DemoShape::texture(float x, float y) const {
    const float pixel = 1 / radius_;
    switch (texture_) {
        case Striped: {
            constexpr float period = 0.52F;
            const float s = fraction((x * 0.5F + y * 0.866F) / period + textureShift_);
            return edge((0.25F - std::abs(s - 0.5F)) * period, pixel);
        }
        case Dotted: {
            constexpr float period = 0.58F;
            const float dx = (fraction(x / period + textureShift_) - 0.5F) * period;
            const float dy = (fraction(y / period + textureShift_) - 0.5F) * period;
            return edge(0.185F - length(dx, dy), pixel);
        }
        case Checkered: {
            constexpr float period = 0.8F;
            const float sx = (0.25F - std::abs(fraction(x / period + textureShift_) - 0.5F)) * period;
            const float sy = (0.25F - std::abs(fraction(y / period + textureShift_) - 0.5F)) * period;
            const float across = edge(sx, pixel);
            const float down = edge(sy, pixel);
            return across + down - 2 * across * down;
        }
        case Plain:
        default:
            return 0;
    }
}

Colour DemoShape::over(const Colour& below, float x, float y) const {
    const float pixel = 1 / radius_;
    float sx = x - 1.2F;
    float sy = y - 1.4F;
    toOwn(sx, sy);
    const float shadow = 0.45F * edge(-distance(sx, sy), 3 * pixel);
    Colour colour = scaled(below, 1 - shadow);

    float ox = x;
    float oy = y;
    toOwn(ox, oy);
    const float d = distance(ox, oy);
    if (d > 1.2F * pixel) return colour;
    colour = mix(colour, outline_, edge(0.55F * pixel - d, pixel));
    const float shade = 1.06F - 0.16F * (oy + 0.5F * ox);  // lit from the upper left
    const Colour skin = scaled(mix(first_, second_, texture(ox, oy)), std::min(shade, 1.12F));
    return mix(colour, skin, edge(-0.35F * pixel - d, pixel));
}

}  // namespace selfsight::data
