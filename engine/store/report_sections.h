// The sections of a report's page, each as HTML text.
#pragma once

#include "store/report.h"

#include <string>
#include <vector>

namespace selfsight::store {

std::string findingsSection(const ReportData& data);  // what came out, in words
std::string accuracySection(const ReportData& data);  // bars, table, paired tests
std::string curvesSection(const ReportData& data);    // losses and measures while training
std::string mapsSection(const ReportData& data, const ReportOptions& options);
// Contact sheets of the named selections of the report's images; empty without any.
std::string selectionsSection(const ReportData& data, const ReportOptions& options);
std::string evaluationSection(const ReportData& data);  // label efficiency, classes, agreement, duplicates
std::string measuresSection(const ReportData& data);    // collapse, purity, trust
std::string classesSection(const ReportData& data);     // per class, from held-out predictions
std::string notesSection(const ReportData& data);       // what the person wrote; empty without notes
std::string setupSection(const ReportData& data);       // data and training
std::string provenanceSection(const ReportData& data);  // versions, hashes, configuration, the command

// The command line that asks for the comparison of this request again; empty: the request does not say.
std::string comparisonCommand(const nlohmann::json& request, const std::filesystem::path& workspace);
// The one that makes this run again, trained or imported; empty for what other programs made.
std::string runCommand(const RunRecord& run, const std::filesystem::path& folder);
// Whether the run's own request would give other numbers on another machine, or on a busier one: its budget is a
// time, or its precision was chosen by measuring. runCommand() says what was found.
bool dependsOnMeasurement(const RunRecord& run);

// The member's name in this report: the method's, with the seed where a method occurs twice.
std::string memberLabel(const ReportData& data, const ReportMember& member);
// Which occurrence of its method the member is, from 0.
int seedIndex(const ReportData& data, const ReportMember& member);

// Cells that start with a digit, a sign or "–" stand at the right. Cells are escaped; titles too.
std::string htmlTable(const std::vector<std::string>& titles,
                      const std::vector<std::vector<std::string>>& rows);
std::string fixedText(double value, int digits);  // "0.621", "–" when not finite
std::string groupedText(std::int64_t value);      // "600,000"

}  // namespace selfsight::store
