// What `selfsight render` was asked for, and the runs that it is about. Private to render*.cpp.
#pragma once

#include "store/run_folder.h"
#include "ui/theme/theme.h"

#include <QString>
#include <QStringList>
#include <vector>

namespace selfsight::ui::render {

struct Request {
    // "curves", "accuracy", "confusion", "efficiency", "map" or "report".
    QString what;
    QString workspace, output, comparison;
    QStringList runs;
    QString metric, x, map, colour, protocol, label, by;
    bool images = true;
    double smooth = 0;
    bool logarithmic = false;
};

// The arguments behind "render". Throws RuntimeError(Usage). Sets the resolution of .png files.
Request parse(QStringList arguments);

// A run with the look and the words it has in every figure.
struct Member {
    store::RunFolder folder;
    QString id;
    RunStyle style;
    QString provenance;
};

// Those named, or those of the comparison, in their order. Throws RuntimeError(Input) when the folder is no
// workspace, RuntimeError(Usage) when it has no such run or comparison.
std::vector<Member> openRuns(const Request& request);

// The figures of a comparison: bars of the probe, one run's confusion matrix, label efficiency. Throws
// RuntimeError(Input) that names the command when the runs lack what is to be drawn.
void renderEvaluation(const Request& request);

}  // namespace selfsight::ui::render
