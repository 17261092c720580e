#include "ui/dialogs/bin_dialog.h"

#include "ui/models/runs_model.h"
#include "ui/panels/panel_title.h"

#include <QDialogButtonBox>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace selfsight::ui {

BinDialog::BinDialog(const std::vector<store::BinnedRun>& runs, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("binDialog"));
    setWindowTitle(tr("Runs in the bin"));
    auto* help = new CaptionLabel(
        runs.empty()
            ? tr("The bin is empty. Runs that are deleted are kept here until the folder “bin” of the "
                 "workspace is emptied by hand.")
            : tr("Chosen runs go back to the workspace with everything that belongs to them."));
    list_ = new QListWidget;
    list_->setObjectName(QStringLiteral("binList"));
    list_->setAccessibleName(tr("Runs in the bin"));
    list_->setToolTip(tr("Several can be chosen"));
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    for (const store::BinnedRun& run : runs) {
        const auto& record = run.record;
        auto* item = new QListWidgetItem(
            tr("%1 · %2, seed %3 · %4 · %5")
                .arg(QString::fromStdString(record.name.empty() ? record.id : record.name),
                     methodLabel(record.method))
                .arg(record.seed)
                .arg(dataLabel(record.dataKind), QString::fromStdString(record.created).left(10)),
            list_);
        item->setData(Qt::UserRole, QString::fromStdString(run.folder));
    }
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    restore_ = buttons->addButton(tr("Put back"), QDialogButtonBox::AcceptRole);
    restore_->setObjectName(QStringLiteral("binRestore"));
    restore_->setEnabled(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(list_, &QListWidget::itemSelectionChanged, this,
            [this] { restore_->setEnabled(!list_->selectedItems().isEmpty()); });
    connect(list_, &QListWidget::itemActivated, this, &QDialog::accept);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridUnit, 2 * gridUnit, 2 * gridUnit, 2 * gridUnit);
    layout->setSpacing(gridUnit);
    layout->addWidget(help);
    layout->addWidget(list_, 1);
    layout->addWidget(buttons);
    resize(64 * gridUnit, 40 * gridUnit);
}

QStringList BinDialog::chosen() const {
    QStringList folders;
    for (const QListWidgetItem* item : list_->selectedItems())
        folders.push_back(item->data(Qt::UserRole).toString());
    return folders;
}

}  // namespace selfsight::ui
