#include "methods/recipe.h"

#include "core/error.h"
#include "core/json.h"
#include "methods/builtin_recipes.h"
#include "methods/options.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>
#include <toml++/toml.h>

namespace selfsight::methods {
namespace {

constexpr const char* budgetForms =
    "a budget is written like 90s, 30m, 1.5h, 12ep or 600000img, and is above 0";

std::string shortNumber(double value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
    return {buffer, end.ptr};
}

std::string scalarText(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
    if (const auto* real = node.as_floating_point()) return shortNumber(real->get());
    return {};
}

std::string place(const std::string& path, const toml::node& node) {
    return path + ":" + std::to_string(node.source().begin.line);
}

bool isGroup(std::string_view name) {
    for (const auto& option : recipeOptions())
        if (option.key.size() > name.size() && option.key.compare(0, name.size(), name) == 0 &&
            option.key[name.size()] == '.')
            return true;
    return false;
}

// Sets every "group.key" of a table of groups; errors name the file and the line.
void applyGroups(const toml::table& groups, const std::string& path, Recipe& recipe, bool skipOthers) {
    for (const auto& [group, node] : groups) {
        const auto* table = node.as_table();
        if (!isGroup(group.str())) {
            if (skipOthers) continue;
            throw inputError(place(path, node),
                             "there is no group of options called \"" + std::string(group.str()) + "\"");
        }
        if (!table)
            throw inputError(place(path, node),
                             "\"" + std::string(group.str()) + "\" must be a table of options");
        for (const auto& [key, value] : *table) {
            const std::string full = std::string(group.str()) + "." + std::string(key.str());
            const std::string text = scalarText(value);
            if (text.empty()) throw inputError(place(path, value), full + " must be a single value");
            try {
                recipe.set(full, text);
            } catch (const RuntimeError& error) {
                throw inputError(place(path, value), error.what());
            }
        }
    }
}

}  // namespace

Budget Budget::parse(const std::string& text) {
    const auto bad = [&]() { return usageError("budget \"" + text + "\": " + budgetForms); };
    double amount = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), amount);
    if (parsed.ec != std::errc() || !std::isfinite(amount) || amount <= 0) throw bad();
    const std::string unit(parsed.ptr, text.data() + text.size());
    if (unit == "s") return {Kind::Seconds, amount};
    if (unit == "m" || unit == "min") return {Kind::Seconds, amount * 60};
    if (unit == "h") return {Kind::Seconds, amount * 3600};
    if (unit == "ep") return {Kind::Epochs, amount};
    if (unit == "img") return {Kind::Images, amount};
    throw bad();
}

std::string Budget::text() const {
    switch (kind) {
        case Kind::Epochs:
            return shortNumber(amount) + "ep";
        case Kind::Images: {
            // Never in the form 1e+06, which people do not write.
            char buffer[64];
            const auto end = std::to_chars(buffer, buffer + sizeof buffer, amount, std::chars_format::fixed);
            return std::string(buffer, end.ptr) + "img";
        }
        case Kind::Seconds:
            if (std::fmod(amount, 60) == 0) return shortNumber(amount / 60) + "m";
            return shortNumber(amount) + "s";
    }
    throw LogicError("a budget of unknown kind");
}

Recipe::Recipe() : name_("notebook"), budget_{Budget::Kind::Seconds, 1800}, values_(optionDefaults()) {}

void Recipe::setBudget(const Budget& budget) {
    if (!(budget.amount > 0) || !std::isfinite(budget.amount))
        throw usageError(std::string("budget: ") + budgetForms);
    budget_ = budget;
}

std::string Recipe::get(const std::string& key) const {
    return values_.at(optionPosition(key));
}

void Recipe::set(const std::string& key, const std::string& value) {
    const auto position = optionPosition(key);
    values_[position] = canonicalValue(recipeOptions()[position], value);
}

bool Recipe::flag(const std::string& key) const {
    return get(key) == "true";
}

std::int64_t Recipe::integer(const std::string& key) const {
    const auto text = get(key);
    std::int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
        throw LogicError(key + " is not a whole number");
    return value;
}

double Recipe::real(const std::string& key) const {
    const auto text = get(key);
    double value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc())
        throw LogicError(key + " is not a number");
    return value;
}

