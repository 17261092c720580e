// What the augmentation makes of real images: each as it is and as two views, redrawn as options change.
#pragma once

#include "jobs/augmentation_preview.h"
#include "ui/jobs/background.h"

#include <QImage>
#include <QTimer>
#include <QVector>
#include <QWidget>
#include <array>
#include <memory>
#include <optional>

namespace selfsight::ui {

class AugmentationView final : public QWidget {
    Q_OBJECT

  public:
    explicit AugmentationView(QWidget* parent = nullptr);

    // The data set and the method whose views are shown.
    void setData(const QString& location, const QString& method);
    void setRecipe(const methods::Recipe& recipe);
    // Another draw of the same augmentation.
    void drawAgain();
    // Rows that are shown; each an image and its two views.
    const QVector<std::array<QImage, 3>>& rows() const { return rows_; }
    QSize sizeHint() const override;

  signals:
    void changed();  // rows() differ

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void ask();

    QString method_;
    QString location_;
    std::optional<methods::Recipe> recipe_;
    std::int64_t draw_ = 0;
    bool running_ = false;
    bool again_ = false;
    QVector<std::array<QImage, 3>> rows_;
    QString message_;
    // Made and used by the background thread alone.
    std::shared_ptr<std::shared_ptr<jobs::AugmentationPreview>> preview_;
    QTimer delay_;
    Background background_;
};

}  // namespace selfsight::ui
