// What states, phases, methods and durations are called, for people.
#include "methods/recipe.h"
#include "ui/models/runs_model.h"
#include "ui/text.h"

namespace selfsight::ui {

QString stateText(RunState state) {
    switch (state) {
        case RunState::Queued:
            return RunsModel::tr("queued");
        case RunState::Running:
            return RunsModel::tr("running");
        case RunState::Paused:
            return RunsModel::tr("paused");
        case RunState::Stopped:
            return RunsModel::tr("stopped, kept");
        case RunState::Succeeded:
            return RunsModel::tr("finished");
        case RunState::Cancelled:
            return RunsModel::tr("cancelled");
        case RunState::Failed:
            return RunsModel::tr("failed");
        case RunState::Interrupted:
            return RunsModel::tr("interrupted");
    }
    return {};
}

QString phaseText(Phase phase) {
    switch (phase) {
        case Phase::Load:
            return RunsModel::tr("loading");
        case Phase::Train:
            return RunsModel::tr("training");
        case Phase::Embed:
            return RunsModel::tr("embedding");
        case Phase::Project:
            return RunsModel::tr("mapping");
        case Phase::Probe:
            return RunsModel::tr("probing");
        case Phase::Report:
            return RunsModel::tr("reporting");
    }
    return {};
}

QString durationText(double seconds) {
    if (!(seconds >= 0)) return QStringLiteral("–");
    const auto whole = static_cast<qint64>(seconds + 0.5);
    const QString tail =
        QStringLiteral("%1:%2").arg(whole / 60 % 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    if (whole < 3600) return tail;
    return QStringLiteral("%1:%2:%3")
        .arg(whole / 3600)
        .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(whole % 60, 2, 10, QLatin1Char('0'));
}

QString methodLabel(const std::string& method) {
    for (const auto& info : methods::methodList()) {
        if (info.name == method) return text(info.label);
    }
    return text(method);
}

QString dataLabel(const std::string& kind) {
    if (kind == "demo") return RunsModel::tr("Demo");
    if (kind == "cifar100") return QStringLiteral("CIFAR-100");
    if (kind == "cifar10") return QStringLiteral("CIFAR-10");
    if (kind == "folder") return RunsModel::tr("Image folder");
    if (kind == "arrays") return RunsModel::tr("Arrays");
    if (kind == "stl10") return QStringLiteral("STL-10");
    if (kind == "table") return RunsModel::tr("Table of pictures");
    return text(kind);
}

}  // namespace selfsight::ui
