#include "ui/controller/job_request.h"

#include "core/json.h"
#include "jobs/evaluation_jobs.h"
#include "ui/models/runs_model.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <array>
#include <exception>
#include <utility>

namespace selfsight::ui {
namespace {

using nlohmann::json;
using Kind = JobRequest::Kind;

constexpr std::array<std::pair<Kind, const char*>, 6> kindNames{{{Kind::Train, "train"},
                                                                 {Kind::Compare, "compare"},
                                                                 {Kind::Sweep, "sweep"},
                                                                 {Kind::Resume, "resume"},
                                                                 {Kind::Probe, "probe"},
                                                                 {Kind::Transfer, "transfer"}}};

// Whether it is about a run that is there, not about a set-up.
bool ofRun(Kind kind) {
    return kind == Kind::Resume || kind == Kind::Probe || kind == Kind::Transfer;
}

QString text(const json& value) {
    return QString::fromStdString(value.get<std::string>());
}

}  // namespace

std::unique_ptr<Job> JobRequest::job(const QString& workspace, std::string* comparisonId) const {
    switch (kind) {
        case Kind::Train:
            return jobs::makeTrainJob(setup.trainSpec(workspace, setup.seeds.front()));
        case Kind::Compare:
            return jobs::makeCompareJob(setup.compareSpec(workspace), comparisonId);
        case Kind::Sweep:
            return jobs::makeSweepJob(setup.sweepSpec(workspace, axes));
        case Kind::Resume:
            return jobs::makeResumeJob(workspace.toStdString(), run.toStdString(), device.toStdString());
        case Kind::Transfer: {
            jobs::TransferSpec spec;
            spec.workspace = workspace.toStdString();
            spec.run = run.toStdString();
            spec.data = data.toStdString();
            spec.protocol = protocol.toStdString();
            if (!label.isEmpty()) spec.label = label.toStdString();
            return jobs::makeTransferJob(spec);
        }
        case Kind::Probe:
            break;
    }
    jobs::ProbeSpec spec;
    spec.workspace = workspace.toStdString();
    spec.run = run.toStdString();
    spec.protocol = protocol.toStdString();
    if (!label.isEmpty()) spec.label = label.toStdString();
    return jobs::makeProbeJob(spec);
}

QString JobRequest::title(const QString& runLabel) const {
    const auto tr = [](const char* words) {
        return QCoreApplication::translate("selfsight::ui::JobRequest", words);
    };
    switch (kind) {
        case Kind::Train:
            return tr("%1, seed %2").arg(methodLabel(setup.method.toStdString())).arg(setup.seeds.front());
        case Kind::Compare:
            return tr("Comparison of %1 methods").arg(setup.methodNames().size());
        case Kind::Sweep: {
            std::size_t runs = setup.methodNames().size() * setup.seeds.size();
            for (const jobs::SweepAxis& axis : axes) runs *= axis.values.size();
            return tr("Variation of %1 runs").arg(runs);
        }
        case Kind::Resume:
            return tr("%1, resumed").arg(runLabel);
        case Kind::Transfer:
            return tr("Probe of %1 on %2").arg(runLabel, QFileInfo(data).fileName());
        case Kind::Probe:
            break;
    }
    return label.isEmpty() ? tr("Probe of %1").arg(runLabel)
                           : tr("Probe of %1 for “%2”").arg(runLabel, label);
}

bool JobRequest::operator==(const JobRequest& other) const {
    return toJson() == other.toJson();
}

json JobRequest::toJson() const {
    json out;
    for (const auto& [known, name] : kindNames)
        if (known == kind) out["kind"] = name;
    if (ofRun(kind)) {
        out["run"] = run.toStdString();
        out["device"] = device.toStdString();
        out["protocol"] = protocol.toStdString();
        out["label"] = label.toStdString();
        if (kind == Kind::Transfer) out["data"] = data.toStdString();
        return out;
    }
    out["setup"] = json::parse(setup.toText().toStdString());
    out["axes"] = json::array();
    for (const jobs::SweepAxis& axis : axes)
        out["axes"].push_back({{"key", axis.key}, {"values", axis.values}});
    return out;
}

std::optional<JobRequest> JobRequest::fromJson(const json& from) {
    try {
        JobRequest request;
        bool known = false;
        for (const auto& [kind, name] : kindNames) {
            if (from.at("kind") != name) continue;
            request.kind = kind;
            known = true;
        }
        if (!known) return std::nullopt;
        if (ofRun(request.kind)) {
            request.run = text(from.at("run"));
            request.device = text(from.at("device"));
            request.protocol = text(from.at("protocol"));
            request.label = text(from.at("label"));
            if (request.kind == Kind::Transfer) request.data = text(from.at("data"));
            return request;
        }
        const auto setup = Setup::fromText(QString::fromStdString(from.at("setup").dump()));
        if (!setup || setup->seeds.empty()) return std::nullopt;
        request.setup = *setup;
        for (const json& axis : from.at("axes"))
            request.axes.push_back(
                {axis.at("key").get<std::string>(), axis.at("values").get<std::vector<std::string>>()});
        return request;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

}  // namespace selfsight::ui
