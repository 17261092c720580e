#include "ui/map/colouring.h"

#include "eval/comparison.h"
#include "ui/map/correctness.h"
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
    return QCoreApplication::translate("selfsight::ui::Colouring", text);
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

// The held-out predictions of a map as a probe's, of the images that have a class.
eval::ProbeResult heldOut(const EncoderMap& map, const data::LabelColumn& classes) {
    eval::ProbeResult result;
    for (std::size_t row = 0; row < map.predicted->size(); ++row) {
        const std::int64_t image = imageOfRow(map, static_cast<std::int64_t>(row));
        const int guess = (*map.predicted)[row];
        if (guess < 0 || image < 0 || image >= static_cast<std::int64_t>(classes.values.size())) continue;
        const std::int64_t truth = classes.values[static_cast<std::size_t>(image)];
        if (truth < 0) continue;
        result.testIndices.push_back(image);
        result.truth.push_back(truth);
        result.predicted.push_back(guess);
    }
    return result;
}

QColor mixed(const QColor& from, const QColor& to, double share) {
    const auto part = [share](int a, int b) { return static_cast<int>(std::lround(a + share * (b - a))); };
    return {part(from.red(), to.red()), part(from.green(), to.green()), part(from.blue(), to.blue())};
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
        for (qsizetype i = 0; i < maps.size(); ++i)
            for (qsizetype j = i + 1; j < maps.size(); ++j)
                if (hasPredictions(maps[i]) && hasPredictions(maps[j]))
                    result << difference(maps[i].run, maps[j].run);
    }
    if (maps.size() > 1) result << displacement();
    for (const EncoderMap& map : maps)
        for (const auto& [name, values] : map.numbers)
            if (values && !result.contains(name)) result.append(name);
    return result;
}

QString Colouring::difference(const QString& firstRun, const QString& secondRun) {
    return QStringList{QStringLiteral("difference"), firstRun, secondRun}.join(u'\n');
}

bool Colouring::isDifference(const QString& key) {
    return key.startsWith(QStringLiteral("difference\n"));
}

QString Colouring::title(const QString& key, const QVector<EncoderMap>& maps) {
    if (key == correct()) return tr("correct (held out)");
    if (key == predicted()) return tr("predicted class (held out)");
    if (key == whoIsRight()) return tr("who is right (held out)");
    if (key == displacement())
        return maps.isEmpty() ? tr("displacement") : tr("displacement from %1").arg(maps.first().label);
    if (key == QStringLiteral("distortion")) return tr("distortion (neighbours lost)");
    if (key == QStringLiteral("agreement")) return tr("agreement between encoders");
    if (key == QStringLiteral("class purity")) return tr("class purity of the neighbours");
    if (!isDifference(key)) return key;
    const QStringList runs = key.split(u'\n');
    QString labels[2];
    for (const EncoderMap& map : maps)
        for (int i = 0; i < 2; ++i)
            if (map.run == runs.value(i + 1)) labels[i] = map.label;
    return tr("probe: %1 against %2").arg(labels[1], labels[0]);
}

Colouring::Colouring(const QString& key, const data::ImageSet* images, const QVector<EncoderMap>& maps,
                     bool dark)
    : key_(key) {
    const theme::Colours& colours = theme::colours(dark);
    const data::LabelColumn* classes = findColumn(images, QStringLiteral("class"));
    if (key == correct() && classes) {
        // Shape as well as colour: red and green alone tell a tenth of all men nothing.
        categories_ = {{tr("correct"), -1, colours.good, Shape::Circle, 0, {}, {}},
                       {tr("wrong"), -1, colours.bad, Shape::Cross, 0, {}, {}}};
    } else if (key == whoIsRight() && classes) {
        useAgreement(*images, maps, dark);
    } else if (isDifference(key) && classes && useDifference(*images, maps, dark)) {
        return;
    } else if (key == predicted() && classes) {
        useColumn(*classes, *images, dark);
    } else if (const data::LabelColumn* column = findColumn(images, key)) {
        useColumn(*column, *images, dark);
    } else if (!useNumbers(maps, dark)) {
        categories_ = {{tr("all points"), -1, theme::focusColours(dark).first(), Shape::Circle, 0, {}, {}}};
    }
}

