#include "store/transfers.h"

#include "core/json.h"
#include "io/json_file.h"
#include "store/format.h"

#include <algorithm>
#include <tuple>

namespace selfsight::store {
namespace fs = std::filesystem;

std::vector<Transfer> transfers(const fs::path& run) {
    std::vector<Transfer> found;
    std::error_code error;
    for (const auto& item : fs::directory_iterator(run / "evaluation", error)) {
        const std::string name = item.path().filename().string();
        if (!name.starts_with("transfer-") || !name.ends_with(".json")) continue;
        const std::string file = item.path().string();
        const nlohmann::json document = io::readJson(file);
        checkFormat(document, "selfsight-evaluation", file);
        const auto data = io::jsonValue<nlohmann::json>(document, "data", nlohmann::json::object(), file);
        const auto of = io::jsonValue<nlohmann::json>(document, "of", nlohmann::json::object(), file);
        found.push_back({io::jsonValue<std::string>(data, "kind", "", file),
                         io::jsonValue<std::string>(data, "location", "", file),
                         io::jsonValue<std::string>(data, "hash", "", file),
                         io::jsonValue<std::int64_t>(of, "step", -1, file),
                         eval::probeFromJson(io::jsonValue<nlohmann::json>(document, "value", {}, file))});
    }
    std::ranges::sort(found, {}, [](const Transfer& each) {
        return std::tie(each.dataKind, each.dataHash, each.probe.protocol);
    });
    return found;
}

}  // namespace selfsight::store
