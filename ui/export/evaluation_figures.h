// The figures of a comparison: what the encoders are worth, what each takes for what, how accuracy grows with
// labels.
#pragma once

#include "ui/controller/held_out.h"
#include "ui/export/figure.h"

#include <QCoreApplication>

namespace selfsight::ui {

// The bars of the linear probe, with intervals. CSV: one row a bar.
class BarsFigure final : public Figure {
    Q_DECLARE_TR_FUNCTIONS(selfsight::ui::BarsFigure)

  public:
    // `how`: the protocol in words, for the caption.
    BarsFigure(ComparisonTable table, QString how) : table_(std::move(table)), how_(std::move(how)) {}
    Provenance provenance() const override;
    QSizeF size() const override;
    void paint(QCPPainter& painter, const QRectF& area, bool vector, double scale) const override;
    void writeCsv(QTextStream& out, bool all) const override;

  private:
    ComparisonTable table_;
    QString how_;
};

// A confusion matrix with its classes named along both sides. CSV: one row a pair of classes that occurs.
class ConfusionFigure final : public Figure {
    Q_DECLARE_TR_FUNCTIONS(selfsight::ui::ConfusionFigure)

  public:
    ConfusionFigure(EncoderPredictions encoder, bool bySuperclass);
    Provenance provenance() const override;
    QSizeF size() const override;
    void paint(QCPPainter& painter, const QRectF& area, bool vector, double scale) const override;
    void writeCsv(QTextStream& out, bool all) const override;

  private:
    double cell() const;     // side of a cell, in logical pixels
    double margin() const;   // beside and below the matrix, for the names
    QFont nameFont() const;  // as large as a cell bears

    EncoderPredictions encoder_;
    eval::Confusion confusion_;
    QStringList names_;
};

// Accuracy against labelled images per class. CSV: one row a point.
class EfficiencyFigure final : public Figure {
    Q_DECLARE_TR_FUNCTIONS(selfsight::ui::EfficiencyFigure)

  public:
    // Those without a measured efficiency are left out.
    explicit EfficiencyFigure(const QVector<EncoderPredictions>& encoders);
    bool empty() const { return encoders_.isEmpty(); }
    Provenance provenance() const override;
    QSizeF size() const override { return {720, 400}; }
    void paint(QCPPainter& painter, const QRectF& area, bool vector, double scale) const override;
    void writeCsv(QTextStream& out, bool all) const override;

  private:
    QVector<EncoderPredictions> encoders_;
};

}  // namespace selfsight::ui
