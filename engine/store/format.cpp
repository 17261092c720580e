#include "store/format.h"

#include "core/error.h"
#include "io/json_file.h"

#include <chrono>
#include <ctime>
#include <random>
#include <set>

namespace selfsight::store {

namespace {

std::tm utcNow(int& microseconds) {
    const auto now = std::chrono::system_clock::now();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    microseconds = static_cast<int>(
        std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count() % 1'000'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return parts;
}

}  // namespace

nlohmann::json formatTag(const std::string& name) {
    return {{"name", name}, {"major", kFormatMajor}, {"minor", kFormatMinor}};
}

void checkFormat(const nlohmann::json& document, const std::string& name, const std::string& path) {
    const auto tag = document.is_object() ? document.find("format") : document.end();
    if (!document.is_object() || tag == document.end() || !tag->is_object() || !tag->contains("name") ||
        !tag->contains("major") || !(*tag)["major"].is_number_integer())
        throw inputError(path, "is not a file of Selfsight's: it has no \"format\" with name and version");
    if ((*tag)["name"] != name)
        throw inputError(path, "a " + name + " was expected, this is " + (*tag)["name"].dump());
    const auto major = io::jsonValue<std::int64_t>(*tag, "major", 0, path);
    if (major > kFormatMajor)
        throw inputError(path, "was written by a newer version of Selfsight (format " +
                                   std::to_string(major) + "; this program reads up to " +
                                   std::to_string(kFormatMajor) + "). Open it with that version");
    if (major < 1) throw inputError(path, "has the impossible format version " + std::to_string(major));
}

nlohmann::json mergeThreeWays(const nlohmann::json& base, const nlohmann::json& ours,
                              const nlohmann::json& theirs) {
    if (!ours.is_object() || !theirs.is_object() || !base.is_object()) return ours == base ? theirs : ours;
    nlohmann::json merged = nlohmann::json::object();
    std::set<std::string> keys;
    for (const auto* side : {&base, &ours, &theirs})
        for (const auto& [key, value] : side->items()) keys.insert(key);
    for (const auto& key : keys) {
        const bool inBase = base.contains(key);
        const bool inOurs = ours.contains(key);
        const bool inTheirs = theirs.contains(key);
        if (inBase && inOurs && inTheirs) {
            merged[key] = mergeThreeWays(base[key], ours[key], theirs[key]);
        } else if (inBase == inOurs && (!inBase || base[key] == ours[key])) {
            if (inTheirs) merged[key] = theirs[key];
        } else if (inOurs) {
            merged[key] = ours[key];
        }
    }
    return merged;
}

bool isThere(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

std::string isoTimeNow() {
    int microseconds = 0;
    const std::tm parts = utcNow(microseconds);
    char text[64];
    const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    const std::string fraction = std::to_string(1'000'000 + microseconds).substr(1);
    return std::string(text, length) + "." + fraction + "Z";
}

std::string idTimeNow() {
    int microseconds = 0;
    const std::tm parts = utcNow(microseconds);
    char text[64];
    return {text, std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &parts)};
}

std::string randomHex(int digits) {
    std::random_device device;
    std::string text;
    for (int i = 0; i < digits; ++i) text += "0123456789abcdef"[device() % 16];
    return text;
}

}  // namespace selfsight::store
