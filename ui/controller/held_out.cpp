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

// The method's name; of what came from elsewhere its own.
QString encoderName(const store::RunRecord& record) {
    for (const auto& info : methods::methodList())
        if (info.name == record.method) return QString::fromStdString(info.label);
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
    std::map<std::string, int> seen;
    QVector<EncoderPredictions> encoders;
    for (int at = 0; at < table.rows.size(); ++at) {
        const ComparisonRow& row = table.rows[at];
        const store::RunRecord& record = row.run->record;
        const int index = seen[record.method]++;
        auto probe = heldOut(row, table);
        if (!probe || probe->truth.empty()) continue;
        if (!encoders.isEmpty() && (probe->testIndices != encoders.front().probe->testIndices ||
                                    probe->truth != encoders.front().probe->truth))
            continue;
        const auto bar = std::find_if(table.bars.begin(), table.bars.end(),
                                      [at](const ComparisonBar& each) { return each.rows.contains(at); });
        const QString name = bar == table.bars.end() ? encoderName(record) : bar->label;
        const bool alone = bar == table.bars.end() || bar->rows.size() == 1;
        encoders.push_back({alone ? name : tr("%1, seed %2").arg(name).arg(record.seed),
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
    bool any = false, enough = true;
    for (const ComparisonBar& bar : table.bars) {
        const auto seeds = std::count_if(bar.rows.begin(), bar.rows.end(),
                                         [&](int row) { return table.rows[row].probe != nullptr; });
        any |= seeds > 0;
        enough &= seeds == 0 || seeds >= 3;
    }
    enough &= any;
    if (enough) return tr("Every bar has three seeds or more: the means may be compared, too.");
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
