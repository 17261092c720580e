// A grid over options of the recipe: which ones, their values and the seeds; says how many runs it makes and
// how long they take.
#pragma once

#include "ui/controller/setup.h"

#include <QDialog>
#include <functional>
#include <optional>
#include <vector>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace selfsight::ui {

class CaptionLabel;

class VaryDialog final : public QDialog {
    Q_OBJECT

  public:
    // How long one run of a method trains, in seconds; nothing where that is not known.
    using Seconds = std::function<std::optional<double>(const Setup& setup, const std::string& method)>;

    VaryDialog(const Setup& setup, Seconds seconds, QWidget* parent = nullptr);

    // The set-up with the method and the seeds chosen here.
    Setup setup() const;
    std::vector<jobs::SweepAxis> axes() const;

  private:
    struct Row {
        QWidget* whole = nullptr;
        QComboBox* option = nullptr;
        QLineEdit* values = nullptr;
        QToolButton* remove = nullptr;
    };

    void addRow();
    void removeRow(const QWidget* whole);
    void showRange(const Row& row);
    void check();
    QString problem() const;
    QString summary() const;

    Setup setup_;
    Seconds seconds_;
    std::vector<Row> rows_;
    int made_ = 0;  // rows, for their names
    QComboBox* method_;
    QVBoxLayout* column_;
    QToolButton* add_;
    QLineEdit* seedsLine_;
    CaptionLabel* summary_;
    QDialogButtonBox* buttons_;
};

}  // namespace selfsight::ui
