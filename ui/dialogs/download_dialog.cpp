#include "ui/dialogs/download_dialog.h"

#include "ui/dialogs/file_dialog.h"
#include "ui/models/runs_model.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace selfsight::ui {
namespace {

QString megabytes(qint64 bytes) {
    return QLocale::c().toString(static_cast<double>(bytes) / 1e6, 'f', 1);
}

}  // namespace

DownloadDialog::DownloadDialog(const QString& title, const DownloadSource& source, const QString& folder,
                               QWidget* parent)
    : QDialog(parent), download_(new Download(source, this)) {
    setObjectName(QStringLiteral("downloadDialog"));
    setWindowTitle(tr("Download %1").arg(title));
    auto* from = new CaptionLabel(tr("%1 (%2 MB) from %3. It is checked by its published checksum.")
                                      .arg(source.fileName, megabytes(source.bytes), source.url.toString()));
    folder_ = new QLineEdit(folder);
    folder_->setObjectName(QStringLiteral("downloadFolder"));
    folder_->setAccessibleName(tr("Folder"));
    folder_->setToolTip(tr("Where the file is kept; it can be used by every workspace"));
    browse_ = new QToolButton;
    browse_->setObjectName(QStringLiteral("downloadBrowse"));
    browse_->setIcon(theme::themedIcon(QStringLiteral("folder")));
    browse_->setAccessibleName(tr("Choose the folder"));
    browse_->setToolTip(tr("Choose the folder"));
    connect(browse_, &QToolButton::clicked, this, [this] {
        const QString chosen =
            file_dialog::openFolder(this, tr("Choose a folder for the download"), folder_->text());
        if (!chosen.isEmpty()) folder_->setText(chosen);
    });
    connect(folder_, &QLineEdit::textChanged, this, &DownloadDialog::refresh);
    bar_ = new QProgressBar;
    bar_->setObjectName(QStringLiteral("downloadBar"));
    bar_->setRange(0, 1000);
    bar_->setTextVisible(false);
    bar_->setAccessibleName(tr("Progress of the download"));
    state_ = new CaptionLabel;
    state_->setObjectName(QStringLiteral("downloadState"));
    state_->setMinimumHeight(3 * fontMetrics().lineSpacing());
    state_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    start_ = buttons->addButton(QString(), QDialogButtonBox::ActionRole);
    start_->setObjectName(QStringLiteral("downloadStart"));
    start_->setDefault(true);
    connect(start_, &QPushButton::clicked, this, &DownloadDialog::toggle);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* where = new QHBoxLayout;
    where->setSpacing(gridUnit / 2);
    where->addWidget(folder_, 1);
    where->addWidget(browse_);
    auto* form = new QFormLayout;
    form->addRow(tr("&Folder"), where);
    static_cast<QLabel*>(form->labelForField(where))->setBuddy(folder_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridUnit, 2 * gridUnit, 2 * gridUnit, 2 * gridUnit);
    layout->setSpacing(gridUnit);
    layout->addWidget(from);
    layout->addLayout(form);
    layout->addWidget(bar_);
    layout->addWidget(state_);
    layout->addStretch();
    layout->addWidget(buttons);
    resize(64 * gridUnit, sizeHint().height());

    connect(download_, &Download::progressed, this, &DownloadDialog::showProgress);
    connect(download_, &Download::finished, this, [this](const QString& path) {
        path_ = path;
        accept();
    });
    connect(download_, &Download::failed, this, [this](const QString& message, const QString& advice) {
        refresh();
        state_->setTone(&theme::Colours::bad);
        state_->setText((message.endsWith('.') ? message : message + u'.') + u' ' + advice);
    });
    refresh();
}

void DownloadDialog::toggle() {
    if (download_->running()) {
        download_->cancel();
        return refresh();
    }
    first_ = download_->kept(folder_->text());
    clock_.start();
    download_->start(folder_->text());
    // It may have ended at once.
    if (download_->running()) refresh();
}

void DownloadDialog::refresh() {
    const bool running = download_->running();
    const qint64 kept = download_->kept(folder_->text());
    start_->setText(running ? tr("Pause") : kept > 0 ? tr("Go on") : tr("Download"));
    start_->setEnabled(!folder_->text().trimmed().isEmpty());
    folder_->setEnabled(!running);
    browse_->setEnabled(!running);
    state_->setTone(&theme::Colours::text);
    state_->setText(running    ? tr("Connecting…")
                    : kept > 0 ? tr("%1 MB have come and are kept.").arg(megabytes(kept))
                               : QString());
    const qint64 of = download_->source().bytes;
    bar_->setValue(of > 0 ? static_cast<int>(1000 * kept / of) : 0);
}

void DownloadDialog::showProgress(qint64 bytes, qint64 of) {
    bar_->setValue(of > 0 ? static_cast<int>(1000 * bytes / of) : 0);
    const double seconds = static_cast<double>(clock_.elapsed()) / 1000;
    const double rate = seconds > 0.5 ? static_cast<double>(bytes - first_) / seconds : 0;
    state_->setText(rate > 0
                        ? tr("%1 of %2 MB · %3 MB/s · %4 left")
                              .arg(megabytes(bytes), megabytes(of), QLocale::c().toString(rate / 1e6, 'f', 1),
                                   durationText(static_cast<double>(of - bytes) / rate))
                        : tr("%1 of %2 MB").arg(megabytes(bytes), megabytes(of)));
}

}  // namespace selfsight::ui
