#include "ui/map/correctness.h"

#include "ui/map/colouring.h"

#include <QCoreApplication>
#include <algorithm>
#include <bit>
#include <numeric>

namespace selfsight::ui {

QVector<int> Correctness::order() const {
    QVector<int> result(sets());
    std::iota(result.begin(), result.end(), 0);
    std::stable_sort(result.begin(), result.end(), [](int a, int b) {
        return std::popcount(static_cast<unsigned>(a)) < std::popcount(static_cast<unsigned>(b));
    });
    return result;
}

QString Correctness::name(int set) const {
    if (set == 0) return QCoreApplication::translate("selfsight::ui::Colouring", "none is right");
    if (set == sets() - 1) return QCoreApplication::translate("selfsight::ui::Colouring", "all are right");
    QStringList names;
    for (qsizetype m = 0; m < labels.size(); ++m)
        if (set & (1 << m)) names.append(labels[m]);
    return names.join(QStringLiteral(" + "));
}

Correctness correctness(const data::ImageSet* images, const QVector<EncoderMap>& maps) {
    Correctness result;
    const data::LabelColumn* classes = findColumn(images, QStringLiteral("class"));
    if (!classes) return result;
    std::vector<std::uint8_t> right(static_cast<std::size_t>(images->count), 0);
    std::vector<std::uint8_t> seen(right.size(), 0);
    for (const EncoderMap& map : maps) {
        if (!map.predicted || map.predicted->empty() || result.labels.size() == Correctness::kEncodersAtMost)
            continue;
        const auto bit = static_cast<std::uint8_t>(1U << result.labels.size());
        result.labels.append(map.label);
        for (std::size_t row = 0; row < map.predicted->size(); ++row) {
            const std::int64_t image = imageOfRow(map, static_cast<std::int64_t>(row));
            const int value = (*map.predicted)[row];
            if (image < 0 || image >= images->count || value < 0) continue;
            const auto at = static_cast<std::size_t>(image);
            if (at >= classes->values.size() || classes->values[at] < 0) continue;
            seen[at] |= bit;
            if (classes->values[at] == value) right[at] |= bit;
        }
    }
    if (result.labels.isEmpty()) return result;
    const auto all = static_cast<std::uint8_t>((1U << result.labels.size()) - 1);
    result.counts.assign(std::size_t{1} << result.labels.size(), 0);
    result.codes.assign(right.size(), Correctness::kUnknown);
    for (std::size_t i = 0; i < right.size(); ++i) {
        if (seen[i] != all) continue;
        result.codes[i] = right[i];
        ++result.counts[right[i]];
        ++result.known;
    }
    return result;
}

}  // namespace selfsight::ui
