// One to four maps side by side, with linked hover, selection and zoom, a row of tools above and a legend
// beside them.
#pragma once

#include "core/matrix.h"
#include "data/source.h"
#include "neighbours/neighbours.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QPair>
#include <QSet>
#include <QString>
#include <QStringList>
#include <QVector>
#include <QWidget>
#include <cstdint>
#include <memory>
#include <vector>

class QUndoStack;

namespace selfsight::ui {

// Another map of the same encoder: other options, another seed, another method.
struct OtherMap {
    QString stem;  // of its files
    bool beside = false;
    bool operator==(const OtherMap&) const = default;
};

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
    QVector<OtherMap> others;  // that can be shown beside it
    bool beside = false;       // itself another map of an encoder that is shown already
};

// A note as the maps show it: a label at the middle of its images, or in the corner of its map.
struct MapNote {
    QString id;
    QString title;           // its first line
    QString text;            // Markdown
    QString run;             // on whose map; empty: on all
    QVector<qint64> images;  // empty: it speaks of the whole map
};

// Maps of a run while it was training, rows as in its finished map (not finite: no place then), moved onto
// it.
struct MapTimeline {
    QVector<double> epochs;  // ascending
    QVector<std::shared_ptr<const Matrix>> points;
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
    // Moments before the run's finished map; a bar to play and scrub appears while there are any.
    void setTimeline(const QString& run, const MapTimeline& timeline);
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

    // The augmented views of an image that viewsWanted() asked for; a card that shows the image gets them.
    void setViews(const QString& run, qint64 image, const QImage& first, const QImage& second,
                  double similarity, double unrelated);
    void setNotes(const QVector<MapNote>& notes);
    // What is said in dense regions is common there; off: no words.
    void setRegionsVisible(bool visible);
    // Lines from each point's place on the first map to its place on the others.
    void setDisplacementVisible(bool visible);
    // Only images that exactly these encoders have right (bit e: the map e of those with predictions).
    void setRightFilter(const QSet<int>& sets);
    // The ring, as if the mouse were over the image; −1: none.
    void setHovered(qint64 image);
    // Opens the card of the image on the first map that shows it, as a click does.
    void activate(qint64 image);

    // Selections are taken back through this stack from now on, among the window's other changes.
    void setUndoStack(QUndoStack* edits);
    // Selected images, ascending. Undoable.
    void setSelection(const QVector<qint64>& imageIndices);
    QVector<qint64> selection() const;
    void fit();
    // Moves the keyboard to the legend's search field (Ctrl+F).
    void findClass();

    // Writes the map of a run (all that are shown if empty) on the light theme; the format follows the suffix
    // (.png at 2×, .svg, .pdf, .csv). Throws RuntimeError(Environment).
    void exportTo(const QString& path, const QString& run = {}) const;
    // The selected images: .csv with their labels and places on every map, .png or .pdf as a contact sheet.
    // Throws RuntimeError(Usage) when nothing is selected or there are no images to show.
    void exportSelection(const QString& path) const;

  public slots:
    void undo();
    void redo();
    void selectAll();  // all that match the filter
    void clearSelection();

  signals:
    void selectionChanged(const QVector<qint64>& imageIndices);
    void hovered(qint64 imageIndex);         // −1: none
    void pointActivated(qint64 imageIndex);  // clicked, or Enter
    // The card shows this image: views of its runs would be welcome.
    void viewsWanted(qint64 image);
    void noteActivated(const QString& id);
    // Another map of the same run is wanted beside this one, or no longer.
    void besideRequested(const QString& run, const QString& stem, bool on);
    void colourByChanged(const QString& column);
    void colourChoicesChanged();
    // The moment of training that the maps show, in epochs; infinite: the finished maps.
    void momentChanged(double epoch);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

}  // namespace selfsight::ui
