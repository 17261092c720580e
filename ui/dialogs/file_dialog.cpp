#include "ui/dialogs/file_dialog.h"

#include <QFileDialog>
#include <optional>
#include <utility>

namespace selfsight::ui::file_dialog {
namespace {

std::optional<QString> prepared;

}  // namespace

void answerNext(const QString& path) {
    prepared = path;
}

QString openFile(QWidget* parent, const QString& title, const QString& filter) {
    if (prepared) return *std::exchange(prepared, std::nullopt);
    return QFileDialog::getOpenFileName(parent, title, QString(), filter);
}

QString openFolder(QWidget* parent, const QString& title, const QString& start) {
    if (prepared) return *std::exchange(prepared, std::nullopt);
    return QFileDialog::getExistingDirectory(parent, title, start);
}

QString saveFile(QWidget* parent, const QString& title, const QString& name, const QString& filter) {
    if (prepared) return *std::exchange(prepared, std::nullopt);
    return QFileDialog::getSaveFileName(parent, title, name, filter);
}

}  // namespace selfsight::ui::file_dialog
