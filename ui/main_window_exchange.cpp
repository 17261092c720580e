// The part of the window that brings weights and embeddings in and takes results out.
#include "io/file.h"
#include "jobs/exchange_jobs.h"
#include "store/checkpoint.h"
#include "store/python_snippet.h"
#include "ui/dialogs/file_dialog.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/export/exporter.h"
#include "ui/main_window.h"
#include "ui/map/map_area.h"
#include "ui/panels/activity_bar.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/runs_panel.h"
#include "ui/panels/setup_panel.h"
#include "ui/plots/curves_view.h"

#include <QActionGroup>
#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHash>
#include <QMenu>
#include <QSettings>

namespace selfsight::ui {
namespace {

constexpr auto dpiKey = "export/dpi";

}  // namespace

void MainWindow::connectExchange() {
    const auto on = [this](QAction* action, auto slot) { connect(action, &QAction::triggered, this, slot); };
    on(actions_->importWeights, [this] { importWeights(); });
    on(actions_->openEmbeddings, [this] { openEmbeddings(); });
    on(actions_->exportWeights, [this] { exportWeights(); });
    on(actions_->copySnippet, [this] { copySnippet(); });
    for (QAction* action : actions_->exportResults->actions())
        on(action, [this, action] { exportResults(action->data().toString()); });
    const int dpi = QSettings().value(QLatin1String(dpiKey), 192).toInt();
    setPngScale(dpi / 96.0);
    for (QAction* action : actions_->resolutions->actions())
        action->setChecked(action->data().toInt() == dpi);
    connect(actions_->resolutions, &QActionGroup::triggered, this, [](const QAction* action) {
        QSettings().setValue(QLatin1String(dpiKey), action->data());
        setPngScale(action->data().toInt() / 96.0);
    });
}

void MainWindow::updateExchangeActions() {
    const bool open = !controller_->workspace().isEmpty();
    actions_->importWeights->setEnabled(open);
    actions_->openEmbeddings->setEnabled(open);
    const QString run = runs_->currentRun();
    const QString folder = controller_->workspace() + QStringLiteral("/runs/") + run;
    const bool weights = !run.isEmpty() && QDir(folder + QStringLiteral("/checkpoints")).exists();
    actions_->exportWeights->setEnabled(weights);
    actions_->copySnippet->setEnabled(weights);
    actions_->exportResults->setEnabled(!run.isEmpty());
    actions_->reportPdf->setEnabled(!controller_->runs()->shown().isEmpty());
}

void MainWindow::importWeights() {
    const QString file = file_dialog::openFile(
        this, tr("Import weights"), tr("Weights (*.safetensors *.pt *.pth *.ckpt *.bin);;All files (*)"));
    if (file.isEmpty()) return;
    ImportWeightsDialog dialog(file, setup_->setup().data, this);
    if (dialog.exec() != QDialog::Accepted) return;
    jobs::ImportWeightsSpec spec = dialog.spec();
    spec.workspace = controller_->workspace().toStdString();
    controller_->addJob(tr("Import of %1").arg(QFileInfo(file).fileName()),
                        [spec] { return jobs::makeImportWeightsJob(spec); });
}

void MainWindow::openEmbeddings() {
    const QString file = file_dialog::openFile(this, tr("Open embeddings"), tr("NumPy (*.npy)"));
    if (file.isEmpty()) return;
    ImportEmbeddingsDialog dialog(file, this);
    if (dialog.exec() != QDialog::Accepted) return;
    jobs::ImportEmbeddingsSpec spec = dialog.spec();
    spec.workspace = controller_->workspace().toStdString();
    controller_->addJob(tr("Embeddings of %1").arg(QFileInfo(file).fileName()),
                        [spec] { return jobs::makeImportEmbeddingsJob(spec); });
}

void MainWindow::exportWeights() {
    const QString run = runs_->currentRun();
    const QString path = file_dialog::saveFile(
        this, tr("Export weights"), run + QStringLiteral(".safetensors"),
        tr("safetensors (*.safetensors);;PyTorch (*.pt);;ONNX (*.onnx);;Python script and weights (*.py)"));
    if (path.isEmpty()) return;
    static const QHash<QString, const char*> formats{{QStringLiteral("safetensors"), "safetensors"},
                                                     {QStringLiteral("pt"), "pytorch"},
                                                     {QStringLiteral("pth"), "pytorch"},
                                                     {QStringLiteral("onnx"), "onnx"},
                                                     {QStringLiteral("py"), "python"}};
    const char* format = formats.value(QFileInfo(path).suffix().toLower(), nullptr);
    if (format == nullptr) {
        messages_->show({Notice::Level::Warning,
                         tr("The weights were not exported"),
                         path,
                         tr("Choose a name that ends in .safetensors, .pt, .onnx or .py."),
                         {}});
        return;
    }
    addExport(tr("Export of weights"), run, QLatin1String(format), path);
}

void MainWindow::exportResults(const QString& format) {
    const QString run = runs_->currentRun();
    const QString parent = file_dialog::openFolder(this, tr("Export results into a new folder below"));
    if (run.isEmpty() || parent.isEmpty()) return;
    addExport(tr("Export of results"), run, format, QDir(parent).filePath(run + QLatin1Char('-') + format));
}

void MainWindow::addExport(const QString& title, const QString& run, const QString& format,
                           const QString& path) {
    jobs::ExportSpec spec;
    spec.workspace = controller_->workspace().toStdString();
    spec.run = run.toStdString();
    spec.format = format.toStdString();
    spec.output = path.toStdString();
    controller_->addJob(title, [spec] { return jobs::makeExportJob(spec); });
}

void MainWindow::copySnippet() {
    try {
        const store::RunFolder run = store::RunFolder(controller_->workspace().toStdString() + "/runs/" +
                                                      runs_->currentRun().toStdString());
        const auto latest = store::CheckpointFolder(run.checkpointFolder()).latest();
        if (!latest) throw inputError(run.checkpointFolder().string(), "holds no checkpoint");
        const io::Tensor* head = latest->checkpoint.find("encoder.fc.1.weight");
        const std::int64_t classes = head != nullptr && !head->shape.empty() ? head->shape[0] : 1;
        QGuiApplication::clipboard()->setText(QString::fromStdString(
            store::encoderSnippet(run.record(), run.record().dimension, classes,
                                  run.record().id + ".safetensors", store::readNormalisation(run.path()))));
        activity_->showMessage(tr("Copied; export the weights as %1.safetensors beside the script")
                                   .arg(QString::fromStdString(run.record().id)),
                               5000);
    } catch (...) {
        messages_->show(exceptionNotice(tr("No script was copied")));
    }
}

}  // namespace selfsight::ui
