#include "io/json_file.h"

#include "io/atomic_file.h"
#include "io/file.h"
#include "io/sha256.h"

#include <set>

namespace selfsight::io {

namespace {

// The deepest nesting, found without recursion and before anything is built.
int nesting(std::string_view text) {
    int depth = 0;
    int deepest = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                inString = false;
            }
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return deepest;
}

// Throws for two members of one name in one object.
nlohmann::json parseWithUniqueKeys(std::string_view text, const std::string& name) {
    using Event = nlohmann::json::parse_event_t;
    std::vector<std::set<std::string>> open;
    return nlohmann::json::parse(text, [&](int, Event event, nlohmann::json& parsed) {
        if (event == Event::object_start) open.emplace_back();
        if (event == Event::object_end) open.pop_back();
        if (event == Event::key && !open.back().insert(parsed.get<std::string>()).second)
            throw inputError(
                name, "its JSON has the key \"" + parsed.get<std::string>().substr(0, 200) + "\" twice");
        return true;
    });
}

std::string sealOf(const nlohmann::json& json) {
    return sha256Hex(asBytes(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
}

}  // namespace

nlohmann::json parseJson(std::string_view text, const std::string& name, const JsonLimits& limits) {
    if (text.size() > limits.bytes)
        throw inputError(name, "has " + std::to_string(text.size()) + " bytes of JSON; at most " +
                                   std::to_string(limits.bytes) + " were expected");
    if (nesting(text) > limits.depth)
        throw inputError(name, "JSON nested deeper than " + std::to_string(limits.depth) + " levels");
    try {
        return limits.uniqueKeys ? parseWithUniqueKeys(text, name) : nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        throw inputError(name, "is not JSON: damaged or cut off at byte " + std::to_string(error.byte) +
                                   " of " + std::to_string(text.size()));
    } catch (const nlohmann::json::exception& error) {
        throw inputError(name, std::string("is not JSON: ") + error.what());
    }
}

nlohmann::json readJson(const std::filesystem::path& file, const JsonLimits& limits) {
    const Bytes bytes = readFile(file, limits.bytes);
    nlohmann::json json = parseJson(asText(bytes), file.string(), limits);
    if (!json.is_object() || !json.contains(kSealKey)) return json;
    const nlohmann::json seal = std::move(json[kSealKey]);
    json.erase(kSealKey);
    if (seal != sealOf(json))
        throw inputError(file.string(),
                         std::string("is not as it was written: damaged, or edited by hand; to keep an edit, "
                                     "remove the member \"") +
                             kSealKey + "\"");
    return json;
}

std::string jsonText(const nlohmann::json& json) {
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::string sealedJsonText(nlohmann::json json) {
    if (json.is_object()) {
        json.erase(kSealKey);
        // What a reader will find: NaN as null, U+FFFD for what is no UTF-8.
        json[kSealKey] = sealOf(nlohmann::json::parse(jsonText(json)));
    }
    return jsonText(json);
}

void writeJsonAtomic(const std::filesystem::path& file, const nlohmann::json& json) {
    writeFileAtomic(file, sealedJsonText(json));
}

}  // namespace selfsight::io
