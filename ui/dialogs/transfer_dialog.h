// Asks on which other data a run's encoder is to be probed, and how.
#pragma once

#include <QDialog>
#include <QStringList>

class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;

namespace selfsight::ui {

class TransferDialog final : public QDialog {
    Q_OBJECT

  public:
    // `own`: where the run's own images came from; `known`: data that was chosen before, newest first.
    TransferDialog(const QString& run, const QString& own, const QStringList& known,
                   QWidget* parent = nullptr);

    QString data() const;
    QString protocol() const;
    QString label() const;  // the column that is read out

  private:
    void check();

    QString own_;
    QComboBox* data_;
    QComboBox* protocol_;
    QLineEdit* label_;
    QLabel* problem_;
    QDialogButtonBox* buttons_;
};

}  // namespace selfsight::ui
