// Asks what the selected images are to be called: a label column, their value, and what the rest is.
#pragma once

#include <QDialog>
#include <QStringList>

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;

namespace selfsight::ui {

class LabelDialog final : public QDialog {
    Q_OBJECT

  public:
    // `own`: columns made by hand before; `taken`: columns of the data set, which cannot be written.
    LabelDialog(qint64 count, const QStringList& own, const QStringList& taken, QWidget* parent = nullptr);

    QString column() const;
    QString value() const;
    QString rest() const;  // empty: the rest stays as it is
    bool probe() const;

  private:
    void check();

    QStringList taken_;
    QComboBox* column_;
    QLineEdit* value_;
    QCheckBox* restOn_;
    QLineEdit* rest_;
    QCheckBox* probe_;
    QLabel* problem_;
    QDialogButtonBox* buttons_;
};

}  // namespace selfsight::ui
