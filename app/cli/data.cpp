#include "cli/command.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "cli/table.h"
#include "data/source.h"

#include <iostream>

namespace selfsight::cli {

namespace {

nlohmann::json infoJson(const data::SourceInfo& info) {
    nlohmann::json columns = nlohmann::json::array();
    for (const data::LabelColumn& column : info.columns)
        columns.push_back({{"name", column.name}, {"names", column.names}});
    return {{"kind", info.kind},      {"location", info.location}, {"train", info.trainCount},
            {"test", info.testCount}, {"height", info.height},     {"width", info.width},
            {"columns", columns}};
}

// Images of each value of the first label column, counted.
nlohmann::json countsOf(const data::ImageSet& images) {
    nlohmann::json counts = nlohmann::json::object();
    for (const data::LabelColumn& column : images.columns) {
        std::vector<std::int64_t> values(column.names.size());
        std::int64_t unlabelled = 0;
        for (const std::int64_t value : column.values)
            ++(value < 0 ? unlabelled : values[static_cast<std::size_t>(value)]);
        nlohmann::json object = nlohmann::json::object();
        for (std::size_t i = 0; i < values.size(); ++i) object[column.names[i]] = values[i];
        if (unlabelled > 0) object[""] = unlabelled;
        counts[column.name] = object;
    }
    return counts;
}

std::string infoText(const nlohmann::json& object) {
    std::string out = tableText(
        {{"kind", false}, {"train"}, {"test"}, {"size"}, {"location", false}},
        {{object["kind"].get<std::string>(), grouped(object["train"].get<std::int64_t>()),
          grouped(object["test"].get<std::int64_t>()), object["height"].dump() + "×" + object["width"].dump(),
          object["location"].get<std::string>()}});
    std::vector<std::vector<std::string>> rows;
    for (const auto& column : object["columns"]) {
        std::string names;
        for (const auto& name : column["names"]) {
            if (names.size() > 70) {
                names += ", …";
                break;
            }
            names += (names.empty() ? "" : ", ") + name.get<std::string>();
        }
        rows.push_back({column["name"].get<std::string>(),
                        grouped(static_cast<std::int64_t>(column["names"].size())), names});
    }
    if (!rows.empty()) out += "\n" + tableText({{"column", false}, {"values"}, {"names", false}}, rows);
    if (object.contains("hash"))
        out +=
            "\nEvery image read. SHA-256 of pixels and labels: " + object["hash"].get<std::string>() + "\n";
    return out;
}

}  // namespace

int runData(const Arguments& arguments) {
    Parser parser("data info", "Says what a data set holds; with --check reads every image and label of it.",
                  {"selfsight-cli data info demo", "selfsight-cli data info cifar-100-binary.tar.gz --check",
                   "selfsight-cli data info photos/ --json"});
    std::string what;
    std::string location;
    bool check = false;
    bool json = false;
    parser.add_option("info", what, "The word 'info'")->required();
    parser.add_option("DATA", location, "demo, a CIFAR archive or folder, an image folder, an .npz")
        ->required();
    parser.add_flag("--check", check, "Decode every image, count the labels, and print the content hash");
    parser.addJson(json);
    parser.read(arguments);
    if (what != "info") throw usageError("'data " + what + "' is not known; expected 'data info PATH'");

    const auto source = data::openSource(location);
    nlohmann::json object = infoJson(source->info());
    if (check) {
        Control control;
        const SignalScope scope(control, SignalScope::First::Cancel);
        ProgressSink sink(false);
        const auto load = [&](data::Part part) {
            return source->load(part, control.cancelToken(), [&](double fraction) {
                sink.send(event::Progress{.phase = Phase::Load, .fraction = fraction, .remaining = -1});
            });
        };
        object["counts"] = {{"train", countsOf(*load(data::Part::Train))},
                            {"test", countsOf(*load(data::Part::Test))}};
        object["hash"] = source->contentHash();
    }
    if (json)
        printJson(object);
    else
        std::cout << infoText(object);
    return 0;
}

}  // namespace selfsight::cli
