// Probe accuracy against labelled images per class, one line an encoder, with intervals over draws.
#pragma once

#include "eval/held_out.h"
#include "ui/theme/theme.h"

#include <QVector>
#include <qcustomplot.h>
#include <vector>

namespace selfsight::ui {

class EfficiencyPlot final : public QCustomPlot {
    Q_OBJECT

  public:
    struct Line {
        RunStyle style;
        QString label;
        std::vector<eval::LabelEfficiency> points;
    };

    explicit EfficiencyPlot(QWidget* parent = nullptr);
    void setLines(const QVector<Line>& lines);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void draw();

    QVector<Line> lines_;
};

}  // namespace selfsight::ui