nlohmann::json Recipe::toJson() const {
    nlohmann::json json{{"name", name_}, {"summary", summary_}, {"budget", budget_.text()}};
    auto& options = json["options"] = nlohmann::json::object();
    for (std::size_t i = 0; i < values_.size(); ++i) {
        const auto& option = recipeOptions()[i];
        switch (option.kind) {
            case Option::Kind::Flag:
                options[option.key] = values_[i] == "true";
                break;
            case Option::Kind::Integer:
                options[option.key] = integer(option.key);
                break;
            case Option::Kind::Real:
                options[option.key] = real(option.key);
                break;
            default:
                options[option.key] = values_[i];
        }
    }
    return json;
}

Recipe Recipe::fromJson(const nlohmann::json& json) {
    Recipe recipe;
    try {
        recipe.name_ = json.at("name").get<std::string>();
        recipe.summary_ = json.value("summary", std::string());
        recipe.setBudget(Budget::parse(json.at("budget").get<std::string>()));
        for (const auto& [key, value] : json.at("options").items()) {
            if (value.is_number_float())
                recipe.set(key, shortNumber(value.get<double>()));
            else
                recipe.set(key, value.is_string() ? value.get<std::string>() : value.dump());
        }
    } catch (const nlohmann::json::exception& error) {
        throw inputError("recipe", std::string("is not as Selfsight writes it: ") + error.what());
    } catch (const RuntimeError& error) {
        throw inputError("recipe", error.what());
    }
    return recipe;
}

std::vector<std::string> recipeNames() {
    std::vector<std::string> names;
    for (const auto& recipe : builtinRecipes) names.emplace_back(recipe.name);
    return names;
}

Recipe loadRecipe(const std::string& nameOrPath, const std::string& method) {
    const auto& info = methodInfo(method);
    std::string text, path = nameOrPath, name = nameOrPath;
    for (const auto& recipe : builtinRecipes) {
        if (nameOrPath != recipe.name) continue;
        text = recipe.text;
        path = nameOrPath + ".toml";
    }
    if (text.empty()) {
        if (!nameOrPath.ends_with(".toml")) {
            std::string known;
            for (const auto& recipe : builtinRecipes)
                known += (known.empty() ? "" : ", ") + std::string(recipe.name);
            throw usageError("unknown recipe \"" + nameOrPath + "\"; the recipes are " + known +
                             ", or a .toml file");
        }
        std::ifstream file(nameOrPath, std::ios::binary);
        if (!file) throw inputError(nameOrPath, "the recipe cannot be read");
        std::ostringstream content;
        content << file.rdbuf();
        text = content.str();
        const auto slash = nameOrPath.find_last_of('/');
        name = nameOrPath.substr(slash == std::string::npos ? 0 : slash + 1);
        name.resize(name.size() - 5);
    }

    toml::table root;
    try {
        root = toml::parse(text);
    } catch (const toml::parse_error& error) {
        throw inputError(path + ":" + std::to_string(error.source().begin.line),
                         std::string(error.description()));
    }

    Recipe recipe;
    recipe.name_ = name;
    for (const auto& [key, node] : root) {
        const std::string k(key.str());
        const bool ours = k == "summary" || k == "budget" || k == "self-supervised" || isGroup(k);
        bool isMethod = false;
        for (const auto& candidate : methodList()) isMethod = isMethod || candidate.name == k;
        if (!ours && !isMethod) throw inputError(place(path, node), "unknown key \"" + k + "\"");
        if ((k == "self-supervised" || isMethod) && !node.is_table())
            throw inputError(place(path, node), "\"" + k + "\" must be a table");
    }
    if (const auto summary = root["summary"].value<std::string>()) recipe.summary_ = *summary;
    const auto setBudget = [&](const toml::table& table) {
        const auto* node = table.get("budget");
        if (!node) return;
        try {
            recipe.setBudget(Budget::parse(scalarText(*node)));
        } catch (const RuntimeError& error) {
            throw inputError(place(path, *node), error.what());
        }
    };
    setBudget(root);
    applyGroups(root, path, recipe, true);
    // The method's own tables come last and win. All of them are checked, whichever method is asked for.
    const auto applyTo = [&](const char* table, Recipe& target) {
        if (const auto* own = root[table].as_table()) applyGroups(*own, path, target, false);
    };
    for (const auto& candidate : methodList()) {
        Recipe scratch = recipe;
        applyTo("self-supervised", scratch);
        applyTo(candidate.name.c_str(), scratch);
    }
    if (info.trains && !info.usesLabels) applyTo("self-supervised", recipe);
    applyTo(method.c_str(), recipe);
    return recipe;
}

}  // namespace selfsight::methods
