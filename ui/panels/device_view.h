// The GPUs of this machine, their memory and use; a sentence where there is none.
#pragma once

#include "core/gpus.h"
#include "ui/jobs/background.h"

#include <QTimer>
#include <QWidget>
#include <vector>

class QLabel;

namespace selfsight::ui {

class DeviceView final : public QWidget {
    Q_OBJECT

  public:
    explicit DeviceView(QWidget* parent = nullptr);
    void present(const std::vector<GpuState>& gpus);

  protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

  private:
    void ask();

    QLabel* text_;
    QTimer poll_;  // runs while the view is seen and there is a GPU to ask
    bool asking_ = false;
    Background background_;
};

}  // namespace selfsight::ui
