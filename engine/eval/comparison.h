// What the held-out predictions of one or more encoders say, class by class and image by image. Torch-free.
#pragma once

#include "eval/probe.h"
#include "eval/statistics.h"

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace selfsight::eval {

struct GroupAccuracy {
    std::int64_t group = 0;  // label value of the class or superclass
    std::int64_t hits = 0;
    std::int64_t total = 0;
    double accuracy = 0;
    std::pair<double, double> interval{0, 0};  // Wilson, 95 %
};
// Of every class among the truths, in ascending order.
std::vector<GroupAccuracy> accuracyByClass(const ProbeResult& probe);
// `groupOf[c]` is the superclass of class c. A hit names the class itself, not only its superclass. Throws
// LogicError for a class beyond groupOf.
std::vector<GroupAccuracy> accuracyByGroup(const ProbeResult& probe, const Labels& groupOf);

// Row: true class, column: predicted class; classes are those of truths and predictions, ascending.
struct Confusion {
    std::vector<std::int64_t> classes;
    std::vector<std::int64_t> counts;  // [classes, classes]
    std::int64_t at(std::size_t truth, std::size_t predicted) const {
        return counts[truth * classes.size() + predicted];
    }
};
Confusion confusionMatrix(const ProbeResult& probe);

// Who has an image right: bit e of an image's code is set when encoder e does.
struct Combinations {
    std::vector<std::int64_t> indices;  // the test images that every probe held out, ascending
    std::vector<std::uint8_t> codes;    // one an image, below 2^encoders
    std::vector<std::int64_t> counts;   // [2^encoders]
};
// For one to eight probes of the same label column. Throws RuntimeError(Input) when truths of the same image
// differ or no image is common to all.
Combinations combinations(std::span<const ProbeResult> probes);

// McNemar's test of every pair (first < second) on the images that all probes held out, p-values corrected
// for the number of pairs (Holm). It compares these trained encoders; a claim about methods needs several
// seeds of each.
struct PairTest {
    std::size_t first = 0;
    std::size_t second = 0;
    McNemar test;
    double adjusted = 1;
};
std::vector<PairTest> compareEncoders(std::span<const ProbeResult> probes);

// What a class gains (positive) or loses from the first encoder to the second: exact McNemar within the
// class, false-discovery control over the classes (Benjamini–Hochberg). Sorted by gain, largest first.
// `clear` at a q-value of at most 0.05.
struct ClassChange {
    std::int64_t group = 0;
    std::int64_t total = 0;
    double gain = 0;                           // difference of accuracies
    std::pair<double, double> interval{0, 0};  // 95 %, of the paired difference (Newcombe 1998, method 10)
    double qValue = 1;
    bool clear = false;
};
std::vector<ClassChange> classChanges(const ProbeResult& first, const ProbeResult& second);

nlohmann::json toJson(const std::vector<GroupAccuracy>& groups);
nlohmann::json toJson(const std::vector<PairTest>& tests);
nlohmann::json toJson(const std::vector<ClassChange>& changes);

}  // namespace selfsight::eval
