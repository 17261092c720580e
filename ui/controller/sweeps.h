// What a grid of settings was worth, as a table for people: the window's side of jobs/sweep.h.
#pragma once

#include "store/workspace.h"

#include <QString>
#include <QStringList>
#include <QVector>
#include <filesystem>
#include <optional>

namespace selfsight::ui {

struct SweepPoint {
    QString method;      // for people
    QStringList values;  // one an axis
    // Mean over its seeds with the 95 % interval; none until a run of it has been probed.
    std::optional<double> accuracy, low, high;
    bool overSeeds = false;  // the interval is Student's t over seeds, not Wilson's over test images
    QStringList runs;        // those that there are
    int probed = 0;
};

struct SweepTable {
    QString id;
    QString protocol;
    QStringList axes;  // keys of options
    int seeds = 0;     // asked for at every point
    QVector<SweepPoint> points;

    int asked() const { return static_cast<int>(points.size()) * seeds; }
    int probed() const;
    int best() const;  // the point of the greatest accuracy; −1: none is known
};

// Nothing for a comparison that is no sweep. Throws what store and JSON throw for a file that is damaged.
std::optional<SweepTable> readSweep(const store::Comparison& comparison, const std::filesystem::path& folder);

// "BYOL: Momentum of the target · 4 of 6 runs"
QString sweepTitle(const SweepTable& table);
QStringList sweepHeaders(const SweepTable& table);
QStringList sweepCells(const SweepTable& table, int point);
QString toTsv(const SweepTable& table);
QString toMarkdown(const SweepTable& table);
QString toLatex(const SweepTable& table);

// What an option is called; the key itself where there is none of that name.
QString optionLabel(const QString& key);

}  // namespace selfsight::ui
