// What is known about metrics by their names: which belong into one plot, how they are called, and whether
// more is better.
#pragma once

#include <QString>
#include <QStringList>

namespace selfsight::ui {

enum class Better { Lower, Higher, Neither };

// "loss", "accuracy", "knn", "collapse", "lr", "throughput", or the metric itself.
QString groupOfMetric(const QString& metric);
// Groups in the order in which they are offered.
QStringList orderedGroups(const QStringList& groups);
QString groupTitle(const QString& group);  // on the tab: "Loss"
QString groupAxis(const QString& group);   // on the axis: "loss", "learning rate", "images / s"
// "training", "validation", or the name itself, to tell the curves of one group apart.
QString metricPart(const QString& metric);
bool isEvaluation(const QString& metric);  // measured now and then on held-out images: drawn with marks
Better betterOf(const QString& metric);

}  // namespace selfsight::ui
