// What the source files of the set-up panel share; included by nothing else.
#pragma once

#include "ui/panels/setup_panel.h"

namespace selfsight::ui::setup_parts {

// Entries of the data list that open a dialog instead of naming data.
inline const QString pickFile = QStringLiteral("<file>");
inline const QString pickFolder = QStringLiteral("<folder>");
inline const QString fetchCifar = QStringLiteral("<download>");
constexpr int fixedEntries = 5;  // the demo, a line, and the three above

enum Unit { Minutes, Seconds, Epochs, Images };  // in the order of the list

QString dataTitle(const QString& location);

}  // namespace selfsight::ui::setup_parts
