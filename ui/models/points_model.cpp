#include "ui/models/points_model.h"

#include "ui/map/colouring.h"
#include "ui/map/thumbnails.h"
#include "ui/theme/theme.h"

#include <QGuiApplication>
#include <QPalette>
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace selfsight::ui {
namespace {

constexpr int thumbnailSide = 20;

}  // namespace

PointsModel::PointsModel(QObject* parent) : QAbstractTableModel(parent) {
    rebuild();
}

void PointsModel::setImages(std::shared_ptr<const data::ImageSet> images) {
    set_ = std::move(images);
    rebuild();
}

void PointsModel::setMap(const EncoderMap& map) {
    auto at = std::find_if(places_.begin(), places_.end(),
                           [&](const Place& place) { return place.map.run == map.run; });
    if (at == places_.end()) at = places_.insert(places_.end(), Place());
    at->map = map;
    at->rowOfImage.clear();
    for (std::int64_t row = 0; map.points && row < map.points->rows; ++row) {
        const std::int64_t image = ui::imageOfRow(map, row);
        if (image < 0) continue;
        if (image >= static_cast<std::int64_t>(at->rowOfImage.size()))
            at->rowOfImage.resize(static_cast<std::size_t>(std::max(image + 1, map.points->rows)), -1);
        at->rowOfImage[static_cast<std::size_t>(image)] = static_cast<std::int32_t>(row);
    }
    rebuild();
}

void PointsModel::removeMap(const QString& run) {
    std::erase_if(places_, [&](const Place& place) { return place.map.run == run; });
    rebuild();
}

void PointsModel::clear() {
    places_.clear();
    set_ = nullptr;
    selection_.clear();
    rebuild();
}

void PointsModel::setSelection(const QVector<qint64>& images) {
    selection_ = images;
    if (selectedOnly_) {
        beginResetModel();
        refill();
        endResetModel();
    } else if (!order_.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1),
                         {Qt::BackgroundRole, SelectedRole, Qt::AccessibleTextRole});
    }
}

void PointsModel::setFilter(const QString& text, bool selectedOnly) {
    if (text == filter_ && selectedOnly == selectedOnly_) return;
    filter_ = text;
    selectedOnly_ = selectedOnly;
    beginResetModel();
    refill();
    endResetModel();
}

void PointsModel::rebuild() {
    beginResetModel();
    columns_.clear();
    columns_.push_back({Column::Kind::Image, 0, 0, tr("image"), tr("Number of the image in the test split")});
    if (set_)
        for (std::size_t c = 0; c < set_->columns.size(); ++c)
            columns_.push_back({Column::Kind::Label, static_cast<int>(c), 0,
                                QString::fromStdString(set_->columns[c].name), tr("Label of the image")});
    for (std::size_t m = 0; m < places_.size(); ++m) {
        const EncoderMap& map = places_[m].map;
        if (map.predicted && !map.predicted->empty())
            columns_.push_back(
                {Column::Kind::Predicted, static_cast<int>(m), 0, map.label,
                 tr("What the linear probe of %1 takes the image for (held out)").arg(map.label)});
    }
    for (std::size_t m = 0; m < places_.size(); ++m) {
        const EncoderMap& map = places_[m].map;
        for (qsizetype i = 0; i < map.numbers.size(); ++i)
            columns_.push_back({Column::Kind::Number, static_cast<int>(m), static_cast<int>(i),
                                map.numbers[i].first + QStringLiteral(", ") + map.label,
                                Colouring::title(map.numbers[i].first, {map})});
    }
    std::vector<std::uint8_t> has(set_ ? static_cast<std::size_t>(set_->count) : 0, set_ ? 1 : 0);
    for (const Place& place : places_) {
        if (has.size() < place.rowOfImage.size() && !set_) has.resize(place.rowOfImage.size(), 0);
        for (std::size_t image = 0; image < std::min(has.size(), place.rowOfImage.size()); ++image)
            if (place.rowOfImage[image] >= 0) has[image] = 1;
    }
    all_.clear();
    if (!places_.empty())
        for (std::size_t image = 0; image < has.size(); ++image)
            if (has[image]) all_.push_back(static_cast<qint64>(image));
    if (sortColumn_ >= static_cast<int>(columns_.size())) sortColumn_ = 0;
    refill();
    endResetModel();
}

bool PointsModel::isSelected(qint64 image) const {
    return std::binary_search(selection_.begin(), selection_.end(), image);
}

