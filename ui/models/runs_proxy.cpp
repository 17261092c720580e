#include "ui/models/runs_proxy.h"

#include "methods/recipe.h"

#include <algorithm>

namespace selfsight::ui {

RunsProxy::RunsProxy(QObject* parent) : QSortFilterProxyModel(parent) {
    setDynamicSortFilter(true);
    setSortRole(RunsModel::SortRole);
}

void RunsProxy::setFilterText(const QString& text) {
    words_ = text.simplified().split(' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void RunsProxy::setGrouping(Grouping grouping) {
    if (grouping == grouping_) return;
    grouping_ = grouping;
    invalidate();
}

bool RunsProxy::filterAcceptsRow(int row, const QModelIndex& parent) const {
    if (words_.isEmpty()) return true;
    const auto cell = [&](int column) { return sourceModel()->index(row, column, parent).data().toString(); };
    const auto* runs = qobject_cast<const RunsModel*>(sourceModel());
    if (!runs) return true;
    const store::RunRecord& record = runs->summaryAt(row).record;
    const QString haystack =
        QStringList{
            cell(RunsModel::Name), cell(RunsModel::Method),           cell(RunsModel::State),
            cell(RunsModel::Data), QString::fromStdString(record.id), QString::fromStdString(record.notes)}
            .join(' ');
    return std::all_of(words_.begin(), words_.end(),
                       [&](const QString& word) { return haystack.contains(word, Qt::CaseInsensitive); });
}

RunsProxy::Group RunsProxy::groupOf(const QModelIndex& source) const {
    const auto cell = [&](int column) { return source.siblingAtColumn(column).data().toString(); };
    const auto* runs = qobject_cast<const RunsModel*>(sourceModel());
    if (!runs || !source.isValid()) return {};
    const store::RunRecord& record = runs->summaryAt(source.row()).record;
    switch (grouping_) {
        case Grouping::None:
            return {};
        case Grouping::Method: {
            const auto known = methods::methodList();
            const auto at = std::ranges::find(known, record.method, &methods::MethodInfo::name);
            return {static_cast<int>(at - known.begin()), methodLabel(record.method)};
        }
        case Grouping::Recipe:
            return {0,
                    record.recipeName.empty() ? tr("No recipe") : QString::fromStdString(record.recipeName)};
        case Grouping::State: {
            // What is under way first.
            const auto state = static_cast<RunState>(source.data(RunsModel::StateRole).toInt());
            const bool active = state == RunState::Running || state == RunState::Paused;
            return {active ? 0 : 1 + static_cast<int>(state), stateText(state)};
        }
        case Grouping::Data:
            return {0, cell(RunsModel::Data)};
        case Grouping::Encoder:
            return {
                0,
                record.encoder.empty()
                    ? tr("No encoder")
                    : QStringLiteral("%1 ×%2").arg(QString::fromStdString(record.encoder)).arg(record.width)};
    }
    return {};
}

QString RunsProxy::groupTitle(int row) const {
    if (grouping_ == Grouping::None) return {};
    const auto group = [this](int r) { return groupOf(mapToSource(index(r, 0))); };
    const Group here = group(row);
    if (row > 0 && group(row - 1) == here) return {};
    int end = row + 1;
    while (end < rowCount() && group(end) == here) ++end;
    return QStringLiteral("%1 (%2)").arg(here.title).arg(end - row);
}

QVariant RunsProxy::data(const QModelIndex& index, int role) const {
    if (role == GroupTitleRole) return index.isValid() ? groupTitle(index.row()) : QString();
    return QSortFilterProxyModel::data(index, role);
}

bool RunsProxy::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    if (grouping_ != Grouping::None) {
        const Group a = groupOf(left), b = groupOf(right);
        // Groups keep their order whichever way the runs within them are sorted.
        if (a != b) {
            const bool less =
                a.place != b.place ? a.place < b.place : QString::localeAwareCompare(a.title, b.title) < 0;
            return sortOrder() == Qt::AscendingOrder ? less : !less;
        }
    }
    const QVariant a = left.data(RunsModel::SortRole);
    const QVariant b = right.data(RunsModel::SortRole);
    const QPartialOrdering order = QVariant::compare(a, b);
    if (order == QPartialOrdering::Equivalent) {
        const auto created = [](const QModelIndex& index) {
            return index.siblingAtColumn(RunsModel::Created).data(RunsModel::SortRole);
        };
        return QVariant::compare(created(left), created(right)) == QPartialOrdering::Less;
    }
    return order == QPartialOrdering::Less;
}

}  // namespace selfsight::ui
