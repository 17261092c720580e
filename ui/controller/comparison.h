// The comparison of the runs that are shown: one bar an encoder, and everything in which they are not like
// for like.
#pragma once

#include "ui/controller/snapshot.h"

#include <QString>
#include <QStringList>
#include <QVector>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace selfsight::ui {

// One run under one protocol.
struct ComparisonRow {
    std::shared_ptr<const RunSummary> run;
    std::shared_ptr<const eval::ProbeResult> probe;  // none: not probed yet under this protocol
};

// The runs of one method under one configuration (store/configuration.h); several seeds make a mean;
// or one run that came from elsewhere, by its name.
struct ComparisonBar {
    QString method;    // "byol"
    QString label;     // "BYOL"; with what tells it from the method's other bars: "BYOL · ema 0.9"
    QString settings;  // that in full: "Target's momentum 0.9"; empty where the method has one bar
    QVector<int> rows;
    bool known = false;  // at least one row is probed
    double accuracy = 0;
    std::pair<double, double> interval{0, 0};  // of the probe; over seeds: mean ± t·s/√n, within 0 … 1
    int seeds = 0;                             // or draws of random weights, that the accuracy is the mean of
    bool collapsed = false;                    // the embedding of one of its runs
    std::optional<double> published;           // the notebook's figure, where it may be compared
    std::pair<double, double> publishedInterval{0, 0};
};

struct ComparisonTable {
    QString protocol;
    std::string label = "class";  // the column that was probed
    QVector<ComparisonRow> rows;
    QVector<ComparisonBar> bars;
    std::optional<double> chance;
    QStringList differences;  // a sentence each; empty: like for like

    bool anyKnown() const;
};

// `runs` in the order in which they are shown; cancelled runs are left out. Methods that are `expected` get a
// bar without a number while they have no run.
ComparisonTable compareRuns(const QVector<std::shared_ptr<const RunSummary>>& runs, const QString& protocol,
                            const QStringList& expected = {}, const std::string& label = "class");

// The probe of a label column, by hand or of the data set; none: not probed under this protocol.
std::shared_ptr<const eval::ProbeResult> probeOf(const RunSummary& run, const std::string& protocol,
                                                 const std::string& label);
// Protocol and column of every probe of the runs that is not of the class, sorted.
std::vector<std::pair<std::string, std::string>> otherProbes(
    const QVector<std::shared_ptr<const RunSummary>>& runs);

// The rows as text, a header and one line a run: tab-separated, a Markdown table, or LaTeX (booktabs).
QString toTsv(const ComparisonTable& table);
QString toMarkdown(const ComparisonTable& table);
QString toLatex(const ComparisonTable& table);
// Cells of the table behind the bars, as text, in the order of comparisonHeaders().
QStringList comparisonHeaders();
QStringList comparisonCells(const ComparisonTable& table, int row);

}  // namespace selfsight::ui
