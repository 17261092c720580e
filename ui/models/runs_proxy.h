// The runs as the list shows them: sorted, filtered, in groups.
#pragma once

#include "ui/models/runs_model.h"

#include <QSortFilterProxyModel>

namespace selfsight::ui {

// Sorts by any column and keeps rows whose name, method, data, state or notes contain every word of the
// filter. In groups, the runs of a group stand together, sorted within it.
class RunsProxy final : public QSortFilterProxyModel {
    Q_OBJECT

  public:
    enum class Grouping { None, Method, Recipe, State, Data, Encoder };
    // "BYOL (3)" of the first row of a group, empty for every other.
    static constexpr int GroupTitleRole = Qt::UserRole + 100;

    explicit RunsProxy(QObject* parent = nullptr);
    void setFilterText(const QString& text);
    void setGrouping(Grouping grouping);
    Grouping grouping() const { return grouping_; }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

  protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;
    bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;

  private:
    // What the group is called, and what decides its place among the others.
    struct Group {
        int place = 0;
        QString title;
        bool operator==(const Group&) const = default;
    };
    Group groupOf(const QModelIndex& source) const;
    QString groupTitle(int row) const;

    QStringList words_;
    Grouping grouping_ = Grouping::None;
};

}  // namespace selfsight::ui
