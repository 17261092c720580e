// The learning curves of several runs: loss, accuracy, k-NN, collapse, learning rate, throughput; live.
#pragma once

#include "core/event.h"
#include "store/metrics_pyramid.h"
#include "store/run_folder.h"
#include "ui/theme/theme.h"

#include <QString>
#include <QStringList>
#include <QWidget>
#include <memory>

namespace selfsight::ui {

class CurvesView : public QWidget {
    Q_OBJECT
  public:
    enum class XAxis { Step, Epoch, Images, Time };

    explicit CurvesView(QWidget* parent = nullptr);
    ~CurvesView() override;

    // Adds the run, or changes its style. `provenance` (method, seed, data, protocol) enters the captions of
    // exports.
    void setRun(const QString& id, const RunStyle& style, const QString& provenance = {});
    void removeRun(const QString& id);
    // Replaces all rows of a run that setRun() named. A "seconds" column, or one of `timings` (rows matched
    // by "step"), gives the time axis; missing cells are NaN.
    void setTable(const QString& id, const store::MetricsTable& table,
                  const store::MetricsTable& timings = {});
    // The same for a run of any length: extremes are drawn where a row stands for several.
    void setDigest(const QString& id, const store::MetricsDigest& digest);
    // One more row; drawn within 40 ms together with whatever else came. Rows at or below the last step (a
    // resumed run) drop what came after them.
    void append(const QString& id, const event::Metrics& metrics);
    // Drawn last and thicker; empty: none.
    void setHighlighted(const QString& id);
    void clear();

    // What is shown; all are also controls of the view.
    QStringList groups()
        const;  // "loss", "accuracy", "knn", "collapse", "lr", "throughput", then other metrics by name
    QString group() const;
    void setGroup(const QString& group);
    void setXAxis(XAxis axis);
    void setSmoothing(double weight);  // exponential, 0 (none) … 0.99
    void setLogarithmic(bool on);
    void setRunVisible(const QString& id, bool visible);
    void fit();
    // Shows runs up to this epoch, as they were at that moment; infinite: all of them.
    void setMoment(double epoch);

    // Writes the figure on the light theme; the format follows the suffix (.png at 2×, .svg, .pdf, .csv with
    // the rows in view). Throws RuntimeError(Environment).
    void exportTo(const QString& path) const;

  signals:
    void groupChanged(const QString& group);
    // More of a digested run could be seen: within these steps. setDigest() answers.
    void detailWanted(const QString& id, double firstStep, double lastStep);
    void runActivated(const QString& id);  // a line or a legend entry was clicked

  protected:
    void changeEvent(QEvent* event) override;

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

}  // namespace selfsight::ui
