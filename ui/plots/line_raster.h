// One line of the model as columns of pixels: for the plot, and for the strip below it that shows all of it.
#pragma once

#include "ui/plots/curve_raster.h"
#include "ui/plots/curves_model.h"

namespace selfsight::ui {

// From values to pixels of a rectangle. Axes are linear across; up they may be logarithmic.
struct LineMapping {
    double left = 0, acrossScale = 1, top = 0, upScale = 1;
    bool logarithmic = false;
    int width = 0, height = 0;
    double low = 0, high = 0;  // of x in view

    // That shows x in [low, high] and y in [bottom, top] on so many pixels.
    static LineMapping of(double low, double high, double bottom, double top, bool logarithmic, int width,
                          int height);
    double x(double value) const;
    double y(double value) const;
};

// What the line covers; colour and width are the model's. `raw`: as measured, not smoothed.
RasterCurve rasterOf(const CurvesModel& model, const CurveLine& line, const LineMapping& map, bool raw);

}  // namespace selfsight::ui
