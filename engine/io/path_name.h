// Names inside archives are never trusted.
#pragma once

#include "core/error.h"

#include <string>
#include <string_view>

namespace selfsight::io {

// The name without "." parts and doubled slashes. Throws RuntimeError(Input) naming `archive` for an absolute
// name, a "..", a backslash, a NUL, a drive letter, or more than 4,096 bytes.
inline std::string safeRelativeName(std::string_view name, const std::string& archive) {
    const auto fail = [&](const char* why) {
        throw inputError(archive, "member \"" + std::string(name.substr(0, 200)) + "\" " + why);
    };
    if (name.size() > 4096) fail("has a name of more than 4,096 bytes");
    if (name.starts_with('/')) fail("has an absolute path");
    if (name.find('\0') != name.npos || name.find('\\') != name.npos)
        fail("has a name with a backslash or a NUL");
    if (name.size() > 1 && name[1] == ':') fail("has a drive letter in its name");
    std::string safe;
    while (!name.empty()) {
        const std::string_view part = name.substr(0, name.find('/'));
        name.remove_prefix(std::min(name.size(), part.size() + 1));
        if (part.empty() || part == ".") continue;
        if (part == "..") fail("leads out of the archive");
        if (!safe.empty()) safe += '/';
        safe += part;
    }
    return safe;
}

}  // namespace selfsight::io
