// What the set-up would cost, below it: sizes by themselves, memory and time when asked to measure.
#pragma once

#include "jobs/cost.h"
#include "ui/jobs/background.h"

#include <QTimer>
#include <QWidget>
#include <stop_token>
#include <vector>

class QLabel;
class QToolButton;

namespace selfsight::ui {

class CostView final : public QWidget {
    Q_OBJECT

  public:
    explicit CostView(QWidget* parent = nullptr);
    ~CostView() override;

    // One specification a method, each trained under so many seeds. None: nothing is shown.
    void setSpecs(std::vector<jobs::TrainSpec> specs, int seeds);
    // While a job runs nothing can be measured, and what is being measured is given up.
    void setBusy(bool busy);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void ask(bool measure);
    void present(const std::vector<jobs::TrainCost>& costs);
    void updateButton();

    std::vector<jobs::TrainSpec> specs_;
    int seeds_ = 1;
    bool busy_ = false;
    bool measuring_ = false;
    bool stale_ = false;  // the sizes are not those of specs_
    quint64 asked_ = 0;
    std::stop_source stop_;
    QTimer delay_;
    QLabel* sizes_;
    QLabel* measured_;
    QToolButton* measure_;
    Background background_;
};

}  // namespace selfsight::ui
