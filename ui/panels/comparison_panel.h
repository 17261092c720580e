// What the encoders are worth: the bars, how they were made, in what they differ, and the table behind them.
#pragma once

#include "ui/controller/comparison.h"
#include "ui/export/figure.h"
#include "ui/panels/panel_title.h"

#include <QAbstractTableModel>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace selfsight::ui {

class BarsView;
class Controller;
class EvaluationTabs;

// The rows of a comparison as a table, as text.
class ComparisonModel final : public QAbstractTableModel {
    Q_OBJECT

  public:
    using QAbstractTableModel::QAbstractTableModel;
    void setTable(const ComparisonTable& table);
    const ComparisonTable& table() const { return table_; }
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    ComparisonTable table_;
    QVector<QStringList> cells_;
};

class ComparisonPanel final : public QWidget {
    Q_OBJECT

  public:
    explicit ComparisonPanel(Controller* controller, QWidget* parent = nullptr);

    // The protocol switch and the table switch, for the panel's title.
    QWidget* controls() const { return controls_; }
    void setCurrentRun(const QString& run);
    // The bars; none: nothing is probed yet.
    std::unique_ptr<Figure> figure() const;
    // How the accuracies came to be, for below the bars; empty: nothing is probed yet.
    static QString methodText(const ComparisonTable& table);
    const EvaluationTabs& evaluation() const { return *tabs_; }
    void copyTsv() const;
    void copyMarkdown() const;
    void copyLatex() const;

  signals:
    void runActivated(const QString& run);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void fillProtocols(const ComparisonTable& table);
    void show(const ComparisonTable& table);

    Controller* controller_;
    PanelControls controls_;
    QComboBox* protocol_;
    QToolButton* asTable_;
    QStackedWidget* pages_;
    BarsView* bars_;
    QTableView* view_;
    ComparisonModel* model_;
    QLabel* empty_;
    QLabel* how_;
    QLabel* differences_;
    QLabel* collapsed_;
    QPushButton* probe_;
    EvaluationTabs* tabs_;
};

}  // namespace selfsight::ui
