// What to run next: data, method, recipe, budget and the options behind a button, checked as one types.
#pragma once

#include "ui/controller/setup.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QLineEdit;
class QPushButton;

namespace selfsight::ui {

class CaptionLabel;
class CostView;

class SetupPanel final : public QWidget {
    Q_OBJECT

  public:
    explicit SetupPanel(QWidget* parent = nullptr);

    Setup setup() const;
    void setSetup(const Setup& setup);
    // Data sets that can be chosen, newest first.
    QStringList knownData() const;
    // Adds the data set to the list and chooses it.
    void chooseData(const QString& location);
    // Devices besides "auto" and "cpu".
    void setDevices(const QStringList& names);
    bool isValid() const { return problem_.isEmpty(); }
    void focusFirst();
    // A job runs: what a run costs cannot be measured beside it.
    void setBusy(bool busy);

  signals:
    void startRequested(const selfsight::ui::Setup& setup);
    void downloadRequested();
    void varyRequested(const selfsight::ui::Setup& setup);
    void edited();  // the set-up differs; valid or not

  private:
    void build();
    void check();
    void pickData(int index);
    void listData(const QString& location);
    void pickRecipe();
    void showOptions();
    void showRecipeValues();
    QString firstMethod() const;
    QString fieldProblem() const;
    std::vector<std::pair<std::string, std::string>> allOverrides() const;

    QComboBox* data_;
    QComboBox* method_;
    QComboBox* recipe_;
    QDoubleSpinBox* amount_;
    QComboBox* unit_;
    QLineEdit* width_;
    QLineEdit* batch_;
    QLineEdit* seeds_;
    QComboBox* device_;
    QPushButton* options_;
    QPushButton* vary_;
    CostView* cost_;
    CaptionLabel* message_;
    QPushButton* start_;
    std::vector<std::pair<std::string, std::string>> overrides_;  // besides width and batch
    QString problem_;
    QString lastData_;
    QString protocol_;
    bool budgetEdited_ = false;
    bool filling_ = false;
};

}  // namespace selfsight::ui
