// A recipe is every choice of a training run as data: validated, documented, and the same for window and command line.
// Torch-free.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace selfsight::methods {

// How much each trained method may do. Time is turned into a recorded number of steps after a measured warm-up.
struct Budget {
    enum class Kind { Epochs, Images, Seconds } kind = Kind::Epochs;
    double amount = 1;

    // "90s", "30m", "1.5h", "12ep", "600000img". Throws RuntimeError(Usage) that shows these forms.
    static Budget parse(const std::string& text);
    std::string text() const;  // parses back to an equal budget
    bool operator==(const Budget&) const = default;
};

// One option of a recipe, as set-up panels, --set and the documentation show it.
struct Option {
    enum class Kind { Flag, Integer, Real, Choice, Text };
    std::string key;    // "optimiser.learning_rate", "method.ema", "augment.flip", …
    std::string group;  // "Encoder", "Optimiser", "Schedule", "Augmentation", "BYOL and SimSiam", …
    std::string label;  // for people
    std::string help;   // a sentence: what it does and what a larger value does
    std::string unit;   // may be empty
    Kind kind = Kind::Real;
    double least = 0;  // for Integer and Real: the closed range allowed
    double most = 0;
    std::vector<std::string> choices;  // for Choice
};

// The resolved values of all options. Copyable; equality is by value.
class Recipe {
  public:
    Recipe();  // every option at its default: the recipe "notebook" for supervised

    const std::string& name() const { return name_; }
    const std::string& summary() const { return summary_; }
    Budget budget() const { return budget_; }
    void setBudget(const Budget& budget);  // throws RuntimeError(Usage) unless positive and finite

    // Values as text. set() throws RuntimeError(Usage) that names the option, its range and what was given, or, for an unknown
    // key, the nearest known one.
    std::string get(const std::string& key) const;
    void set(const std::string& key, const std::string& value);
    bool flag(const std::string& key) const;
    std::int64_t integer(const std::string& key) const;
    double real(const std::string& key) const;

    nlohmann::json toJson() const;
    static Recipe fromJson(const nlohmann::json& json);  // throws RuntimeError(Input)
    bool operator==(const Recipe&) const = default;

  private:
    friend Recipe loadRecipe(const std::string&, const std::string&);
    std::string name_;
    std::string summary_;
    Budget budget_;
    std::vector<std::string> values_;  // parallel to recipeOptions()
};

// Every option, in the order in which a panel shows them.
std::span<const Option> recipeOptions();

// Names of the recipes that are built in (resources/recipes/*.toml, compiled into the program): "notebook", "quick", …
std::vector<std::string> recipeNames();

// A built-in recipe by name, or a .toml file by path, resolved for one method ("[byol]" tables override the common part).
// Throws RuntimeError(Usage) for an unknown name, RuntimeError(Input) for a bad file: key, line, range.
Recipe loadRecipe(const std::string& nameOrPath, const std::string& method);

// The registered methods, in display order: "supervised", "byol", "simsiam", "random".
struct MethodInfo {
    std::string name;     // "byol"
    std::string label;    // "BYOL"
    std::string summary;  // one sentence
    bool usesLabels = false;
    bool trains = true;
};
std::span<const MethodInfo> methodList();
const MethodInfo& methodInfo(const std::string& name);  // throws RuntimeError(Usage) listing the known ones

}  // namespace selfsight::methods
