#include "ui/controller/map_choice.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>
#include <algorithm>

namespace selfsight::ui {
namespace {

const QStringList offered{QStringLiteral("tsne"), QStringLiteral("umap"), QStringLiteral("pca")};

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui", text);
}

// Maps of other images than the test ones begin with the name of their split.
bool isOfTestImages(const QString& stem) {
    return (offered + QStringList{QStringLiteral("lda")}).contains(mapMethodOf(stem));
}

// What the stem says beyond the options that it spells out.
struct Parts {
    QString perplexity, neighbours, distance, seed, tie, fit, other;
    bool warm = false;
};

Parts partsOf(const QString& stem) {
    static const QRegularExpression pattern(
        QStringLiteral("^[a-z]+(?:-p([0-9.e+]+))?(?:-n(\\d+)-d([0-9.e-]+?))?(?:-s(\\d+))?(?:-([0-9a-f]{8}))?"
                       "(?:-tied([0-9.e-]+?)-[0-9a-f]{8})?(-from-[0-9a-f]+)?(?:-fit-(\\w+))?$"));
    const auto match = pattern.match(stem);
    Parts parts;
    if (!match.hasMatch()) {
        parts.other = stem.section('-', 1);
        return parts;
    }
    parts.perplexity = match.captured(1);
    parts.neighbours = match.captured(2);
    parts.distance = match.captured(3);
    parts.seed = match.captured(4);
    parts.other = match.captured(5);
    parts.tie = match.captured(6);
    parts.warm = !match.captured(7).isEmpty();
    parts.fit = match.captured(8);
    return parts;
}

}  // namespace

QString mapMethodLabel(const QString& method) {
    if (method == QStringLiteral("tsne")) return QStringLiteral("t-SNE");
    return method.toUpper();
}

QString mapMethodOf(const QString& key) {
    return key.section('-', 0, 0);
}

QString mapChoiceLabel(const QString& key) {
    const Parts parts = partsOf(key);
    QStringList words{mapMethodLabel(mapMethodOf(key))};
    if (!parts.perplexity.isEmpty()) words.push_back(tr("perplexity %1").arg(parts.perplexity));
    if (!parts.neighbours.isEmpty()) {
        words.push_back(tr("%1 neighbours").arg(parts.neighbours));
        words.push_back(tr("min. distance %1").arg(parts.distance));
    }
    if (!parts.seed.isEmpty()) words.push_back(tr("seed %1").arg(parts.seed));
    if (!parts.tie.isEmpty()) words.push_back(tr("tied (%1)").arg(parts.tie));
    if (parts.warm) words.push_back(tr("warm-started"));
    if (!parts.fit.isEmpty()) words.push_back(tr("fitted on %1").arg(parts.fit));
    // Options without a place in the name: their hash tells them apart.
    if (!parts.other.isEmpty()) words.push_back(tr("other options (%1)").arg(parts.other));
    return words.join(QStringLiteral(", "));
}

bool canBeMade(const QString& key) {
    const Parts parts = partsOf(key);
    return parts.tie.isEmpty() && !parts.warm && parts.fit.isEmpty();
}

std::optional<std::string> mapStemOf(const RunSummary& run, const QString& key) {
    std::optional<std::string> plainest;
    for (const std::string& each : run.maps) {
        const QString stem = QString::fromStdString(each);
        if (stem == key) return each;
        // What a stem says beyond the defaults (a tie, a warm start) makes it longer.
        if (mapMethodOf(stem) == key && (!plainest || each.size() < plainest->size())) plainest = each;
    }
    return plainest;
}

QVector<MapChoice> mapChoices(const QVector<std::shared_ptr<const RunSummary>>& runs) {
    QVector<MapChoice> choices;
    for (const QString& method : offered) choices.push_back({method, mapMethodLabel(method)});
    QStringList stems;
    for (const auto& run : runs)
        for (const std::string& each : run->maps)
            if (const QString stem = QString::fromStdString(each); isOfTestImages(stem))
                stems.push_back(stem);
    stems.removeDuplicates();
    std::sort(stems.begin(), stems.end());
    for (const QString& stem : stems) {
        const auto same = [&stem](const QString& other) { return mapMethodOf(other) == mapMethodOf(stem); };
        const bool known = offered.contains(mapMethodOf(stem));
        if (!known || std::count_if(stems.begin(), stems.end(), same) > 1)
            choices.push_back({stem, mapChoiceLabel(stem)});
    }
    return choices;
}

}  // namespace selfsight::ui
