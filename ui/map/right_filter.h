// "Who gets this right" as a filter: every combination of up to four encoders with its number of images. A
// button whose popup lists them; what is unticked turns pale on the maps, whatever they are coloured by.
#pragma once

#include "ui/map/correctness.h"

#include <QSet>
#include <QToolButton>

class QLabel;
class QListWidget;

namespace selfsight::ui {

class RightFilter : public QToolButton {
    Q_OBJECT
  public:
    explicit RightFilter(QWidget* parent = nullptr);

    // What was unticked stays so while the same encoders are compared.
    void setMaps(const data::ImageSet* images, const QVector<EncoderMap>& maps);
    const Correctness& correctness() const { return known_; }
    // Whether anything is filtered.
    bool active() const { return !off_.isEmpty(); }
    // False for images that not all encoders held out, while the filter is active.
    bool allows(qint64 image) const;
    // Only these combinations (bit e: encoder e is right); all of them: no filter.
    void setOnly(const QSet<int>& sets);
    void clear();
    // "BYOL + SimSiam right" for captions; empty when nothing is filtered.
    QString summary() const;

  signals:
    void changed();
    void selectRequested(const QSet<int>& sets);

  private:
    void fill();
    void updateText();

    Correctness known_;
    QSet<int> off_;
    QLabel* note_;
    QListWidget* list_;
    QToolButton* all_;
    QToolButton* select_;
    bool filling_ = false;
};

}  // namespace selfsight::ui
