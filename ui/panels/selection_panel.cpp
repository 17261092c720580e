#include "ui/panels/selection_panel.h"

#include "ui/dialogs/file_dialog.h"
#include "ui/models/image_model.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

namespace selfsight::ui {

QVector<ClassCount> countClasses(const data::LabelColumn& column, const QVector<qint64>& images) {
    std::map<std::int64_t, qint64> counts;
    for (const qint64 image : images) {
        if (image >= 0 && image < static_cast<qint64>(column.values.size()))
            ++counts[column.values[static_cast<std::size_t>(image)]];
    }
    QVector<ClassCount> found;
    for (const auto& [value, count] : counts) {
        const bool named = value >= 0 && value < static_cast<std::int64_t>(column.names.size());
        found.push_back({named ? QString::fromStdString(column.names[static_cast<std::size_t>(value)])
                               : SelectionPanel::tr("unlabelled"),
                         count});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    return found;
}

HistogramView::HistogramView(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("classHistogram"));
    setAccessibleName(tr("Classes of the selection"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void HistogramView::setCounts(const QVector<ClassCount>& counts, qint64 total) {
    counts_ = counts;
    total_ = total;
    QStringList texts;
    for (const ClassCount& entry : counts)
        texts.push_back(QStringLiteral("%1 %2").arg(entry.name).arg(entry.count));
    setAccessibleDescription(texts.join(QStringLiteral(", ")));
    setToolTip(texts.join('\n'));
    updateGeometry();
    QWidget::update();
}

QSize HistogramView::sizeHint() const {
    const int rows =
        std::min<int>(static_cast<int>(counts_.size()), rowsAtMost) + (counts_.size() > rowsAtMost ? 1 : 0);
    return {30 * gridUnit, rows * (fontMetrics().height() + 4)};
}

void HistogramView::paintEvent(QPaintEvent*) {
    if (counts_.isEmpty() || total_ == 0) return;
    QPainter painter(this);
    const theme::Colours& colours = theme::colours(palette());
    const QFont tabular = theme::tabularFont(font());
    const int row = fontMetrics().height() + 4;
    const int name = std::min(width() * 2 / 5, 16 * gridUnit);
    const int number = QFontMetrics(tabular).horizontalAdvance(QStringLiteral("0000  100 %"));
    const int left = gridUnit + name + gridUnit;
    const double track = width() - left - number - 2 * gridUnit;
    const int shown = std::min<int>(static_cast<int>(counts_.size()), rowsAtMost);
    for (int i = 0; i < shown; ++i) {
        const ClassCount& entry = counts_[i];
        const double share = static_cast<double>(entry.count) / static_cast<double>(total_);
        const QRect line(gridUnit, i * row, name, row);
        painter.setFont(font());
        painter.setPen(colours.text);
        painter.drawText(line, Qt::AlignVCenter | Qt::AlignLeft,
                         fontMetrics().elidedText(entry.name, Qt::ElideRight, name));
        const double longest = static_cast<double>(counts_.front().count) / static_cast<double>(total_);
        painter.fillRect(QRectF(left, i * row + row / 2 - 3, std::max(1.0, track * share / longest), 6),
                         colours.accent);
        painter.setFont(tabular);
        painter.setPen(colours.secondary);
        painter.drawText(QRect(width() - number - gridUnit, i * row, number, row),
                         Qt::AlignVCenter | Qt::AlignRight,
                         QStringLiteral("%1  %2 %").arg(entry.count).arg(share * 100, 3, 'f', 0));
    }
    if (counts_.size() <= rowsAtMost) return;
    painter.setFont(font());
    painter.setPen(colours.secondary);
    painter.drawText(QRect(gridUnit, shown * row, width() - 2 * gridUnit, row),
                     Qt::AlignVCenter | Qt::AlignLeft,
                     tr("and %n more", nullptr, static_cast<int>(counts_.size()) - shown));
}

SelectionPanel::SelectionPanel(QWidget* parent) : QWidget(parent), model_(new ImageModel(this)) {
    setObjectName(QStringLiteral("selectionPanel"));
    auto* row = new QHBoxLayout(controls_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    const auto button = [row](const char* icon, const char* name, const QString& label, const QString& tip) {
        auto* made = new QToolButton;
        made->setObjectName(QLatin1String(name));
        made->setIcon(theme::themedIcon(QLatin1String(icon)));
        made->setAutoRaise(true);
        made->setAccessibleName(label);
        made->setToolTip(tip);
        row->addWidget(made);
        return made;
    };
    keep_ = button("keep", "selectionKeep", tr("Keep the selection"),
                   tr("Keep the selection under a name in the workspace"));
    note_ = button("note", "selectionNote", tr("Note on the selection"),
                   tr("Write a note: a label on the maps, and part of the report"));
    label_ = button("tag", "selectionLabel", tr("Label the selection"),
                    tr("Give these images a value of a new label column, to colour by and to probe"));
    export_ = button("export", "exportSelection", tr("Export the selection"),
                     tr("Export the selection as a table or a contact sheet"));
    connect(keep_, &QToolButton::clicked, this, &SelectionPanel::keepRequested);
    connect(note_, &QToolButton::clicked, this, &SelectionPanel::noteRequested);
    connect(label_, &QToolButton::clicked, this, &SelectionPanel::labelRequested);
    auto* formats = new QMenu(export_);
    formats->setObjectName(QStringLiteral("selectionFormats"));
    formats->addAction(tr("Table with places on the maps (CSV)…"), this,
                       [this] { exportAs(tr("selection.csv"), tr("CSV (*.csv)")); });
    formats->addAction(tr("Contact sheet (PNG)…"), this,
                       [this] { exportAs(tr("selection.png"), tr("PNG (*.png)")); });
    formats->addAction(tr("Contact sheet (PDF)…"), this,
                       [this] { exportAs(tr("selection.pdf"), tr("PDF (*.pdf)")); });
    export_->setPopupMode(QToolButton::InstantPopup);
    export_->setMenu(formats);

    summary_ = new CaptionLabel(QString(), this);
    summary_->setObjectName(QStringLiteral("selectionSummary"));
    summary_->setContentsMargins(gridUnit, 0, gridUnit, gridUnit / 2);
    summary_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    histogram_ = new HistogramView(this);
    grid_ = new QListView(this);
    grid_->setObjectName(QStringLiteral("selectionGrid"));
    grid_->setAccessibleName(tr("Selected images"));
    grid_->setModel(model_);
    grid_->setViewMode(QListView::IconMode);
    grid_->setResizeMode(QListView::Adjust);
    grid_->setMovement(QListView::Static);
    grid_->setUniformItemSizes(true);
    grid_->setLayoutMode(QListView::Batched);
    grid_->setSpacing(2);
    grid_->setFrameShape(QFrame::NoFrame);
    connect(grid_, &QListView::activated, this, [this](const QModelIndex& index) {
        emit imageActivated(index.data(ImageModel::IndexRole).toLongLong());
    });

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridUnit / 2);
    layout->addWidget(summary_);
    layout->addWidget(histogram_);
    layout->addWidget(grid_, 1);
    update();
}

QWidget* SelectionPanel::controls() const {
    return controls_;
}

void SelectionPanel::setImages(std::shared_ptr<const data::ImageSet> images) {
    images_ = std::move(images);
    model_->setImages(images_);
    if (images_ && !images_->pixels.empty()) {
        // Small images are drawn twice as large, larger ones as they are.
        const int scale = images_->width <= 48 ? 2 : 1;
        model_->setScale(scale);
        grid_->setIconSize(QSize(images_->width, images_->height) * scale);
        grid_->setGridSize(grid_->iconSize() + QSize(4, 4));
    }
    update();
}

void SelectionPanel::setSelection(const QVector<qint64>& images) {
    selection_ = images;
    update();
}

void SelectionPanel::setColumn(const QString& column) {
    column_ = column;
    update();
}

void SelectionPanel::update() {
    model_->setIndices(selection_);
    const bool some = !selection_.isEmpty() && images_;
    const bool pixels = some && !images_->pixels.empty();
    histogram_->setVisible(some);
    grid_->setVisible(pixels);
    for (QToolButton* each : {keep_, note_, label_, export_}) each->setEnabled(some);
    if (!some) {
        summary_->setText(
            tr("Draw a rectangle or a lasso on the map to see the images of that region and their classes."));
        return;
    }
    const data::LabelColumn* column = images_->column(column_.toStdString());
    if (!column && !images_->columns.empty()) column = &images_->columns.front();
    const auto counts = column ? countClasses(*column, selection_) : QVector<ClassCount>();
    histogram_->setCounts(counts, selection_.size());
    const QLocale locale;
    QString text =
        tr("%1 of %2 images")
            .arg(locale.toString(selection_.size()), locale.toString(static_cast<qlonglong>(images_->count)));
    if (column) {
        text += tr(" · %1 values of “%2”").arg(counts.size()).arg(QString::fromStdString(column->name));
    }
    if (!pixels) text += tr(" · images not at hand");
    summary_->setText(text);
}

void SelectionPanel::exportAs(const QString& name, const QString& filter) {
    const QString path = file_dialog::saveFile(this, tr("Export the selection"), name, filter);
    if (!path.isEmpty()) emit exportRequested(path);
}

}  // namespace selfsight::ui
