// Help: the guide, About, and the guided tour of what the notebook found, shown on the runs that are there.
#include "core/version.h"
#include "ui/main_window.h"
#include "ui/map/map_area.h"
#include "ui/map/renderer.h"
#include "ui/panels/comparison_panel.h"
#include "ui/panels/panel_title.h"
#include "ui/panels/runs_panel.h"
#include "ui/panels/setup_panel.h"
#include "ui/panels/tour.h"
#include "ui/panels/welcome_page.h"
#include "ui/plots/curves_view.h"

#include <QDockWidget>
#include <QMessageBox>
#include <QStackedWidget>
#include <QTabWidget>

namespace selfsight::ui {

void MainWindow::connectHelp() {
    connect(actions_->guide, &QAction::triggered, this, &MainWindow::showGuide);
    connect(actions_->tour, &QAction::triggered, this, &MainWindow::startTour);
    connect(actions_->about, &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::showGuide() {
    QMessageBox box(QMessageBox::NoIcon, tr("What to look at"), QString(), QMessageBox::Close, this);
    box.setObjectName(QStringLiteral("guide"));
    box.setTextFormat(Qt::RichText);
    box.setText(
        tr("<p><b>Curves: how it learns.</b> Each line is a run. The supervised loss measures classes; "
           "BYOL's and SimSiam's measure "
           "how well one view of an image predicts the other, so their values cannot be compared with it. "
           "Watch the collapse "
           "measure: near 0, every image has the same embedding.</p>"
           "<p><b>Map: what it sees.</b> Each point is a test image; neighbours have similar embeddings. "
           "Colour by class, then by "
           "background: where the background forms the islands, that is what the encoder attends to. The "
           "size of an island and "
           "the gap between two carry no meaning.</p>"
           "<p><b>Linear probe: what it is worth.</b> The accuracy of a linear classifier on the frozen "
           "embedding, on images it was "
           "not fitted on. Random weights are the level to beat, not chance. ◆ marks the notebook's "
           "published figures.</p>"));
    box.exec();
}

void MainWindow::showAbout() {
    QMessageBox box(QMessageBox::NoIcon, tr("About Selfsight"), QString(), QMessageBox::Close, this);
    box.setObjectName(QStringLiteral("about"));
    box.setIconPixmap(windowIcon().pixmap(64, 64));
    box.setTextFormat(Qt::RichText);
    box.setText(tr("<h3>Selfsight %1</h3><p>What does an image encoder learn with labels, without labels, "
                   "and untrained?</p>"
                   "<p>Device: %2<br>Qt %3</p><p>Free software under the GNU General Public License, version "
                   "3 or later. "
                   "Made with LibTorch, Qt, QCustomPlot, Eigen, nlohmann/json and toml++.</p>")
                    .arg(QLatin1String(kVersion), deviceSummary_.toHtmlEscaped(), QLatin1String(qVersion())));
    box.setInformativeText(MapRenderer::description());
    box.exec();
}

void MainWindow::startTour() {
    if (!tour_) tour_ = new Tour(this);
    tour_->start(tourSteps());
}

QVector<TourStep> MainWindow::tourSteps() {
    const auto group = [this](const char* wanted) {
        return [this, wanted = QString::fromLatin1(wanted)] {
            if (curves_->groups().contains(wanted)) curves_->setGroup(wanted);
        };
    };
    const auto colour = [this](const char* wanted) {
        return [this, wanted = QString::fromLatin1(wanted)] {
            map_->showAll();
            if (map_->colourChoices().contains(wanted)) map_->setColourBy(wanted);
        };
    };
    const auto raised = [](QWidget* panel) {
        return [panel] {
            for (QWidget* parent = panel; parent; parent = parent->parentWidget())
                if (auto* dock = qobject_cast<QDockWidget*>(parent)) {
                    dock->show();
                    dock->raise();
                    return;
                }
        };
    };
    if (pages_->currentWidget() == welcome_)
        return {{welcome_,
                 tr("Nothing has been trained here yet"),
                 tr("“Try the demo” generates images and trains the four encoders on them in some five "
                    "minutes. Take "
                    "the tour again as soon as the first curves move: from Help ▸ Guided tour."),
                 {}},
                {setup_, tr("Or set up a run of your own"),
                 tr("Choose images, a method and how long it may train. “Measure” says what that costs "
                    "before you "
                    "start; “Options…” shows every choice, and what the augmentation does to your images."),
                 raised(setup_)}};
    return {
        {runs_, tr("Four encoders, one architecture"),
         tr("The same network was trained with labels (supervised), without (BYOL, SimSiam), and not at all "
            "(random "
            "weights). Ticked runs are in the curves, the maps and the bars. A double-click ticks one."),
         raised(runs_)},
        {curves_, tr("How they learn"),
         tr("Each line is a run, its best value starred. The supervised loss measures classes; those of BYOL "
            "and "
            "SimSiam only how well one view of an image predicts the other. Their heights cannot be "
            "compared."),
         group("loss")},
        {curves_, tr("Whether they collapse"),
         tr("A loss can fall while an encoder learns to give every image the same embedding. The collapse "
            "measure "
            "shows it: near 0, nothing is told apart any more."),
         group("collapse")},
        {map_, tr("What they see"),
         tr("Each point is a test image; neighbours have similar embeddings. Coloured by class, the "
            "supervised map has "
            "an island for most classes, the random one has none. Hover over a point to see its image and "
            "its nearest "
            "neighbours."),
         colour("class")},
        {map_, tr("What the others attend to instead"),
         tr("Now the same maps by background, where the images have one. Where backgrounds form the islands, "
            "that is "
            "what an encoder learnt without labels has kept. Sizes of islands and gaps between them mean "
            "nothing."),
         colour("background")},
        {comparison_, tr("What it is worth"),
         tr("How many classes a linear classifier reads out of each frozen embedding, with its interval. "
            "Random "
            "weights are the level to beat, not chance; ◆ marks the notebook's figures, under its protocol. "
            "Bars whose "
            "intervals overlap are no ranking: see the paired tests below."),
         raised(comparison_)},
        {setupDock_, tr("Your turn"),
         tr("Change one thing and compare: another seed, a longer budget, stronger augmentation. “Vary…” "
            "trains a grid "
            "and says which values were worth it. Workspace ▸ Report writes all of this down."),
         [this] {
             setupDock_->show();
             setupDock_->raise();
             setupTabs_->setCurrentWidget(setup_);
         }},
    };
}

}  // namespace selfsight::ui
