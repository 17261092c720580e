// The runs in the workspace's bin, to be put back.
#pragma once

#include "store/bin.h"

#include <QDialog>
#include <QStringList>

class QLabel;
class QListWidget;
class QPushButton;

namespace selfsight::ui {

class BinDialog final : public QDialog {
    Q_OBJECT

  public:
    explicit BinDialog(const std::vector<store::BinnedRun>& runs, QWidget* parent = nullptr);
    // Names of the folders chosen. Meaningful when the dialog was accepted.
    QStringList chosen() const;

  private:
    QListWidget* list_;
    QPushButton* restore_;
};

}  // namespace selfsight::ui