bool Colouring::useNumbers(const QVector<EncoderMap>& maps, bool dark) {
    constexpr int steps = 10;
    std::vector<float> all;
    for (const EncoderMap& map : maps)
        if (const auto* values = numbersOf(map, key_))
            std::copy_if(values->begin(), values->end(), std::back_inserter(all),
                         [](float v) { return std::isfinite(v); });
    if (all.empty()) return false;
    const auto [least, most] = std::minmax_element(all.begin(), all.end());
    const double low = *least;
    double high = *most;
    // A few far values do not take the colours from all others: the last step is open then.
    const auto usual = all.begin() + static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(all.size() - 1));
    std::nth_element(all.begin(), usual, all.end());
    const bool open = *usual > low && high - low > 1.5 * (*usual - low);
    if (open) high = *usual;
    low_ = low;
    step_ = high > low ? (high - low) / steps : 1;
    for (int i = 0; i < steps; ++i) {
        const QString from = QString::number(low + i * step_, 'g', 3);
        const QString to = QString::number(low + (i + 1) * step_, 'g', 3);
        const bool last = i == steps - 1 && open;
        categories_.append({last ? QStringLiteral("≥ ") + from : from + QStringLiteral(" … ") + to,
                            -1,
                            theme::sequential((i + 0.5) / steps, dark),
                            Shape::Circle,
                            0,
                            {},
                            {}});
    }
    return true;
}

bool Colouring::useDifference(const data::ImageSet& images, const QVector<EncoderMap>& maps, bool dark) {
    const QStringList runs = key_.split(u'\n');
    const EncoderMap* pair[2] = {nullptr, nullptr};
    for (const EncoderMap& map : maps)
        for (int i = 0; i < 2; ++i)
            if (map.run == runs.value(i + 1) && hasPredictions(map)) pair[i] = &map;
    if (!pair[0] || !pair[1]) return false;
    const data::LabelColumn& classes = *findColumn(&images, QStringLiteral("class"));
    const auto changes = eval::classChanges(heldOut(*pair[0], classes), heldOut(*pair[1], classes));
    double largest = 0;
    for (const eval::ClassChange& change : changes) largest = std::max(largest, std::abs(change.gain));
    std::vector<std::uint16_t> place(classes.names.size(), kNoCategory);
    for (const eval::ClassChange& change : changes) {
        const QString name = valueName(&classes, change.group);
        if (name.isEmpty()) continue;
        place[static_cast<std::size_t>(change.group)] = static_cast<std::uint16_t>(categories_.size());
        const double share = largest > 0 ? std::abs(change.gain) / largest : 0;
        // A class takes on the colour of the encoder that names it better.
        const QColor colour = mixed(theme::colours(dark).pale, pair[change.gain > 0 ? 1 : 0]->style.colour,
                                    change.gain == 0 ? 0 : 0.15 + 0.85 * share);
        const auto signedText = [](double v) {
            return (v < 0 ? QStringLiteral("−") : QStringLiteral("+")) + QString::number(std::abs(v), 'f', 2);
        };
        Category category{name, -1, colour, Shape::Circle, 0, signedText(change.gain), {}};
        if (change.clear) category.value += QStringLiteral(" ✱");
        category.tip = tr("%1 names %2 by %3 better than %4 (95 % interval %5 to %6; %7 held-out images; "
                          "q = %8). ✱: q at most .05")
                           .arg(pair[1]->label, name, signedText(change.gain), pair[0]->label,
                                signedText(change.interval.first), signedText(change.interval.second))
                           .arg(change.total)
                           .arg(change.qValue, 0, 'g', 2);
        categories_.append(category);
    }
    byImage_.assign(static_cast<std::size_t>(images.count), kNoCategory);
    for (std::size_t i = 0; i < byImage_.size() && i < classes.values.size(); ++i)
        if (const std::int64_t value = classes.values[i];
            value >= 0 && value < static_cast<std::int64_t>(place.size()))
            byImage_[i] = place[static_cast<std::size_t>(value)];
    return !categories_.isEmpty();
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
            {valueName(&column, v), group.isEmpty() ? -1 : group[v], colours[v], Shape::Circle, 0, {}, {}});
}

// One category for each set of encoders that name the class correctly, from none to all.
void Colouring::useAgreement(const data::ImageSet& images, const QVector<EncoderMap>& maps, bool dark) {
    const Correctness known = correctness(&images, maps);
    const QVector<int> order = known.order();
    QVector<std::uint16_t> place(known.sets());
    for (int i = 0; i < order.size(); ++i) place[order[i]] = static_cast<std::uint16_t>(i);
    QVector<int> group;
    for (const int set : order) group.append(std::popcount(static_cast<unsigned>(set)));
    QVector<QColor> colours = theme::groupedColours(group, static_cast<int>(known.labels.size()) + 1, dark);
    if (colours.isEmpty()) return;
    colours.last() = theme::colours(dark).good;
    colours.first() = theme::colours(dark).bad;
    for (int i = 0; i < order.size(); ++i)
        categories_.append(
            {known.name(order[i]), -1, colours[i], order[i] == 0 ? Shape::Cross : Shape::Circle, 0, {}, {}});
    byImage_.assign(known.codes.size(), kNoCategory);
    for (std::size_t i = 0; i < known.codes.size(); ++i)
        if (known.codes[i] != Correctness::kUnknown) byImage_[i] = place[known.codes[i]];
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
