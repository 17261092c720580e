#include "ui/controller/held_out.h"

#include "methods/recipe.h"

#include <QCoreApplication>
#include <algorithm>
#include <map>

namespace selfsight::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui", text);
}

// The method's name, with the seed where several runs have it; what came from elsewhere by its own.
QString encoderName(const store::RunRecord& record, bool several) {
    for (const auto& info : methods::methodList()) {
        if (info.name != record.method) continue;
        const QString name = QString::fromStdString(info.label);
        return several ? tr("%1, seed %2").arg(name).arg(record.seed) : name;
    }
    return QString::fromStdString(record.name.empty() ? record.id : record.name);
}

std::shared_ptr<const eval::ProbeResult> heldOut(const ComparisonRow& row, const ComparisonTable& table) {
    if (table.protocol != QStringLiteral("notebook") || table.label != "class") return row.probe;
    const auto folds = row.run->probes.find("notebook-folds");
    return folds == row.run->probes.end() ? row.probe : folds->second;
}

// The truth becomes the superclass, and so does the prediction: a mistake within a superclass is none.
eval::ProbeResult byGroup(const eval::ProbeResult& probe, const Labels& groupOf, bool hitsOfClass) {
    eval::ProbeResult out = probe;
    const auto group = [&](std::int64_t value) {
        return value >= 0 && static_cast<std::size_t>(value) < groupOf.size()
                   ? groupOf[static_cast<std::size_t>(value)]
                   : -1;
    };
    for (std::size_t i = 0; i < out.truth.size(); ++i) {
        const bool hit = probe.truth[i] == probe.predicted[i];
        out.truth[i] = group(probe.truth[i]);
        out.predicted[i] = !hitsOfClass ? group(probe.predicted[i]) : hit ? out.truth[i] : -1;
    }
    return out;
}

}  // namespace

QVector<EncoderPredictions> encodersOf(const ComparisonTable& table) {
    std::map<std::string, int> count, seen;
    for (const ComparisonRow& row : table.rows) ++count[row.run->record.method];
    QVector<EncoderPredictions> encoders;
    for (const ComparisonRow& row : table.rows) {
        const store::RunRecord& record = row.run->record;
        const int index = seen[record.method]++;
        auto probe = heldOut(row, table);
        if (!probe || probe->truth.empty()) continue;
        if (!encoders.isEmpty() && (probe->testIndices != encoders.front().probe->testIndices ||
                                    probe->truth != encoders.front().probe->truth))
            continue;
        encoders.push_back({encoderName(record, count[record.method] > 1),
                            theme::encoderStyle(QString::fromStdString(record.method), index), row.run,
                            std::move(probe)});
    }
    return encoders;
}

std::vector<eval::PairTest> pairTests(const QVector<EncoderPredictions>& encoders) {
    std::vector<eval::ProbeResult> probes;
    for (const EncoderPredictions& encoder : encoders) probes.push_back(*encoder.probe);
    return probes.size() < 2 ? std::vector<eval::PairTest>() : eval::compareEncoders(probes);
}

QString seedsSentence(const ComparisonTable& table) {
    std::map<std::string, int> seeds;
    for (const ComparisonRow& row : table.rows)
        if (row.probe) ++seeds[row.run->record.method];
    const bool enough = !seeds.empty() && std::all_of(seeds.begin(), seeds.end(),
                                                      [](const auto& each) { return each.second >= 3; });
    if (enough) return tr("Every method has three seeds or more: the means may be compared, too.");
    return tr(
        "The tests compare these trained encoders. A claim about the methods needs at least three seeds of "
        "each.");
}

bool hasSuperclasses(const EncoderPredictions& encoder) {
    return encoder.probe->label == "class" && !encoder.run->names.superclassOf.empty();
}

QString groupName(const EncoderPredictions& encoder, std::int64_t value, bool bySuperclass) {
    const ClassNames& known = encoder.run->names;
    const auto other = known.others.find(encoder.probe->label);
    const auto& names = other != known.others.end() ? other->second
                        : bySuperclass              ? known.superclasses
                                                    : known.classes;
    return value >= 0 && static_cast<std::size_t>(value) < names.size()
               ? QString::fromStdString(names[static_cast<std::size_t>(value)])
               : QString::number(value);
}

QVector<ClassRow> classRows(const EncoderPredictions& first, const EncoderPredictions& second,
                            bool bySuperclass) {
    const Labels& groupOf = first.run->names.superclassOf;
    const eval::ProbeResult a = bySuperclass ? byGroup(*first.probe, groupOf, true) : *first.probe;
    const eval::ProbeResult b = bySuperclass ? byGroup(*second.probe, groupOf, true) : *second.probe;
    std::map<std::int64_t, eval::GroupAccuracy> ofA, ofB;
    for (const auto& each : eval::accuracyByClass(a)) ofA[each.group] = each;
    for (const auto& each : eval::accuracyByClass(b)) ofB[each.group] = each;
    QVector<ClassRow> rows;
    for (const eval::ClassChange& change : eval::classChanges(a, b)) {
        const auto& x = ofA[change.group];
        const auto& y = ofB[change.group];
        rows.push_back({groupName(first, change.group, bySuperclass), change.total, x.accuracy, y.accuracy,
                        x.interval, y.interval, change.gain, change.interval, change.qValue, change.clear});
    }
    return rows;
}

eval::Confusion confusionOf(const EncoderPredictions& encoder, bool bySuperclass) {
    return eval::confusionMatrix(
        bySuperclass ? byGroup(*encoder.probe, encoder.run->names.superclassOf, false) : *encoder.probe);
}

}  // namespace selfsight::ui
