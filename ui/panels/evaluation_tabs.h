// Below the bars: paired tests, classes, confusion, label efficiency of the encoders that are compared, and
// what they are worth on other data.
#pragma once

#include "ui/controller/held_out.h"
#include "ui/export/figure.h"

#include <QTabWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QStandardItemModel;
class QTableView;

namespace selfsight::ui {

class ConfusionView;
class Controller;
class EfficiencyPlot;

class EvaluationTabs final : public QTabWidget {
    Q_OBJECT

  public:
    explicit EvaluationTabs(Controller* controller, QWidget* parent = nullptr);

    // Of the encoder and grouping chosen; none: nothing to show yet.
    std::unique_ptr<Figure> confusionFigure() const;
    std::unique_ptr<Figure> efficiencyFigure() const;
    // All of them, the confusion of every encoder.
    std::vector<NamedFigure> figures() const;

  protected:
    void changeEvent(QEvent* event) override;

  private:
    QWidget* buildTests();
    QWidget* buildClasses();
    QWidget* buildConfusion();
    QWidget* buildEfficiency();
    QWidget* buildTransfers();
    // Takes over what is compared; what is not in sight is filled when it comes there.
    void refresh();
    void fill();
    void fillTests();
    void fillClasses();
    void fillConfusion();
    void fillEfficiency();
    void fillTransfers();
    QString classesMissing() const;  // why there are no classes to show; empty: there are

    bool bySuperclass() const;  // the confusion

    Controller* controller_;
    QVector<EncoderPredictions> encoders_;
    QString key_;  // of everything shown
    QStandardItemModel* tests_;
    QLabel* testsNote_;
    QStandardItemModel* classes_;
    QComboBox* first_;
    QComboBox* second_;
    QComboBox* by_;
    QLabel* classesNote_;
    QTableView* classesTable_;
    QComboBox* confused_;
    QComboBox* confusedBy_;
    ConfusionView* confusion_;
    QLabel* confusionNote_;
    EfficiencyPlot* efficiency_;
    QLabel* efficiencyNote_;
    QPushButton* measure_;
    QStandardItemModel* transfers_;
    QTableView* transfersTable_;
    QLabel* transfersNote_;
};

}  // namespace selfsight::ui
