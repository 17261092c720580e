// What the engine says of a recipe's options (groups, labels, help, units), in the window's language.
#pragma once

#include <QString>
#include <span>
#include <string>

namespace selfsight::ui {

// `english` as the engine has it, translated; itself where there is no translation.
QString optionText(const std::string& english);
// Every English text that translators are given, in the order of the options.
std::span<const char* const> optionTexts();

}  // namespace selfsight::ui
