#include "data/demo_scene.h"

#include <algorithm>

namespace selfsight::data {

namespace {

enum Kind { Meadow, NightSky, Sea, BrickWall, Dunes, Forest, Clouds, City };

}  // namespace

const std::vector<std::string>& demoSceneNames() {
    static const std::vector<std::string> names{"meadow", "night sky", "sea",    "brick wall",
                                                "dunes",  "forest",    "clouds", "city"};
    return names;
}

DemoScene::DemoScene(int kind, RandomStream& random)
    : kind_(kind),
      hueShift_(uniform(random, -0.07, 0.07)),
      scale_(uniform(random, 0.85, 1.2)),
      shiftX_(uniform(random, 0, 8)),
      shiftY_(uniform(random, 0, 8)),
      horizon_(uniform(random, 0.3, 0.6)),
      gain_(uniform(random, 0.6, 1.15)),
      lightX_(uniform(random, -0.3, 0.3)),
      lightY_(uniform(random, -0.3, 0.3)),
      seed_(static_cast<std::uint32_t>(random.bits())) {}

Colour DemoScene::at(float x, float y) const {
    const float light = gain_ * (1 + lightX_ * (x - 0.5F) + lightY_ * (y - 0.5F));
    return scaled(paint(x, y), light);
}

Colour DemoScene::paint(float x, float y) const {
    const float u = x * scale_ + shiftX_;
    const float v = y * scale_ + shiftY_;
    const auto tone = [this](float hue, float saturation, float value) {
        return fromHsv(hue + hueShift_, saturation, value);
    };
    switch (kind_) {
        case Meadow: {
            if (y < horizon_) return mix(tone(0.56F, 0.55F, 0.95F), tone(0.54F, 0.15F, 1.0F), y / horizon_);
            const float blades = smoothNoise(u * 26, v * 7, seed_);
            const float near = (y - horizon_) / (1 - horizon_);
            return mix(tone(0.27F, 0.62F, 0.72F - 0.2F * near), tone(0.22F, 0.78F, 0.9F), blades * blades);
        }
        case NightSky: {
            const Colour sky = mix(tone(0.68F, 0.75F, 0.13F), tone(0.72F, 0.6F, 0.34F), y);
            const float gridX = u * 7;
            const float gridY = v * 7;
            const auto cellX = static_cast<std::int32_t>(std::floor(gridX));
            const auto cellY = static_cast<std::int32_t>(std::floor(gridY));
            const float bright = latticeValue(cellX, cellY, seed_);
            if (bright < 0.4F) return sky;
            const float dx =
                gridX - static_cast<float>(cellX) - 0.3F - 0.4F * latticeValue(cellX, cellY, seed_ + 1);
            const float dy =
                gridY - static_cast<float>(cellY) - 0.3F - 0.4F * latticeValue(cellX, cellY, seed_ + 2);
            const float star = clamp01(1 - 4.2F * std::sqrt(dx * dx + dy * dy)) * bright;
            return mix(sky, {1.0F, 0.97F, 0.82F}, clamp01(1.7F * star));
        }
        case Sea: {
            const float bend = 0.06F * wave(u * 2.1F) + 0.025F * wave(u * 5.3F + 0.3F);
            const float swell = wave((v + bend) * 5.5F);
            const Colour water =
                mix(tone(0.56F, 0.85F, 0.42F), tone(0.50F, 0.7F, 0.75F), 0.5F + 0.5F * swell);
            return mix(water, {0.93F, 0.99F, 1.0F}, clamp01((swell - 0.72F) * 3));
        }
        case BrickWall: {
            const float row = v * 6;
            const auto line = static_cast<std::int32_t>(std::floor(row));
            const float column = u * 3.2F + (line % 2 == 0 ? 0.5F : 0.0F);
            const auto brick = static_cast<std::int32_t>(std::floor(column));
            const float joint = std::min(std::min(fraction(row), 1 - fraction(row)) / 6,
                                         std::min(fraction(column), 1 - fraction(column)) / 3.2F);
            const float shade = latticeValue(brick, line, seed_);
            const Colour clay = tone(0.02F + 0.03F * shade, 0.62F, 0.52F + 0.28F * shade);
            return mix({0.80F, 0.77F, 0.72F}, clay, edge(joint - 0.018F, 0.024F));
        }
        case Dunes: {
            const float bend = 0.35F * smoothNoise(u * 2.2F, v * 2.2F, seed_);
            const float ridge = fraction((0.45F * u + v + bend) * 2.6F);
            const float lit = ridge < 0.12F ? ridge / 0.12F : 1 - (ridge - 0.12F) / 0.88F;
            return mix(tone(0.07F, 0.62F, 0.55F), tone(0.11F, 0.45F, 0.98F), lit);
        }
        case Forest: {
            const float trunk = u * 4.6F + 0.12F * wave(v * 0.9F);
            const auto tree = static_cast<std::int32_t>(std::floor(trunk));
            const float from = std::abs(fraction(trunk) - 0.5F);
            const float thick = 0.14F + 0.14F * latticeValue(tree, 0, seed_);
            const float leaves = smoothNoise(u * 9, v * 9, seed_ + 1);
            const Colour wood =
                mix(tone(0.06F, 0.5F, 0.20F), tone(0.08F, 0.45F, 0.42F), clamp01(1 - from / thick));
            const Colour green = mix(tone(0.36F, 0.7F, 0.22F), tone(0.30F, 0.6F, 0.55F), leaves);
            return mix(wood, green, edge(from - thick, 0.12F));
        }
        case Clouds: {
            const float puff =
                0.62F * smoothNoise(u * 3.4F, v * 5, seed_) + 0.38F * smoothNoise(u * 8, v * 11, seed_ + 1);
            return mix(tone(0.58F, 0.52F, 0.92F), {1.0F, 0.99F, 0.97F}, clamp01((puff - 0.36F) * 3.2F));
        }
        case City:
        default: {
            const float block = u * 3.6F;
            const auto tower = static_cast<std::int32_t>(std::floor(block));
            const float roof = 0.05F + 0.5F * latticeValue(tower, 0, seed_);
            if (y < roof) return mix(tone(0.93F, 0.35F, 0.75F), tone(0.08F, 0.5F, 1.0F), y / 0.55F);
            const Colour facade = tone(0.62F, 0.25F, 0.26F + 0.2F * latticeValue(tower, 1, seed_));
            const float columns = fraction(block) * 3;
            const float floors = v * 11;
            const bool inside =
                fraction(block) > 0.06F && fraction(columns) > 0.38F && fraction(floors) > 0.45F;
            const bool lit = latticeValue(tower * 3 + static_cast<std::int32_t>(columns),
                                          static_cast<std::int32_t>(std::floor(floors)), seed_ + 2) > 0.45F;
            if (!inside) return facade;
            return lit ? tone(0.13F, 0.55F, 1.0F) : scaled(facade, 0.6F);
        }
    }
}

}  // namespace selfsight::data
