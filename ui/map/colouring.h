// What the colours of a map stand for: a label column, held-out correctness, predicted class, which encoders
// are right, a number, or what each class gains from one encoder to another.
#pragma once

#include "ui/map/map_area.h"
#include "ui/map/scene.h"

#include <QColor>
#include <QString>
#include <QStringList>
#include <QVector>
#include <cstdint>
#include <vector>

namespace selfsight::ui {

struct Category {
    QString name;
    int group = -1;  // into Colouring::groups
    QColor colour;
    Shape shape = Shape::Circle;
    std::int64_t count = 0;  // of the rows last asked for
    QString value;           // shown instead of the count; empty: the count
    QString tip;             // what the value says
};

constexpr std::uint16_t kNoCategory = 0xffff;

class Colouring {
  public:
    // Keys that are no label columns.
    static QString correct() { return QStringLiteral("correct"); }
    static QString predicted() { return QStringLiteral("predicted"); }
    static QString whoIsRight() { return QStringLiteral("who is right"); }

    // How far each point lies from its place on the first map.
    static QString displacement() { return QStringLiteral("displacement"); }
    // What each class gains (the second encoder names it better) or loses under the linear probe.
    static QString difference(const QString& firstRun, const QString& secondRun);
    static bool isDifference(const QString& key);
    // For people.
    static QString title(const QString& key, const QVector<EncoderMap>& maps);

    // The keys that can be shown, "class" and "superclass" first.
    static QStringList choices(const data::ImageSet* images, const QVector<EncoderMap>& maps);

    Colouring() = default;
    // An unknown key gives one category of everything. Nothing is kept of the arguments.
    Colouring(const QString& key, const data::ImageSet* images, const QVector<EncoderMap>& maps, bool dark);

    const QString& key() const { return key_; }
    const QVector<Category>& categories() const { return categories_; }
    const QStringList& groups() const { return groups_; }
    // The category of each row of a map; kNoCategory where nothing is known.
    std::vector<std::uint16_t> rows(const EncoderMap& map, const data::ImageSet* images) const;

  private:
    void useColumn(const data::LabelColumn& column, const data::ImageSet& images, bool dark);
    // Ten steps of the range that the maps' numbers of this name have in common. False: there are none.
    bool useNumbers(const QVector<EncoderMap>& maps, bool dark);
    void useAgreement(const data::ImageSet& images, const QVector<EncoderMap>& maps, bool dark);
    // One category a class, what gains most first.
    bool useDifference(const data::ImageSet& images, const QVector<EncoderMap>& maps, bool dark);

    QString key_;
    QVector<Category> categories_;
    QStringList groups_;
    std::vector<std::uint16_t> byImage_;  // for whoIsRight() and differences
    double low_ = 0, step_ = 0;  // for numbers: where the steps begin, and their width; 0: no numbers
};

const data::LabelColumn* findColumn(const data::ImageSet* images, const QString& name);
// "clock" for a value of a column; empty for −1 or a value out of range.
QString valueName(const data::LabelColumn* column, std::int64_t value);
// The image of a map's row; −1 when there is none.
std::int64_t imageOfRow(const EncoderMap& map, std::int64_t row);

}  // namespace selfsight::ui
