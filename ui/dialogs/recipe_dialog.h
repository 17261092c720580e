// Every option of a recipe, grouped and searchable; what differs from the recipe is marked and can be put
// back.
#pragma once

#include "methods/recipe.h"

#include <QDialog>
#include <QHash>
#include <string>
#include <utility>
#include <vector>

class QDialogButtonBox;
class QFormLayout;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace selfsight::ui {

class AugmentationView;
class OptionEditor;

class RecipeDialog final : public QDialog {
    Q_OBJECT

  public:
    using Overrides = std::vector<std::pair<std::string, std::string>>;

    // `base` gives the values from which `overrides` differ. `scope` says what they apply to: "BYOL", "all
    // four methods".
    RecipeDialog(const methods::Recipe& base, const Overrides& overrides, const QString& scope,
                 QWidget* parent = nullptr);

    // Shows, beside the options, what they make of the images at `location` when `method` trains on them;
    // `recipe` is the one behind the dialog, resolved for that method.
    void setPreview(const QString& location, const QString& method, const methods::Recipe& recipe);

    // In the order of recipeOptions(). Meaningful when the dialog was accepted.
    Overrides overrides() const;

  private:
    struct Row {
        QWidget* group = nullptr;  // its title
        QFormLayout* form = nullptr;
        QLabel* label = nullptr;
        OptionEditor* editor = nullptr;
        QToolButton* reset = nullptr;
        QWidget* field = nullptr;
    };

    void addRow(const methods::Option& option, QVBoxLayout* column);
    void check();
    void filter(const QString& text);
    void showHelp(const Row& row);
    void resetAll();
    void updatePreview();

    methods::Recipe base_;
    std::vector<Row> rows_;
    QLineEdit* search_;
    QHBoxLayout* middle_;
    AugmentationView* preview_ = nullptr;
    methods::Recipe previewBase_;  // of the method whose views are shown
    QLabel* help_ = nullptr;
    QDialogButtonBox* buttons_ = nullptr;  // made last
};

}  // namespace selfsight::ui
