// Which map of a run is shown: a method, whose plainest map is meant, or one map by the stem of its files.
#pragma once

#include "ui/controller/snapshot.h"

#include <QString>
#include <QVector>
#include <optional>
#include <string>

namespace selfsight::ui {

struct MapChoice {
    QString key;    // "tsne", or "tsne-p50-s3"
    QString label;  // "t-SNE", or "t-SNE, perplexity 50, seed 3"
};

// "t-SNE", "UMAP", "PCA", "LDA"
QString mapMethodLabel(const QString& method);
// A stem in words; a method's name as its label.
QString mapChoiceLabel(const QString& key);
// The method of a choice: "tsne" of "tsne-p50-s3".
QString mapMethodOf(const QString& key);
// Whether the choice can be made for a run that lacks it, from its options alone: not where it is tied to
// others, warm-started or fitted elsewhere.
bool canBeMade(const QString& key);
// The map of the test images that a run shows for a choice.
std::optional<std::string> mapStemOf(const RunSummary& run, const QString& key);
// What is offered for these runs: the methods, then, where a method has several maps, each of them by name.
QVector<MapChoice> mapChoices(const QVector<std::shared_ptr<const RunSummary>>& runs);

}  // namespace selfsight::ui
