#include "cli/command.h"
#include "cli/table.h"
#include "core/version.h"
#include "jobs/jobs.h"

#include <iostream>

namespace selfsight::cli {

int runDevices(const Arguments& arguments) {
    Parser parser("devices", "Lists the devices that can compute and the one that 'auto' chooses.",
                  {"selfsight-cli devices", "selfsight-cli devices --json"});
    bool json = false;
    parser.addJson(json);
    parser.read(arguments);

    std::vector<jobs::DeviceInfo> devices{jobs::resolveDevice("cpu")};
    for (int i = 0;; ++i) {
        try {
            devices.push_back(jobs::resolveDevice("cuda:" + std::to_string(i)));
        } catch (const RuntimeError&) {
            break;  // there is no such device: the list is complete
        }
    }
    const std::string chosen = jobs::resolveDevice("auto").name;
    nlohmann::json list = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows;
    for (const jobs::DeviceInfo& device : devices) {
        list.push_back({{"name", device.name}, {"description", device.description}});
        rows.push_back({device.name, device.name == chosen ? "auto" : "", device.description});
    }
    if (json)
        printJson({{"devices", list}, {"auto", chosen}});
    else
        std::cout << tableText({{"device", false}, {"", false}, {"description", false}}, rows);
    return 0;
}

int runVersion(const Arguments& arguments) {
    Parser parser("version", "Prints the version.", {"selfsight-cli version --json"});
    bool json = false;
    parser.addJson(json);
    parser.read(arguments);
    if (json)
        printJson({{"selfsight", kVersion}});
    else
        std::cout << "selfsight " << kVersion << "\n";
    return 0;
}

}  // namespace selfsight::cli
