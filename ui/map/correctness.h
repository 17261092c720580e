// Which encoders name an image's class correctly, from held-out predictions alone.
#pragma once

#include "ui/map/map_area.h"

#include <QStringList>
#include <QVector>
#include <cstdint>
#include <vector>

namespace selfsight::ui {

struct Correctness {
    static constexpr std::uint8_t kUnknown = 255;
    static constexpr int kEncodersAtMost = 4;

    QStringList labels;  // of the encoders that have predictions, in the order of the maps
    std::vector<std::uint8_t>
        codes;  // by image: bit e is set when encoder e is right; kUnknown: not held out by all
    std::vector<std::int64_t> counts;  // [2^encoders]
    std::int64_t known = 0;            // images that every encoder held out

    int sets() const { return static_cast<int>(counts.size()); }
    bool empty() const { return labels.isEmpty(); }
    // The sets from "none is right" to "all are right", by how many are.
    QVector<int> order() const;
    // "BYOL + SimSiam", "none is right", "all are right"
    QString name(int set) const;
};

// Of the first four maps that have predictions; empty without classes or predictions.
Correctness correctness(const data::ImageSet* images, const QVector<EncoderMap>& maps);

}  // namespace selfsight::ui
