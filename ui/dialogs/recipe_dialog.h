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
class QLabel;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace selfsight::ui {

class OptionEditor;

class RecipeDialog final : public QDialog {
    Q_OBJECT

  public:
    using Overrides = std::vector<std::pair<std::string, std::string>>;

    // `base` gives the values from which `overrides` differ. `scope` says what they apply to: "BYOL", "all
    // four methods".
    RecipeDialog(const methods::Recipe& base, const Overrides& overrides, const QString& scope,
                 QWidget* parent = nullptr);

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

    methods::Recipe base_;
    std::vector<Row> rows_;
    QLineEdit* search_;
    QLabel* help_ = nullptr;
    QDialogButtonBox* buttons_ = nullptr;  // made last
};

}  // namespace selfsight::ui
