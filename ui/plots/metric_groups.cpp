#include "ui/plots/metric_groups.h"

#include <QCoreApplication>
#include <algorithm>

namespace selfsight::ui {

namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui", text);
}
const QStringList kKnown{QStringLiteral("loss"), QStringLiteral("accuracy"),
                         QStringLiteral("knn"),  QStringLiteral("collapse"),
                         QStringLiteral("lr"),   QStringLiteral("throughput")};

}  // namespace

QString groupOfMetric(const QString& metric) {
    if (metric.contains(QLatin1String("loss"))) return kKnown[0];
    if (metric.contains(QLatin1String("accuracy")) || metric.endsWith(QLatin1String("_acc")) ||
        metric.contains(QLatin1String("probe")))
        return kKnown[1];
    if (metric.contains(QLatin1String("knn"))) return kKnown[2];
    if (metric.contains(QLatin1String("collapse"))) return kKnown[3];
    if (metric == QLatin1String("lr") || metric.startsWith(QLatin1String("lr_"))) return kKnown[4];
    if (metric == QLatin1String("images_per_second")) return kKnown[5];
    return metric;
}

QStringList orderedGroups(const QStringList& groups) {
    QStringList result;
    for (const QString& known : kKnown)
        if (groups.contains(known)) result.append(known);
    QStringList others;
    for (const QString& group : groups)
        if (!kKnown.contains(group) && !others.contains(group)) others.append(group);
    others.sort();
    return result + others;
}

QString groupTitle(const QString& group) {
    if (group == kKnown[0]) return tr("Loss");
    if (group == kKnown[1]) return tr("Accuracy");
    if (group == kKnown[2]) return tr("k-NN");
    if (group == kKnown[3]) return tr("Collapse");
    if (group == kKnown[4]) return tr("Learning rate");
    if (group == kKnown[5]) return tr("Throughput");
    if (group == QLatin1String("val_rank")) return tr("Rank");
    if (group == QLatin1String("alignment")) return tr("Alignment");
    if (group == QLatin1String("uniformity")) return tr("Uniformity");
    return group;
}

QString groupAxis(const QString& group) {
    if (group == kKnown[0]) return tr("loss");
    if (group == kKnown[1]) return tr("accuracy");
    if (group == kKnown[2]) return tr("k-NN accuracy on validation");
    if (group == kKnown[3]) return tr("spread of the normalised embedding (× √d; 0: collapsed)");
    if (group == kKnown[4]) return tr("learning rate");
    if (group == kKnown[5]) return tr("images / s");
    if (group == QLatin1String("val_rank")) return tr("effective rank of the embedding");
    if (group == QLatin1String("alignment")) return tr("distance of two views (0: the same direction)");
    if (group == QLatin1String("uniformity")) return tr("uniformity (lower: more even)");
    return group;
}

QString metricPart(const QString& metric) {
    if (metric.startsWith(QLatin1String("train_"))) return tr("training");
    if (metric.contains(QLatin1String("probe"))) return tr("linear probe");
    if (metric.startsWith(QLatin1String("val_"))) return tr("validation");
    return metric;
}

bool isEvaluation(const QString& metric) {
    return metric.startsWith(QLatin1String("val_")) || metric.startsWith(QLatin1String("test_")) ||
           metric == QLatin1String("alignment") || metric == QLatin1String("uniformity");
}

Better betterOf(const QString& metric) {
    const QString group = groupOfMetric(metric);
    if (!isEvaluation(metric)) return Better::Neither;
    if (group == kKnown[0]) return Better::Lower;
    return group == kKnown[1] || group == kKnown[2] ? Better::Higher : Better::Neither;
}

}  // namespace selfsight::ui
