// JSON files: read with limits, written atomically.
#pragma once

#include "core/json.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace selfsight::io {

struct JsonLimits {
    std::uint64_t bytes = 64u << 20;
    int depth = 64;
    bool uniqueKeys =
        false;  // two members of one name in one object are an error instead of the last one winning
};

// `name` stands in messages. Throws RuntimeError(Input): not JSON (with the place), too deep, too large,
// repeated keys.
nlohmann::json parseJson(std::string_view text, const std::string& name, const JsonLimits& limits = {});
// A file that carries kSealKey and does not fit it is refused as well; the result is without that member.
nlohmann::json readJson(const std::filesystem::path& file, const JsonLimits& limits = {});

// Indented by two, with a newline at the end; bytes that are not UTF-8 become U+FFFD; NaN and infinities
// become null.
std::string jsonText(const nlohmann::json& json);

// The member of an object that holds the SHA-256 of the rest of it, as dumped without spaces and with sorted keys:
// a digit that flips on the disk would otherwise be another result. Files without it are read unchecked.
inline constexpr const char* kSealKey = "selfsight_sha256";
// jsonText() of an object with its seal; of anything else, jsonText().
std::string sealedJsonText(nlohmann::json json);
void writeJsonAtomic(const std::filesystem::path& file, const nlohmann::json& json);  // sealed

// The member `key` as T, or `fallback` when it is absent or null; of another type, or out of T's range:
// RuntimeError(Input) naming file and key.
template <typename T>
T jsonValue(const nlohmann::json& object, const char* key, T fallback, const std::string& name);

}  // namespace selfsight::io

#include "core/error.h"

template <typename T>
T selfsight::io::jsonValue(const nlohmann::json& object, const char* key, T fallback,
                           const std::string& name) {
    const auto it = object.find(key);
    if (it == object.end() || it->is_null()) return fallback;
    try {
        if constexpr (std::is_same_v<T, bool>) {
            if (!it->is_boolean())
                throw inputError(name, std::string("\"") + key + "\" is not true or false");
        } else if constexpr (std::is_integral_v<T>) {
            if (!it->is_number_integer())
                throw inputError(name, std::string("\"") + key + "\" is not a whole number");
            if constexpr (std::is_unsigned_v<T>) {
                if (!it->is_number_unsigned())
                    throw inputError(name, std::string("\"") + key + "\" is negative");
            }
        }
        return it->template get<T>();
    } catch (const nlohmann::json::out_of_range&) {
        throw inputError(name, std::string("\"") + key + "\" is out of range");
    } catch (const nlohmann::json::exception&) {
        throw inputError(name, std::string("\"") + key + "\" is of the wrong type: " + it->type_name());
    }
}
