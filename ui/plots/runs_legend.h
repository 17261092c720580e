// The runs of a plot with their values at the crosshair (or their last ones): click toggles, double-click
// shows only that run.
#pragma once

#include "ui/theme/theme.h"

#include <QListView>
#include <QString>
#include <QVector>

class QStandardItemModel;

namespace selfsight::ui {

class RunsLegend : public QListView {
    Q_OBJECT
  public:
    struct Entry {
        QString id;
        RunStyle style;
        QString value;
        bool visible = true;
        bool highlighted = false;
    };

    explicit RunsLegend(QWidget* parent = nullptr);
    void setEntries(const QVector<Entry>& entries);
    QSize sizeHint() const override;

  signals:
    void toggled(const QString& id);
    void soloed(const QString& id);

  protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    QStandardItemModel* model_;
};

}  // namespace selfsight::ui
