#include "jobs/compare.h"

#include <cmath>

namespace selfsight::jobs {

using nlohmann::json;

json methodResults(const store::ReportMember& member, const std::string& protocol) {
    const store::RunRecord& run = member.run;
    json out = {{"method", run.method},
                {"label", member.label()},
                {"accuracy", nullptr},
                {"interval", nullptr},
                {"protocol", protocol},
                {"extraction", nullptr},
                {"n_fit", nullptr},
                {"n_test", nullptr},
                {"chance", nullptr},
                {"width", run.width},
                {"dimension", run.dimension},
                {"images_seen", run.imagesSeen},
                {"epochs", run.epochsDone},
                {"seconds", run.trainSeconds},
                {"images_per_second", run.imagesPerSecond},
                {"seed", run.seed},
                {"run", run.id},
                {"state", runStateName(run.state)},
                {"trustworthiness", nullptr},
                {"effective_rank", nullptr},
                {"collapsed", nullptr},
                {"draws", nullptr},
                {"knn", nullptr},
                {"purity", nullptr}};
    if (member.probe) {
        out["accuracy"] = member.probe->accuracy;
        out["interval"] = {member.probe->interval.first, member.probe->interval.second};
        out["extraction"] = member.probe->extraction;
        out["n_fit"] = member.probe->fitCount;
        out["n_test"] = member.probe->testCount;
        out["chance"] = member.probe->chance;
    }
    if (member.map) out["trustworthiness"] = member.map->trust.trustworthiness;
    if (member.evaluation.quality) {
        out["effective_rank"] = member.evaluation.quality->effectiveRank;
        out["collapsed"] = member.evaluation.quality->collapsed;
    }
    if (const auto draws = member.evaluation.draws.find(protocol); draws != member.evaluation.draws.end())
        out["draws"] = eval::toJson(draws->second);
    if (!member.evaluation.knn.empty()) out["knn"] = eval::toJson(member.evaluation.knn);
    if (!member.purity.empty()) {
        out["purity"] = json::object();
        for (const store::ReportPurity& purity : member.purity)
            out["purity"][purity.column] = {
                {"value", purity.purity}, {"chance", purity.chance}, {"k", purity.k}};
    }
    return out;
}

json comparisonResults(const store::ReportData& data, const store::Comparison& comparison,
                       const std::filesystem::path& comparisonFolder) {
    json out = {{"methods", json::array()},
                {"differences", data.differences},
                {"protocol", data.protocol},
                {"comparison", comparison.id},
                {"report", nullptr}};
    for (const store::ReportMember& member : data.members)
        out["methods"].push_back(methodResults(member, data.protocol));
    if (!comparison.report.empty())
        out["report"] = std::filesystem::absolute(comparisonFolder / comparison.report).string();
    return out;
}

}  // namespace selfsight::jobs
