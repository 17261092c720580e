// Fields of comma-separated values (RFC 4180).
#pragma once

#include <QString>

namespace selfsight::ui {

// Quoted where it has to be.
QString csvField(const QString& text);
// The shortest text that reads back as the same float32 or whole number; empty when it is not finite.
QString csvNumber(double value);

}  // namespace selfsight::ui
