// The part of the window that connects findings: kept selections, notes, labels made by hand.
#include "ui/dialogs/label_dialog.h"
#include "ui/main_window.h"
#include "ui/map/map_area.h"
#include "ui/map/thumbnails.h"
#include "ui/panels/findings_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/neighbourhood_panel.h"
#include "ui/panels/points_table.h"
#include "ui/panels/selection_panel.h"

#include <QDockWidget>

namespace selfsight::ui {

void MainWindow::connectFindings() {
    Results* results = controller_->results();
    connect(controller_->findings(), &Findings::changed, this, [this] {
        showImages();
        updateFindings();
    });
    connect(results, &Results::imagesReady, this,
            [this](const std::shared_ptr<const data::ImageSet>& images) {
                images_ = images;
                imageColumns_ = images->columns;
                labelsShown_.reset();
                showImages();
                updateFindings();
            });
    connect(results, &Results::mapReady, this, &MainWindow::updateFindings);
    connect(results, &Results::mapRemoved, this, &MainWindow::updateFindings);
    connect(map_, &MapArea::selectionChanged, this, &MainWindow::updateFindings);
    connect(map_, &MapArea::viewsWanted, results, &Results::requestViews);
    connect(
        results, &Results::viewsReady, map_,
        [this](const QString& run, qint64 image, const std::shared_ptr<const jobs::AugmentedViews>& views) {
            QImage pictures[2];
            for (std::size_t v = 0; v < 2; ++v) {
                data::ImageSet set;
                set.count = 1;
                set.height = views->height;
                set.width = views->width;
                set.pixels = views->pixels[v];
                pictures[v] = imageOf(set, 0, 64);
            }
            map_->setViews(run, image, pictures[0], pictures[1], views->similarity, views->unrelated);
        });
    connect(results, &Results::mapReady, points_->model(), &PointsModel::setMap);
    connect(results, &Results::mapRemoved, points_->model(), &PointsModel::removeMap);
    connect(map_, &MapArea::selectionChanged, points_, &PointsTable::setSelection);
    connect(points_, &PointsTable::selectionRequested, map_, &MapArea::setSelection);
    connect(points_, &PointsTable::currentChanged, map_, &MapArea::setHovered);
    connect(points_, &PointsTable::activated, map_, &MapArea::activate);
    connect(results, &Results::mapReady, neighbourhood_, &NeighbourhoodPanel::setMap);
    connect(results, &Results::mapRemoved, neighbourhood_, &NeighbourhoodPanel::removeMap);
    connect(map_, &MapArea::selectionChanged, neighbourhood_, &NeighbourhoodPanel::setSelection);
    connect(controller_, &Controller::workspaceOpened, this, [this] {
        images_ = nullptr;
        labelsShown_.reset();
        points_->model()->clear();
        neighbourhood_->clear();
    });
    connect(map_, &MapArea::besideRequested, controller_, &Controller::showBeside);
    connect(map_, &MapArea::noteActivated, findings_, &FindingsPanel::open);
    connect(findings_, &FindingsPanel::selectionRequested, map_, &MapArea::setSelection);
    connect(findings_, &FindingsPanel::raised, this, [this] {
        findingsDock_->show();
        findingsDock_->raise();
    });
    connect(selection_, &SelectionPanel::keepRequested, findings_, &FindingsPanel::keepSelection);
    connect(selection_, &SelectionPanel::noteRequested, findings_,
            [this] { findings_->addNote(store::Note::Target::Selection); });
    connect(selection_, &SelectionPanel::labelRequested, this, &MainWindow::labelSelection);
    connect(selection_, &SelectionPanel::exportRequested, this, [this](const QString& path) {
        try {
            map_->exportSelection(path);
        } catch (...) {
            messages_->show(exceptionNotice(tr("The selection was not exported")));
        }
    });
}

// The images with the label columns that were made by hand. Views are told only when these have changed. The
// pixels are there once: the set without these columns is let go.
void MainWindow::showImages() {
    if (!images_) return;
    const std::string hash = controller_->results()->imagesHash();
    std::vector<store::HandLabels> wanted;
    for (const store::HandLabels& labels : controller_->findings()->all().labels)
        if (labels.dataHash == hash) wanted.push_back(labels);
    if (labelsShown_ && *labelsShown_ == wanted) return;
    if (!wanted.empty() || (labelsShown_ && !labelsShown_->empty())) {
        auto labelled = std::make_shared<data::ImageSet>(*images_);
        labelled->columns = imageColumns_;
        for (const store::HandLabels& labels : wanted) {
            // Runs keep a copy beside their embeddings, which may be older.
            std::erase_if(labelled->columns,
                          [&](const auto& column) { return column.name == labels.column; });
            labelled->columns.push_back({labels.column, labels.names, labels.values(images_->count)});
        }
        images_ = std::move(labelled);
        controller_->results()->relabel(images_);
    }
    labelsShown_ = std::move(wanted);
    map_->setImages(images_);
    selection_->setImages(images_);
    points_->model()->setImages(images_);
    neighbourhood_->setImages(images_);
}

void MainWindow::updateFindings() {
    FindingsContext context;
    context.dataHash = controller_->results()->imagesHash();
    context.selection = map_->selection();
    for (const QString& run : map_->runs())
        if (controller_->runs()->rowOf(run) >= 0)
            context.runs.append({run, controller_->runs()->style(run).label});
    findings_->setContext(context);
    map_->setNotes(mapNotes(controller_->findings()->all(), context));
}

void MainWindow::labelSelection() {
    const QVector<qint64> chosen = map_->selection();
    if (chosen.isEmpty() || !images_) return;
    QStringList own;
    for (const store::HandLabels& labels : controller_->findings()->all().labels)
        if (labels.dataHash == controller_->results()->imagesHash())
            own.append(QString::fromStdString(labels.column));
    QStringList taken;
    for (const data::LabelColumn& column : imageColumns_)
        if (!own.contains(QString::fromStdString(column.name)))
            taken.append(QString::fromStdString(column.name));
    LabelDialog dialog(chosen.size(), own, taken, this);
    if (dialog.exec() != QDialog::Accepted) return;
    controller_->labelImages(dialog.column(), dialog.value(), dialog.rest(), chosen, images_->count,
                             dialog.probe());
    map_->setColourBy(dialog.column());
}

}  // namespace selfsight::ui
