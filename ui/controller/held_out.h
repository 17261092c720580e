// What the held-out predictions of the compared encoders say, ready to be shown: paired tests, classes,
// confusion, label efficiency.
#pragma once

#include "eval/comparison.h"
#include "ui/controller/comparison.h"
#include "ui/theme/theme.h"

#include <QString>
#include <QVector>
#include <memory>

namespace selfsight::ui {

// One encoder and the predictions that may be spoken of: under the notebook's protocol out of fold where they
// have been made.
struct EncoderPredictions {
    QString label;  // "BYOL", with the seed where the method occurs twice
    RunStyle style;
    std::shared_ptr<const RunSummary> run;
    std::shared_ptr<const eval::ProbeResult> probe;
    // Every class has all its test images held out, so that classes can be spoken of.
    bool wholeClasses() const { return probe->protocol != "notebook"; }
};

// In the order of the comparison; those that held out other images than the first are left out.
QVector<EncoderPredictions> encodersOf(const ComparisonTable& table);

// McNemar's tests of every pair, corrected (Holm).
std::vector<eval::PairTest> pairTests(const QVector<EncoderPredictions>& encoders);
// How many seeds each method has, as a sentence: what a claim about methods would need.
QString seedsSentence(const ComparisonTable& table);

// A class or superclass of one encoder, or of two with what it gains from the first to the second.
struct ClassRow {
    QString name;
    std::int64_t total = 0;
    double first = 0, second = 0;  // accuracies
    std::pair<double, double> firstInterval{0, 0}, secondInterval{0, 0};
    double gain = 0;
    std::pair<double, double> gainInterval{0, 0};
    double qValue = 1;
    bool clear = false;  // the gain stands out of chance, with false-discovery control
};
// `bySuperclass` needs superclasses. Sorted by gain, largest first.
QVector<ClassRow> classRows(const EncoderPredictions& first, const EncoderPredictions& second, bool bySuperclass);
bool hasSuperclasses(const EncoderPredictions& encoder);

// Rows: truths, columns: predictions, by class or superclass.
eval::Confusion confusionOf(const EncoderPredictions& encoder, bool bySuperclass);
QString groupName(const EncoderPredictions& encoder, std::int64_t value, bool bySuperclass);

}  // namespace selfsight::ui
