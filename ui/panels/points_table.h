// The points of the maps as a table that can be sorted, filtered and walked with the keyboard; linked with
// the maps both ways. What a screen reader reads where others look at the map.
#pragma once

#include "ui/models/points_model.h"
#include "ui/panels/panel_title.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QTableView;
class QToolButton;

namespace selfsight::ui {

class PointsTable final : public QWidget {
    Q_OBJECT

  public:
    explicit PointsTable(QWidget* parent = nullptr);

    PointsModel* model() { return model_; }
    QTableView* view() { return view_; }
    QWidget* controls() const { return controls_; }
    void setSelection(const QVector<qint64>& images);

  signals:
    void selectionRequested(const QVector<qint64>& images);
    void currentChanged(qint64 image);  // −1: none
    void activated(qint64 image);       // Enter, or a double-click

  private:
    void updateCount();
    void requestSelection();
    QVector<qint64> chosen() const;

    PointsModel* model_;
    PanelControls controls_;
    QLineEdit* filter_;
    QToolButton* selectedOnly_;
    QLabel* count_;
    QLabel* empty_;
    QTableView* view_;
    QTimer settle_;              // selecting by dragging asks once
    QVector<qint64> requested_;  // what the table asked for last
    bool following_ = false;     // the map leads
};

}  // namespace selfsight::ui
