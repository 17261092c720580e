#include "ui/map/colouring.h"

#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace selfsight::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Colouring", text);
}

bool hasPredictions(const EncoderMap& map) {
    return map.predicted && !map.predicted->empty();
}

// For each value of `inner` the value of `outer` that all its images have; empty when some class has several.
QVector<int> groupsOf(const data::LabelColumn& inner, const data::LabelColumn& outer) {
    QVector<int> group(static_cast<qsizetype>(inner.names.size()), -1);
    const std::size_t n = std::min(inner.values.size(), outer.values.size());
    for (std::size_t i = 0; i < n; ++i) {
        const std::int64_t v = inner.values[i];
        const auto g = static_cast<int>(outer.values[i]);
        if (v < 0 || v >= group.size() || g < 0 || g >= static_cast<int>(outer.names.size())) continue;
        if (group[v] >= 0 && group[v] != g) return {};
        group[v] = g;
    }
    return group;
}

const std::vector<float>* numbersOf(const EncoderMap& map, const QString& name) {
    for (const auto& [key, values] : map.numbers)
        if (key == name) return values.get();
    return nullptr;
}

}  // namespace

const data::LabelColumn* findColumn(const data::ImageSet* images, const QString& name) {
    if (!images) return nullptr;
    for (const data::LabelColumn& column : images->columns)
        if (QString::fromStdString(column.name) == name) return &column;
    return nullptr;
}

QString valueName(const data::LabelColumn* column, std::int64_t value) {
    if (!column || value < 0 || value >= static_cast<std::int64_t>(column->names.size())) return {};
    return QString::fromStdString(column->names[static_cast<std::size_t>(value)]);
}

std::int64_t imageOfRow(const EncoderMap& map, std::int64_t row) {
    if (row < 0) return -1;
    if (!map.imageIndices) return row;
    return row < static_cast<std::int64_t>(map.imageIndices->size())
               ? (*map.imageIndices)[static_cast<std::size_t>(row)]
               : -1;
}

QStringList Colouring::choices(const data::ImageSet* images, const QVector<EncoderMap>& maps) {
    QStringList result;
    for (const QString& first : {QStringLiteral("class"), QStringLiteral("superclass")})
        if (findColumn(images, first)) result.append(first);
    if (images)
        for (const data::LabelColumn& column : images->columns)
            if (!result.contains(QString::fromStdString(column.name)))
                result.append(QString::fromStdString(column.name));
    const auto known = std::count_if(maps.begin(), maps.end(), hasPredictions);
    if (known > 0 && findColumn(images, QStringLiteral("class"))) {
        result << correct() << predicted();
        if (known > 1) result << whoIsRight();
    }
    for (const EncoderMap& map : maps)
        for (const auto& [name, values] : map.numbers)
            if (values && !result.contains(name)) result.append(name);
    return result;
}

Colouring::Colouring(const QString& key, const data::ImageSet* images, const QVector<EncoderMap>& maps,
                     bool dark)
    : key_(key) {
    const theme::Colours& colours = theme::colours(dark);
    const data::LabelColumn* classes = findColumn(images, QStringLiteral("class"));
    if (key == correct() && classes) {
        // Shape as well as colour: red and green alone tell a tenth of all men nothing.
        categories_ = {{tr("correct"), -1, colours.good, Shape::Circle, 0},
                       {tr("wrong"), -1, colours.bad, Shape::Cross, 0}};
    } else if (key == whoIsRight() && classes) {
        useAgreement(*images, maps, dark);
    } else if (key == predicted() && classes) {
        useColumn(*classes, *images, dark);
    } else if (const data::LabelColumn* column = findColumn(images, key)) {
        useColumn(*column, *images, dark);
    } else if (!useNumbers(maps, dark)) {
        categories_ = {{tr("all points"), -1, theme::focusColours(dark).first(), Shape::Circle, 0}};
    }
}

bool Colouring::useNumbers(const QVector<EncoderMap>& maps, bool dark) {
    constexpr int steps = 10;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const EncoderMap& map : maps)
        if (const auto* values = numbersOf(map, key_))
            for (const float v : *values)
                if (std::isfinite(v)) {
                    low = std::min<double>(low, v);
                    high = std::max<double>(high, v);
                }
    if (!(low <= high)) return false;
    low_ = low;
    step_ = high > low ? (high - low) / steps : 1;
    for (int i = 0; i < steps; ++i) {
        const QString from = QString::number(low + i * step_, 'g', 3);
        const QString to = QString::number(low + (i + 1) * step_, 'g', 3);
        categories_.append({from + QStringLiteral(" … ") + to, -1, theme::sequential((i + 0.5) / steps, dark),
                            Shape::Circle, 0});
    }
    return true;
}

void Colouring::useColumn(const data::LabelColumn& column, const data::ImageSet& images, bool dark) {
    const auto count = static_cast<int>(std::min<std::size_t>(column.names.size(), kNoCategory));
    QVector<int> group;
    if (column.name == "class")
        if (const data::LabelColumn* outer = findColumn(&images, QStringLiteral("superclass"))) {
            group = groupsOf(column, *outer);
            if (!group.isEmpty())
                for (const std::string& name : outer->names) groups_.append(QString::fromStdString(name));
        }
    QVector<QColor> colours;
    if (!group.isEmpty()) {
        colours = theme::groupedColours(group, static_cast<int>(groups_.size()), dark);
    } else if (column.name == "superclass") {
        // The hues that the classes of each superclass share.
        QVector<int> own(count);
        for (int v = 0; v < count; ++v) own[v] = v;
        colours = theme::groupedColours(own, count, dark);
    } else {
        colours = theme::plainColours(count, dark);
    }
    for (int v = 0; v < count; ++v)
        categories_.append(
            {valueName(&column, v), group.isEmpty() ? -1 : group[v], colours[v], Shape::Circle, 0});
}

