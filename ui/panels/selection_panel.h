// The images that are selected on the map: how many of which class, and the images themselves.
#pragma once

#include "data/source.h"
#include "ui/panels/panel_title.h"

#include <QVector>
#include <QWidget>
#include <memory>

class QLabel;
class QListView;
class QToolButton;

namespace selfsight::ui {

class ImageModel;

// Counts of a label column among chosen images, commonest first.
struct ClassCount {
    QString name;
    qint64 count = 0;
};
QVector<ClassCount> countClasses(const data::LabelColumn& column, const QVector<qint64>& images);

// The commonest classes as bars with their counts.
class HistogramView final : public QWidget {
    Q_OBJECT

  public:
    explicit HistogramView(QWidget* parent = nullptr);
    void setCounts(const QVector<ClassCount>& counts, qint64 total);
    QSize sizeHint() const override;
    static constexpr int rowsAtMost = 6;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QVector<ClassCount> counts_;
    qint64 total_ = 0;
};

class SelectionPanel final : public QWidget {
    Q_OBJECT

  public:
    explicit SelectionPanel(QWidget* parent = nullptr);

    void setImages(std::shared_ptr<const data::ImageSet> images);
    void setSelection(const QVector<qint64>& images);
    void setColumn(const QString& column);
    QWidget* controls() const;

  signals:
    void imageActivated(qint64 image);
    // As a table (.csv) or a contact sheet (.png, .pdf).
    void exportRequested(const QString& path);
    void labelRequested();
    void keepRequested();
    void noteRequested();

  private:
    void update();
    void exportAs(const QString& name, const QString& filter);

    std::shared_ptr<const data::ImageSet> images_;
    QVector<qint64> selection_;
    QString column_ = QStringLiteral("class");
    QLabel* summary_;
    HistogramView* histogram_;
    QListView* grid_;
    ImageModel* model_;
    PanelControls controls_;
    QToolButton* keep_;
    QToolButton* note_;
    QToolButton* label_;
    QToolButton* export_;
};

}  // namespace selfsight::ui
