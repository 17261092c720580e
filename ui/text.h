// Between the engine's text and Qt's, and numbers as the panels write them.
#pragma once

#include <QString>
#include <filesystem>
#include <string>

namespace selfsight::ui {

inline QString text(const std::string& value) {
    return QString::fromStdString(value);
}

inline std::filesystem::path pathOf(const QString& folder) {
    return std::filesystem::path(folder.toStdString());
}

// An accuracy or another share: 0.591.
inline QString threeDigits(double value) {
    return QString::number(value, 'f', 3);
}

}  // namespace selfsight::ui
