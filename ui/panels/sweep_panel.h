// What grids of settings were worth: one row a setting, to be sorted, shown and copied.
#pragma once

#include "ui/controller/sweeps.h"
#include "ui/panels/panel_title.h"

#include <QAbstractTableModel>
#include <QWidget>
#include <memory>

class QComboBox;
class QLabel;
class QSortFilterProxyModel;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace selfsight::ui {

class Controller;

class SweepModel final : public QAbstractTableModel {
    Q_OBJECT

  public:
    enum Role { SortRole = Qt::UserRole };  // double where the cell is a number

    using QAbstractTableModel::QAbstractTableModel;
    void setTable(std::shared_ptr<const SweepTable> table);
    const SweepTable* table() const { return table_.get(); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    std::shared_ptr<const SweepTable> table_;
    QVector<QStringList> cells_;
    int best_ = -1;
};

class SweepPanel final : public QWidget {
    Q_OBJECT

  public:
    explicit SweepPanel(Controller* controller, QWidget* parent = nullptr);
    QWidget* controls() const { return controls_; }
    void copyTsv() const;
    void copyMarkdown() const;
    void copyLatex() const;

  private:
    void refresh();
    void choose(int index);
    void showRuns();

    Controller* controller_;
    PanelControls controls_;
    QComboBox* sweeps_;
    QToolButton* show_;
    QToolButton* copy_;
    SweepModel* model_;
    QSortFilterProxyModel* proxy_;
    QStackedWidget* pages_;
    QTableView* view_;
    QLabel* empty_;
};

}  // namespace selfsight::ui
