// Colours that a person gave to runs: kept in workspace.json ("run_colours"), by run.
#pragma once

#include "store/workspace.h"

#include <QColor>
#include <QHash>
#include <QString>
#include <QVector>

namespace selfsight::ui {

using RunColours = QHash<QString, QColor>;

// Entries that are no colours are left out. Throws what reading workspace.json throws.
RunColours readRunColours(const store::Workspace& workspace);
// An invalid colour takes the run's back.
void writeRunColour(store::Workspace& workspace, const QString& run, const QColor& colour);

// What a menu offers: told apart by most eyes, and with a contrast of 3 : 1 to both themes.
struct NamedColour {
    QString name;
    QColor colour;
};
QVector<NamedColour> offeredColours();

}  // namespace selfsight::ui
