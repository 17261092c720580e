// The system's file dialogs behind functions, so that a test can answer in their place.
#pragma once

#include <QString>

class QWidget;

namespace selfsight::ui::file_dialog {

// Empty when the person has changed their mind.
QString openFile(QWidget* parent, const QString& title, const QString& filter);
QString openFolder(QWidget* parent, const QString& title, const QString& start = {});
QString saveFile(QWidget* parent, const QString& title, const QString& name, const QString& filter);

// The next dialog answers this at once, without being shown.
void answerNext(const QString& path);

}  // namespace selfsight::ui::file_dialog
