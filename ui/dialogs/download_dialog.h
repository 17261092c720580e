// Fetches a data set: where from, where to, how far, and what to do when it does not come.
#pragma once

#include "ui/controller/download.h"

#include <QDialog>
#include <QElapsedTimer>

class QDialogButtonBox;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace selfsight::ui {

class CaptionLabel;

class DownloadDialog final : public QDialog {
    Q_OBJECT

  public:
    // `title` names the data set: "CIFAR-100".
    DownloadDialog(const QString& title, const DownloadSource& source, const QString& folder,
                   QWidget* parent = nullptr);
    // The file. Meaningful when the dialog was accepted.
    QString path() const { return path_; }

  private:
    void toggle();
    void refresh();
    void showProgress(qint64 bytes, qint64 of);

    Download* download_;
    QString path_;
    QLineEdit* folder_;
    QToolButton* browse_;
    QProgressBar* bar_;
    CaptionLabel* state_;
    QPushButton* start_;
    QElapsedTimer clock_;
    qint64 first_ = 0;  // bytes that there were when it was started
};

}  // namespace selfsight::ui