// One category for each set of encoders that name the class correctly, from none to all.
void Colouring::useAgreement(const data::ImageSet& images, const QVector<EncoderMap>& maps, bool dark) {
    QVector<const EncoderMap*> known;
    for (const EncoderMap& map : maps)
        if (hasPredictions(map) && known.size() < 4) known.append(&map);
    const data::LabelColumn& classes = *findColumn(&images, QStringLiteral("class"));
    std::vector<std::uint16_t> right(static_cast<std::size_t>(images.count), 0);
    std::vector<std::uint8_t> seen(right.size(), 0);
    for (qsizetype m = 0; m < known.size(); ++m)
        for (std::size_t row = 0; row < known[m]->predicted->size(); ++row) {
            const std::int64_t image = imageOfRow(*known[m], static_cast<std::int64_t>(row));
            const int value = (*known[m]->predicted)[row];
            if (image < 0 || image >= images.count || value < 0) continue;
            const auto at = static_cast<std::size_t>(image);
            ++seen[at];
            if (at < classes.values.size() && classes.values[at] == value)
                right[at] |= static_cast<std::uint16_t>(1 << m);
        }
    const int sets = 1 << known.size();
    // From none to all by how many are right.
    QVector<int> order(sets);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [](int a, int b) {
        return std::popcount(static_cast<unsigned>(a)) < std::popcount(static_cast<unsigned>(b));
    });
    QVector<std::uint16_t> place(sets);
    for (int i = 0; i < sets; ++i) place[order[i]] = static_cast<std::uint16_t>(i);
    QVector<int> group;
    for (const int s : order) group.append(std::popcount(static_cast<unsigned>(s)));
    QVector<QColor> colours = theme::groupedColours(group, static_cast<int>(known.size()) + 1, dark);
    colours.last() = theme::colours(dark).good;
    colours.first() = theme::colours(dark).bad;
    for (int i = 0; i < sets; ++i) {
        const int s = order[i];
        QStringList names;
        for (qsizetype m = 0; m < known.size(); ++m)
            if (s & (1 << m)) names.append(known[m]->label);
        const QString name = s == 0          ? tr("none is right")
                             : s == sets - 1 ? tr("all are right")
                                             : names.join(QStringLiteral(" + "));
        categories_.append({name, -1, colours[i], s == 0 ? Shape::Cross : Shape::Circle, 0});
    }
    byImage_.assign(right.size(), kNoCategory);
    for (std::size_t i = 0; i < right.size(); ++i)
        if (seen[i] == known.size()) byImage_[i] = place[right[i]];
}

std::vector<std::uint16_t> Colouring::rows(const EncoderMap& map, const data::ImageSet* images) const {
    const std::int64_t n = map.points ? map.points->rows : 0;
    std::vector<std::uint16_t> result(static_cast<std::size_t>(n), kNoCategory);
    const data::LabelColumn* classes = findColumn(images, QStringLiteral("class"));
    const data::LabelColumn* column = findColumn(images, key_);
    const auto labelOf = [](const data::LabelColumn* c, std::int64_t image) -> std::int64_t {
        return c && image >= 0 && image < static_cast<std::int64_t>(c->values.size())
                   ? c->values[static_cast<std::size_t>(image)]
                   : -1;
    };
    const auto predictionOf = [&map](std::int64_t row) {
        return map.predicted && row < static_cast<std::int64_t>(map.predicted->size())
                   ? (*map.predicted)[static_cast<std::size_t>(row)]
                   : -1;
    };
    const std::vector<float>* numbers = step_ > 0 ? numbersOf(map, key_) : nullptr;
    for (std::int64_t row = 0; row < n; ++row) {
        const std::int64_t image = imageOfRow(map, row);
        std::int64_t value = 0;
        if (step_ > 0) {
            const double number = numbers && row < static_cast<std::int64_t>(numbers->size())
                                      ? (*numbers)[static_cast<std::size_t>(row)]
                                      : std::nan("");
            value = std::isfinite(number)
                        ? std::min<std::int64_t>(9, static_cast<std::int64_t>((number - low_) / step_))
                        : -1;
        }
        if (key_ == correct() && classes) {
            const std::int64_t truth = labelOf(classes, image);
            const int guess = predictionOf(row);
            value = truth < 0 || guess < 0 ? -1 : truth == guess ? 0 : 1;
        } else if (key_ == predicted() && classes) {
            value = predictionOf(row);
        } else if (!byImage_.empty()) {
            const auto at = static_cast<std::size_t>(image);
            value = image >= 0 && at < byImage_.size() && byImage_[at] != kNoCategory ? byImage_[at] : -1;
        } else if (column) {
            value = labelOf(column, image);
        }
        if (value >= 0 && value < categories_.size())
            result[static_cast<std::size_t>(row)] = static_cast<std::uint16_t>(value);
    }
    return result;
}

}  // namespace selfsight::ui
