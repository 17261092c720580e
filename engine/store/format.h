// Which versions of the workspace's files this program reads. Every JSON file of a workspace begins with
// "format": {"name": …, "major": 1, "minor": 0}. A newer major version is refused, a newer minor one is read
// and its unknown fields are kept.
#pragma once

#include "core/json.h"

#include <filesystem>
#include <string>

namespace selfsight::store {

inline constexpr int kFormatMajor = 1;
inline constexpr int kFormatMinor = 0;

nlohmann::json formatTag(const std::string& name);
// Throws RuntimeError(Input) naming `path`: no tag, another name, or a newer major version.
void checkFormat(const nlohmann::json& document, const std::string& name, const std::string& path);

// What two writers made of one document: where `ours` differs from `base` it is taken, everywhere else
// `theirs`; objects are merged member by member.
nlohmann::json mergeThreeWays(const nlohmann::json& base, const nlohmann::json& ours,
                              const nlohmann::json& theirs);

// A path that cannot be asked for counts as not there.
bool isThere(const std::filesystem::path& file);

// Now, in UTC: "2026-11-24T08:15:03.123456Z" (what was made later sorts later) and, for ids,
// "20261124-081503".
std::string isoTimeNow();
std::string idTimeNow();
// `digits` random hexadecimal digits from the system, for ids.
std::string randomHex(int digits);

}  // namespace selfsight::store
