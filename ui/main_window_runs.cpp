// The part of the window that asks before something is run: grids, copies, probes elsewhere, the bin, data
// from the network.
#include "ui/dialogs/bin_dialog.h"
#include "ui/dialogs/download_dialog.h"
#include "ui/dialogs/transfer_dialog.h"
#include "ui/dialogs/vary_dialog.h"
#include "ui/main_window.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/setup_panel.h"

#include <QDockWidget>
#include <QStandardPaths>
#include <QTabWidget>

namespace selfsight::ui {

void MainWindow::downloadData() {
    DownloadDialog dialog(QStringLiteral("CIFAR-100"), cifar100(),
                          QStandardPaths::writableLocation(QStandardPaths::DownloadLocation), this);
    if (dialog.exec() == QDialog::Accepted) chooseData(dialog.path());
}

void MainWindow::duplicate(const QString& id) {
    const auto summary = controller_->runs()->summary(id);
    if (!summary) return;
    try {
        setup_->setSetup(setupOf(summary->record));
        setupDock_->show();
        setupTabs_->setCurrentWidget(setup_);
    } catch (...) {
        messages_->show(exceptionNotice(tr("The set-up of this run cannot be read")));
    }
}

void MainWindow::vary(const Setup& setup) {
    VaryDialog dialog(
        setup,
        [this](const Setup& chosen, const std::string& method) {
            return controller_->expectedSeconds(chosen, method);
        },
        this);
    if (dialog.exec() != QDialog::Accepted) return;
    messages_->clear();
    if (!controller_->startSweep(dialog.setup(), dialog.axes())) return;
    sweepsDock_->show();
    sweepsDock_->raise();
}

void MainWindow::varyRun(const QString& id) {
    const auto summary = controller_->runs()->summary(id);
    if (!summary) return;
    try {
        vary(setupOf(summary->record));
    } catch (...) {
        messages_->show(exceptionNotice(tr("The set-up of this run cannot be read")));
    }
}

void MainWindow::probeElsewhere(const QString& id) {
    const auto summary = controller_->runs()->summary(id);
    if (!summary) return;
    TransferDialog dialog(controller_->runs()->style(id).label,
                          QString::fromStdString(summary->record.dataLocation), setup_->knownData(), this);
    if (dialog.exec() == QDialog::Accepted)
        controller_->probeElsewhere(id, dialog.data(), dialog.protocol(), dialog.label());
}

void MainWindow::openBin() {
    BinDialog dialog(store::binnedRuns(controller_->workspace().toStdString()), this);
    if (dialog.exec() == QDialog::Accepted) controller_->restoreRuns(dialog.chosen());
}

}  // namespace selfsight::ui
