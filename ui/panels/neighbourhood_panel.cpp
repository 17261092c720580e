#include "ui/panels/neighbourhood_panel.h"

#include "ui/map/colouring.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace selfsight::ui {
namespace {

// ".412": an accuracy or a share, always with three digits.
QString share(double value) {
    return std::isnan(value) ? QStringLiteral("–") : QString::number(value, 'f', 3);
}

}  // namespace

NeighbourhoodPanel::NeighbourhoodPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("neighbourhoodPanel"));
    caption_ = new CaptionLabel;
    caption_->setObjectName(QStringLiteral("neighbourhoodCaption"));
    caption_->setContentsMargins(gridUnit, 0, gridUnit, gridUnit / 2);
    table_ = new QTableWidget;
    table_->setObjectName(QStringLiteral("neighbourhoodTable"));
    table_->setAccessibleName(tr("Purity of the neighbours"));
    table_->setFrameShape(QFrame::NoFrame);
    table_->setShowGrid(false);
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setFont(theme::tabularFont(table_->font()));
    table_->verticalHeader()->hide();
    table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->setTabKeyNavigation(false);
    table_->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copy = new QAction(tr("Copy as tab-separated values"), table_);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, [this] { QApplication::clipboard()->setText(toTsv()); });
    table_->addAction(copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(caption_);
    layout->addWidget(table_, 1);
    fill();
}

void NeighbourhoodPanel::setImages(std::shared_ptr<const data::ImageSet> images) {
    images_ = std::move(images);
    for (Entry& entry : entries_) measure(entry);
    fill();
}

void NeighbourhoodPanel::setMap(const EncoderMap& map) {
    if (map.beside) return;  // the neighbours are the encoder's, whatever the map
    auto at = std::find_if(entries_.begin(), entries_.end(),
                           [&](const Entry& entry) { return entry.map.run == map.run; });
    if (at == entries_.end()) {
        entries_.append({map, {}});
        at = entries_.end() - 1;
    }
    const bool same = at->map.neighbours == map.neighbours && !at->purity.isEmpty();
    at->map = map;
    if (!same) measure(*at);
    fill();
}

void NeighbourhoodPanel::removeMap(const QString& run) {
    entries_.removeIf([&](const Entry& entry) { return entry.map.run == run; });
    fill();
}

void NeighbourhoodPanel::clear() {
    entries_.clear();
    selection_.clear();
    images_ = nullptr;
    fill();
}

void NeighbourhoodPanel::setSelection(const QVector<qint64>& images) {
    if (images.isEmpty() && selection_.isEmpty()) return;
    selection_ = images;
    fill();
}

void NeighbourhoodPanel::measure(Entry& entry) const {
    entry.purity.clear();
    const auto& graph = entry.map.neighbours;
    if (!images_ || !graph || graph->k == 0) return;
    for (const data::LabelColumn& column : images_->columns) {
        Labels labels(static_cast<std::size_t>(graph->count), -1);
        bool any = false;
        for (std::int64_t row = 0; row < graph->count; ++row) {
            const std::int64_t image = imageOfRow(entry.map, row);
            if (image < 0 || image >= static_cast<std::int64_t>(column.values.size())) continue;
            labels[static_cast<std::size_t>(row)] = column.values[static_cast<std::size_t>(image)];
            any |= labels[static_cast<std::size_t>(row)] >= 0;
        }
        if (any)
            entry.purity.append(eval::neighbourPurity(*graph, labels));
        else
            entry.purity.append(std::nullopt);
    }
}

void NeighbourhoodPanel::fill() {
    table_->clear();
    table_->setRowCount(0);
    QStringList titles{tr("encoder")};
    if (images_)
        for (const data::LabelColumn& column : images_->columns)
            titles << QString::fromStdString(column.name);
    table_->setColumnCount(static_cast<int>(titles.size()));
    table_->setHorizontalHeaderLabels(titles);
    const auto put = [this](int row, int column, const QString& text, const QString& tip) {
        auto* item = new QTableWidgetItem(text);
        item->setToolTip(tip);
        if (column > 0) item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        table_->setItem(row, column, item);
    };
    const QLocale locale;
    std::int64_t k = 0;
    const eval::Purity* chance = nullptr;
    QVector<double> chances(titles.size(), std::nan(""));
    for (const Entry& entry : entries_) {
        if (entry.purity.isEmpty()) continue;
        const int row = table_->rowCount();
        table_->insertRow(row);
        put(row, 0, entry.map.label, QString());
        std::vector<std::uint8_t> inside;
        if (!selection_.isEmpty()) {
            inside.assign(static_cast<std::size_t>(entry.map.neighbours->count), 0);
            for (std::int64_t r = 0; r < entry.map.neighbours->count; ++r)
                inside[static_cast<std::size_t>(r)] =
                    std::binary_search(selection_.begin(), selection_.end(), imageOfRow(entry.map, r));
            table_->insertRow(row + 1);
            put(row + 1, 0, tr("  of the selection"), QString());
        }
        for (int c = 0; c < entry.purity.size(); ++c) {
            const auto& purity = entry.purity[c];
            if (!purity) continue;
            chance = &*purity;
            k = purity->k;
            chances[c + 1] = purity->chance;
            put(row, c + 1, share(purity->purity),
                tr("95 % interval %1 to %2, %3 images; chance %4")
                    .arg(share(purity->interval.first), share(purity->interval.second),
                         locale.toString(static_cast<qlonglong>(purity->count)), share(purity->chance)));
            if (inside.empty()) continue;
            double sum = 0;
            std::int64_t count = 0;
            for (std::size_t r = 0; r < inside.size(); ++r)
                if (inside[r] && std::isfinite(purity->perImage[r])) {
                    sum += purity->perImage[r];
                    ++count;
                }
            put(row + 1, c + 1, count > 0 ? share(sum / static_cast<double>(count)) : share(std::nan("")),
                tr("Mean of %1 selected images").arg(locale.toString(static_cast<qlonglong>(count))));
        }
    }
    if (chance) {
        const int row = table_->rowCount();
        table_->insertRow(row);
        put(row, 0, tr("chance"), tr("What neighbours drawn at random among the other images would give"));
        for (int c = 1; c < chances.size(); ++c)
            if (!std::isnan(chances[c])) put(row, c, share(chances[c]), QString());
        for (int c = 0; c < table_->columnCount(); ++c)
            if (QTableWidgetItem* item = table_->item(row, c))
                item->setForeground(theme::colours(palette()).secondary);
    }
    caption_->setText(
        chance ? tr("Mean share of an image's %1 nearest neighbours with its label, in the original "
                    "space of each encoder (not on the map).")
                     .arg(k)
               : tr("How pure the neighbours of an image are in each encoder's original space appears "
                    "here when the neighbours are known."));
    table_->setVisible(chance != nullptr);
}

QString NeighbourhoodPanel::toTsv() const {
    QStringList lines;
    QStringList cells;
    for (int c = 0; c < table_->columnCount(); ++c) cells << table_->horizontalHeaderItem(c)->text();
    lines << cells.join(u'\t');
    for (int r = 0; r < table_->rowCount(); ++r) {
        cells.clear();
        for (int c = 0; c < table_->columnCount(); ++c)
            cells << (table_->item(r, c) ? table_->item(r, c)->text().trimmed() : QString());
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n');
}

}  // namespace selfsight::ui
