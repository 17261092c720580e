#include "ui/panels/selection_panel.h"

#include "ui/dialogs/file_dialog.h"
#include "ui/models/image_model.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPainter>
#include <QSaveFile>
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
    export_ = new QToolButton;
    export_->setObjectName(QStringLiteral("exportSelection"));
    export_->setIcon(theme::themedIcon(QStringLiteral("export")));
    export_->setAutoRaise(true);
    export_->setAccessibleName(tr("Export the selection"));
    export_->setToolTip(tr("Export the selection as CSV"));
    connect(export_, &QToolButton::clicked, this, &SelectionPanel::exportCsv);

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
    return export_;
}

void SelectionPanel::setImages(std::shared_ptr<const data::ImageSet> images) {
    images_ = std::move(images);
    model_->setImages(images_);
    if (images_) {
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
    histogram_->setVisible(some);
    grid_->setVisible(some);
    export_->setEnabled(some);
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
    summary_->setText(text);
}

void SelectionPanel::exportCsv() {
    const QString path =
        file_dialog::saveFile(this, tr("Export the selection"), tr("selection.csv"), tr("CSV (*.csv)"));
    if (path.isEmpty() || !images_) return;
    const auto quoted = [](QString text) { return '"' + text.replace('"', QStringLiteral("\"\"")) + '"'; };
    QStringList lines;
    QStringList header{QStringLiteral("index")};
    for (const data::LabelColumn& column : images_->columns)
        header.push_back(quoted(QString::fromStdString(column.name)));
    if (!images_->paths.empty()) header.push_back(QStringLiteral("path"));
    lines.push_back(header.join(','));
    for (const qint64 image : selection_) {
        const auto at = static_cast<std::size_t>(image);
        QStringList cells{QString::number(image)};
        for (const data::LabelColumn& column : images_->columns) {
            const std::int64_t value = at < column.values.size() ? column.values[at] : -1;
            cells.push_back(
                value < 0 ? QString()
                          : quoted(QString::fromStdString(column.names[static_cast<std::size_t>(value)])));
        }
        if (at < images_->paths.size()) cells.push_back(quoted(QString::fromStdString(images_->paths[at])));
        lines.push_back(cells.join(','));
    }
    QSaveFile file(path);
    const QByteArray bytes = (lines.join('\n') + '\n').toUtf8();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        emit failed(tr("%1 could not be written: %2").arg(path, file.errorString()));
    }
}

}  // namespace selfsight::ui
