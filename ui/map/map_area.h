// One to four maps side by side, with linked hover, selection and zoom, a row of tools above and a legend
// beside them.
#pragma once

#include "core/matrix.h"
#include "data/source.h"
#include "neighbours/neighbours.h"
#include "ui/theme/theme.h"

#include <QPair>
#include <QString>
#include <QStringList>
#include <QVector>
#include <QWidget>
#include <cstdint>
#include <memory>
#include <vector>

namespace selfsight::ui {

// A map and what is known about its points. Everything is shared and immutable; vectors run parallel to the
// rows of `points`.
struct EncoderMap {
    QString run;
    QString label;    // "BYOL, seed 0"
    QString caption;  // method, options, seed, trust
    RunStyle style;
    std::shared_ptr<const Matrix> points;  // [n, 2]; rows that are not finite are counted, not drawn
    std::shared_ptr<const std::vector<std::int64_t>> imageIndices;  // into the image set; null: 0 … n − 1
    std::shared_ptr<const std::vector<int>> predicted;    // class, held-out only; −1: unknown; may be null
    std::shared_ptr<const neighbours::Graph> neighbours;  // of the rows in the original space; may be null
    // Numbers to colour by, one a row, by name ("distortion"); not finite: unknown.
    QVector<QPair<QString, std::shared_ptr<const std::vector<float>>>> numbers;
};

class MapArea : public QWidget {
    Q_OBJECT
  public:
    explicit MapArea(QWidget* parent = nullptr);
    ~MapArea() override;

    // The images behind the points, and their label columns. null: maps are shown without images.
    void setImages(std::shared_ptr<const data::ImageSet> images);
    // Adds or replaces the map of a run (at most four are shown at once, in the order in which they came).
    // Points that were there before move to their new place.
    void setMap(const EncoderMap& map);
    // A map while it forms: same rows as the run's map, or, before setMap(), images 0 … n − 1.
    void setFrame(const QString& run, std::shared_ptr<const Matrix> points);
    void removeMap(const QString& run);
    void clear();
    QStringList runs() const;

    // "class", "superclass", every other label column, then "correct" and "predicted" where predictions are
    // known.
    QStringList colourChoices() const;
    QString colourBy() const;
    void setColourBy(const QString& column);
    // The map's own colour choice in its row of tools; off where the window offers it already.
    void setColourControlVisible(bool visible);

    void showOnly(const QString& run);
    void showAll();

    // Selected images, ascending. Undoable.
    void setSelection(const QVector<qint64>& imageIndices);
    QVector<qint64> selection() const;
    void fit();
    // Moves the keyboard to the legend's search field (Ctrl+F).
    void findClass();

    // Writes the map of a run (all that are shown if empty) on the light theme; the format follows the suffix
    // (.png at 2×, .svg, .pdf, .csv). Throws RuntimeError(Environment).
    void exportTo(const QString& path, const QString& run = {}) const;

  public slots:
    void undo();
    void redo();
    void selectAll();  // all that match the filter
    void clearSelection();

  signals:
    void selectionChanged(const QVector<qint64>& imageIndices);
    void hovered(qint64 imageIndex);         // −1: none
    void pointActivated(qint64 imageIndex);  // clicked, or Enter
    void colourByChanged(const QString& column);
    void colourChoicesChanged();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

}  // namespace selfsight::ui
