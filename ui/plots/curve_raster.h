// Draws many long curves fast: each is reduced to what it covers in every column of pixels, then all are
// filled with antialiasing, column by column on all threads.
#pragma once

#include <QImage>
#include <QRgb>
#include <functional>
#include <vector>

namespace selfsight::ui {

// What a curve covers in one column of pixels; y downwards, in pixels.
struct CurveColumn {
    float least = 0, greatest = 0;  // of the line within the column
    float first = 0, last = 0;      // where it enters and leaves
    bool any = false;
};

// Builds the columns of one curve from its points in order.
class ColumnBuilder {
  public:
    ColumnBuilder(std::vector<CurveColumn>& columns, int width);
    // A point of the line. x never decreases.
    void lineTo(double x, double y);
    // A block of many points at about x that spans [low, high].
    void spanTo(double x, double low, double high);
    // The next point begins a new line.
    void gap() {
        open_ = false;
        columnEnd_ = columnBegin_;
    }

  private:
    void cover(int column, float a, float b);
    bool within(double x) const { return x >= columnBegin_ && x < columnEnd_; }
    void stay(double x, double low, double high, double last);

    std::vector<CurveColumn>& columns_;
    int width_;
    bool open_ = false;
    double x_ = 0, y_ = 0;
    double columnBegin_ = 0, columnEnd_ = 0;  // of the last point; empty: outside, or none
};

struct RasterCurve {
    std::vector<CurveColumn> columns;
    QRgb colour = 0xff000000;
    float opacity = 1;
    float width = 1.6F;       // pixels of the image
    std::vector<float> dash;  // on, off, on, …: pixels along the line; empty: solid
};

// Blends the curves in order into `image` (ARGB32_Premultiplied, as wide as the columns). The result does not
// depend on threads.
void rasterise(const std::vector<RasterCurve>& curves, QImage& image);

}  // namespace selfsight::ui
