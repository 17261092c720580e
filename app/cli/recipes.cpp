#include "cli/command.h"
#include "cli/table.h"
#include "methods/recipe.h"

#include <iostream>

namespace selfsight::cli {

namespace {

using methods::Option;

std::string rangeText(const Option& option) {
    switch (option.kind) {
        case Option::Kind::Flag:
            return "true or false";
        case Option::Kind::Integer:
            return grouped(static_cast<std::int64_t>(option.least)) + " … " +
                   grouped(static_cast<std::int64_t>(option.most));
        case Option::Kind::Real: {
            char buffer[64];
            std::snprintf(buffer, sizeof buffer, "%g … %g", option.least, option.most);
            return buffer;
        }
        case Option::Kind::Choice: {
            std::string text;
            for (const std::string& choice : option.choices) text += (text.empty() ? "" : ", ") + choice;
            return text;
        }
        case Option::Kind::Text:
            return "text";
    }
    return {};
}

nlohmann::json optionJson(const Option& option, const methods::Recipe& recipe) {
    nlohmann::json object = {{"key", option.key},         {"value", recipe.get(option.key)},
                             {"group", option.group},     {"label", option.label},
                             {"help", option.help},       {"unit", option.unit},
                             {"range", rangeText(option)}};
    return object;
}

void printRecipe(const methods::Recipe& recipe, const std::string& method) {
    std::cout << recipe.name() << " for " << method << ": " << recipe.summary()
              << "\nBudget: " << recipe.budget().text() << " for each trained method\n";
    std::string group;
    for (const Option& option : methods::recipeOptions()) {
        if (option.group != group) std::cout << "\n" << option.group << "\n";
        group = option.group;
        std::cout << "  " << option.key << " = " << recipe.get(option.key)
                  << (option.unit.empty() ? "" : " " + option.unit) << "   [" << rangeText(option)
                  << "]\n      " << option.help << "\n";
    }
}

}  // namespace

int runRecipes(const Arguments& arguments) {
    Parser parser("recipes",
                  "Lists the recipes that are built in. With a name: every option, its value, range and "
                  "meaning; any of them can "
                  "be set with --set key=value.",
                  {"selfsight-cli recipes", "selfsight-cli recipes notebook --method byol",
                   "selfsight-cli recipes mine.toml --json"});
    std::string name;
    std::string method = "supervised";
    bool json = false;
    parser.add_option("RECIPE", name, "Built-in recipe or .toml file");
    parser.add_option("--method", method, "The method for which it is resolved")->capture_default_str();
    parser.addJson(json);
    parser.read(arguments);
    methods::methodInfo(method);

    if (!name.empty()) {
        const methods::Recipe recipe = methods::loadRecipe(name, method);
        if (!json) {
            printRecipe(recipe, method);
            return 0;
        }
        nlohmann::json options = nlohmann::json::array();
        for (const Option& option : methods::recipeOptions()) options.push_back(optionJson(option, recipe));
        printJson({{"name", recipe.name()},
                   {"method", method},
                   {"summary", recipe.summary()},
                   {"budget", recipe.budget().text()},
                   {"options", options}});
        return 0;
    }
    nlohmann::json list = nlohmann::json::array();
    std::vector<std::vector<std::string>> rows;
    for (const std::string& each : methods::recipeNames()) {
        const methods::Recipe recipe = methods::loadRecipe(each, method);
        list.push_back({{"name", each}, {"summary", recipe.summary()}, {"budget", recipe.budget().text()}});
        rows.push_back({each, recipe.budget().text(), recipe.summary()});
    }
    if (json)
        printJson({{"recipes", list}});
    else
        std::cout << tableText({{"recipe", false}, {"budget"}, {"summary", false}}, rows);
    return 0;
}

}  // namespace selfsight::cli
