#include "ui/dialogs/label_dialog.h"

#include "ui/panels/panel_title.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace selfsight::ui {

LabelDialog::LabelDialog(qint64 count, const QStringList& own, const QStringList& taken, QWidget* parent)
    : QDialog(parent), taken_(taken) {
    setObjectName(QStringLiteral("labelDialog"));
    setWindowTitle(tr("Label %n image(s)", nullptr, static_cast<int>(count)));
    column_ = new QComboBox;
    column_->setObjectName(QStringLiteral("labelColumn"));
    column_->setEditable(true);
    column_->addItems(own);
    column_->setToolTip(tr("A new column of labels, or one that was made by hand before"));
    column_->setAccessibleName(tr("Column"));
    if (own.isEmpty()) column_->setEditText(tr("finding"));
    value_ = new QLineEdit(tr("selected"));
    value_->setObjectName(QStringLiteral("labelValue"));
    value_->setToolTip(tr("What these images are called in that column"));
    value_->selectAll();
    restOn_ = new QCheckBox(tr("Call all other unlabelled images"));
    restOn_->setObjectName(QStringLiteral("labelRestOn"));
    restOn_->setToolTip(tr("A probe needs at least two values to tell apart"));
    restOn_->setChecked(true);
    rest_ = new QLineEdit(tr("other"));
    rest_->setObjectName(QStringLiteral("labelRest"));
    rest_->setAccessibleName(tr("Name of the rest"));
    rest_->setToolTip(restOn_->toolTip());
    probe_ = new QCheckBox(tr("Then probe it: can a linear classifier read this label out of each encoder?"));
    probe_->setObjectName(QStringLiteral("labelProbe"));
    probe_->setToolTip(tr("Queues a probe of every run shown, after the labels are in place"));
    probe_->setChecked(true);
    problem_ = new CaptionLabel;
    problem_->setObjectName(QStringLiteral("labelProblem"));
    buttons_ = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons_->button(QDialogButtonBox::Ok)->setText(tr("Label"));

    auto* form = new QFormLayout;
    form->addRow(tr("&Column"), column_);
    form->addRow(tr("&Value"), value_);
    auto* rest = new QHBoxLayout;
    rest->addWidget(restOn_);
    rest->addWidget(rest_, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addLayout(rest);
    layout->addWidget(probe_);
    layout->addWidget(problem_);
    layout->addStretch(1);
    layout->addWidget(buttons_);
    value_->setFocus();

    connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(column_, &QComboBox::editTextChanged, this, &LabelDialog::check);
    connect(value_, &QLineEdit::textChanged, this, &LabelDialog::check);
    connect(rest_, &QLineEdit::textChanged, this, &LabelDialog::check);
    connect(restOn_, &QCheckBox::toggled, this, &LabelDialog::check);
    check();
}

QString LabelDialog::column() const {
    return column_->currentText().trimmed();
}

QString LabelDialog::value() const {
    return value_->text().trimmed();
}

QString LabelDialog::rest() const {
    return restOn_->isChecked() ? rest_->text().trimmed() : QString();
}

bool LabelDialog::probe() const {
    return probe_->isChecked();
}

void LabelDialog::check() {
    QString problem;
    if (column().isEmpty() || value().isEmpty())
        problem = tr("A column and a value need names.");
    else if (taken_.contains(column()))
        problem = tr("“%1” belongs to the data set: choose another name.").arg(column());
    else if (restOn_->isChecked() && (rest().isEmpty() || rest() == value()))
        problem = tr("The rest needs a name of its own.");
    rest_->setEnabled(restOn_->isChecked());
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    buttons_->button(QDialogButtonBox::Ok)->setEnabled(problem.isEmpty());
}

}  // namespace selfsight::ui