void PointsModel::refill() {
    order_.clear();
    const QStringList words = filter_.simplified().split(u' ', Qt::SkipEmptyParts);
    // Names are compared once, not once an image.
    std::vector<std::vector<std::vector<std::uint8_t>>> matches;  // word, label column, value
    for (const QString& word : words) {
        matches.emplace_back();
        if (!set_) continue;
        for (const data::LabelColumn& column : set_->columns) {
            matches.back().emplace_back();
            for (const std::string& name : column.names)
                matches.back().back().push_back(
                    QString::fromStdString(name).contains(word, Qt::CaseInsensitive) ? 1 : 0);
        }
    }
    const data::LabelColumn* classes = findColumn(set_.get(), QStringLiteral("class"));
    const auto classAt = classes ? static_cast<std::size_t>(classes - set_->columns.data()) : 0;
    const auto fits = [&](qint64 image, std::size_t word) {
        if (words[static_cast<qsizetype>(word)] == QString::number(image)) return true;
        if (!set_) return false;
        const auto hit = [&](std::size_t column, std::int64_t value) {
            const auto& names = matches[word][column];
            return value >= 0 && value < static_cast<std::int64_t>(names.size()) &&
                   names[static_cast<std::size_t>(value)];
        };
        for (std::size_t c = 0; c < set_->columns.size(); ++c)
            if (hit(c, label(static_cast<int>(c), image))) return true;
        if (classes)
            for (const Place& place : places_)
                if (hit(classAt, predicted(place, image))) return true;
        const auto at = static_cast<std::size_t>(image);
        return at < set_->paths.size() &&
               QString::fromStdString(set_->paths[at])
                   .contains(words[static_cast<qsizetype>(word)], Qt::CaseInsensitive);
    };
    for (const qint64 image : all_) {
        if (selectedOnly_ && !isSelected(image)) continue;
        bool all = true;
        for (std::size_t word = 0; all && word < matches.size(); ++word) all = fits(image, word);
        if (all) order_.push_back(image);
    }
    sortRows();
}

void PointsModel::sortRows() {
    rowOfValid_ = false;
    const Column& by = columns_[static_cast<std::size_t>(sortColumn_)];
    const bool up = sortOrder_ == Qt::AscendingOrder;
    if (by.kind == Column::Kind::Image) {
        std::sort(order_.begin(), order_.end());
        if (!up) std::reverse(order_.begin(), order_.end());
        return;
    }
    // One key a row: names are ranked once. What is not known comes last, either way.
    std::vector<int> rank;
    const data::LabelColumn* names =
        by.kind == Column::Kind::Label       ? &set_->columns[static_cast<std::size_t>(by.source)]
        : by.kind == Column::Kind::Predicted ? findColumn(set_.get(), QStringLiteral("class"))
                                             : nullptr;
    if (names) {
        std::vector<int> sorted(names->names.size());
        for (std::size_t v = 0; v < sorted.size(); ++v) sorted[v] = static_cast<int>(v);
        std::sort(sorted.begin(), sorted.end(), [&](int a, int b) {
            return QString::localeAwareCompare(valueName(names, a), valueName(names, b)) < 0;
        });
        rank.resize(sorted.size());
        for (std::size_t place = 0; place < sorted.size(); ++place)
            rank[static_cast<std::size_t>(sorted[place])] = static_cast<int>(place);
    }
    const auto key = [&](qint64 image) -> double {
        if (by.kind == Column::Kind::Number) return number(by, image);
        const std::int64_t value = by.kind == Column::Kind::Label
                                       ? label(by.source, image)
                                       : predicted(places_[static_cast<std::size_t>(by.source)], image);
        if (value < 0) return std::numeric_limits<double>::quiet_NaN();
        return value < static_cast<std::int64_t>(rank.size()) ? rank[static_cast<std::size_t>(value)]
                                                              : static_cast<double>(value);
    };
    std::vector<std::pair<double, qint64>> keyed;
    keyed.reserve(order_.size());
    std::sort(order_.begin(), order_.end());
    for (const qint64 image : order_) keyed.emplace_back(key(image), image);
    std::stable_sort(keyed.begin(), keyed.end(), [up](const auto& a, const auto& b) {
        const bool knownA = !std::isnan(a.first);
        const bool knownB = !std::isnan(b.first);
        if (knownA != knownB) return knownA;
        if (!knownA) return false;
        return up ? a.first < b.first : a.first > b.first;
    });
    for (std::size_t i = 0; i < keyed.size(); ++i) order_[i] = keyed[i].second;
}

void PointsModel::sort(int column, Qt::SortOrder order) {
    if (column < 0 || column >= columnCount() || (column == sortColumn_ && order == sortOrder_)) return;
    sortColumn_ = column;
    sortOrder_ = order;
    emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<qint64> images;
    for (const QModelIndex& at : before) images.push_back(imageOf(at.row()));
    sortRows();
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i)
        after.append(index(rowOf(images[static_cast<std::size_t>(i)]), before[i].column()));
    changePersistentIndexList(before, after);
    emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

int PointsModel::rowOf(qint64 image) const {
    if (!rowOfValid_) {
        rowOf_.assign(all_.empty() ? 0 : static_cast<std::size_t>(all_.back() + 1), -1);
        for (std::size_t row = 0; row < order_.size(); ++row)
            rowOf_[static_cast<std::size_t>(order_[row])] = static_cast<std::int32_t>(row);
        rowOfValid_ = true;
    }
    return image >= 0 && image < static_cast<qint64>(rowOf_.size()) ? rowOf_[static_cast<std::size_t>(image)]
                                                                    : -1;
}

int PointsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

int PointsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

std::int64_t PointsModel::label(int column, qint64 image) const {
    const Labels& values = set_->columns[static_cast<std::size_t>(column)].values;
    return image < static_cast<qint64>(values.size()) ? values[static_cast<std::size_t>(image)] : -1;
}

int PointsModel::predicted(const Place& place, qint64 image) const {
    const auto at = static_cast<std::size_t>(image);
    if (!place.map.predicted || at >= place.rowOfImage.size() || place.rowOfImage[at] < 0) return -1;
    const auto row = static_cast<std::size_t>(place.rowOfImage[at]);
    return row < place.map.predicted->size() ? (*place.map.predicted)[row] : -1;
}

double PointsModel::number(const Column& column, qint64 image) const {
    const Place& place = places_[static_cast<std::size_t>(column.source)];
    const auto at = static_cast<std::size_t>(image);
    if (at >= place.rowOfImage.size() || place.rowOfImage[at] < 0)
        return std::numeric_limits<double>::quiet_NaN();
    const auto& values = place.map.numbers[column.number].second;
    const auto row = static_cast<std::size_t>(place.rowOfImage[at]);
    return values && row < values->size() ? (*values)[row] : std::numeric_limits<double>::quiet_NaN();
}

QString PointsModel::text(const Column& column, qint64 image) const {
    switch (column.kind) {
        case Column::Kind::Image:
            return QString::number(image);
        case Column::Kind::Label:
            return valueName(&set_->columns[static_cast<std::size_t>(column.source)],
                             label(column.source, image));
        case Column::Kind::Predicted: {
            const int guess = predicted(places_[static_cast<std::size_t>(column.source)], image);
            if (guess < 0) return {};
            const data::LabelColumn* classes = findColumn(set_.get(), QStringLiteral("class"));
            const std::int64_t truth = classes && image < static_cast<qint64>(classes->values.size())
                                           ? classes->values[static_cast<std::size_t>(image)]
                                           : -1;
            const QString name = classes ? valueName(classes, guess) : QString::number(guess);
            return truth < 0 ? name : (truth == guess ? QStringLiteral("✓ ") : QStringLiteral("✗ ")) + name;
        }
        case Column::Kind::Number: {
            const double value = number(column, image);
            return std::isnan(value) ? QString() : QString::number(value, 'f', 3);
        }
    }
    return {};
}

QVariant PointsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Column& column = columns_[static_cast<std::size_t>(index.column())];
    const qint64 image = imageOf(index.row());
    switch (role) {
        case Qt::DisplayRole:
            return text(column, image);
        case Qt::DecorationRole:
            if (column.kind == Column::Kind::Image && set_) return ui::imageOf(*set_, image, thumbnailSide);
            return {};
        case Qt::TextAlignmentRole: {
            const bool right = column.kind == Column::Kind::Number || column.kind == Column::Kind::Image;
            return QVariant(int((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
        }
        case Qt::BackgroundRole: {
            if (!isSelected(image)) return {};
            QColor tint = theme::colours(QGuiApplication::palette()).accent;
            tint.setAlpha(40);
            return tint;
        }
        case Qt::AccessibleTextRole:
            return column.title + QStringLiteral(": ") + text(column, image) +
                   (index.column() == 0 && isSelected(image) ? tr(", selected") : QString());
        case Qt::ToolTipRole:
            if (const auto at = static_cast<std::size_t>(image);
                column.kind == Column::Kind::Image && set_ && at < set_->paths.size())
                return QString::fromStdString(set_->paths[at]);
            return {};
        case ImageRole:
            return image;
        case SelectedRole:
            return isSelected(image);
        default:
            return {};
    }
}

QVariant PointsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const Column& column = columns_[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole) return column.title;
    if (role == Qt::ToolTipRole) return tr("%1. Click sorts.").arg(column.tip);
    return {};
}

}  // namespace selfsight::ui
