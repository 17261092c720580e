#include "ui/dialogs/transfer_dialog.h"

#include "ui/dialogs/file_dialog.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace selfsight::ui {

TransferDialog::TransferDialog(const QString& run, const QString& own, const QStringList& known,
                               QWidget* parent)
    : QDialog(parent), own_(own) {
    setObjectName(QStringLiteral("transferDialog"));
    setWindowTitle(tr("Probe on other data"));
    const auto describe = [](auto* widget, const char* name, const QString& label, const QString& help) {
        widget->setObjectName(QLatin1String(name));
        widget->setAccessibleName(label);
        widget->setToolTip(help);
        return widget;
    };
    data_ = describe(new QComboBox, "transferData", tr("Data set"),
                     tr("An archive, a folder of class folders, or demo:seed=2 for other generated images"));
    data_->setEditable(true);
    data_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    data_->setMinimumContentsLength(32);
    for (const QString& each : known)
        if (each != own) data_->addItem(each);
    data_->setEditText(data_->count() > 0 ? data_->itemText(0) : QString());
    const auto browse = [this, describe](const char* icon, const char* name, const QString& title, auto ask) {
        auto* button = describe(new QToolButton, name, title, title);
        button->setIcon(theme::themedIcon(QLatin1String(icon)));
        connect(button, &QToolButton::clicked, this, [this, ask] {
            const QString path = ask();
            if (!path.isEmpty()) data_->setEditText(path);
        });
        return button;
    };
    auto* where = new QHBoxLayout;
    where->setSpacing(gridUnit / 2);
    where->addWidget(data_, 1);
    where->addWidget(browse("images", "transferFile", tr("Choose an archive or file"), [this] {
        return file_dialog::openFile(this, tr("Choose an archive or file"),
                                     tr("Data sets (*.tar.gz *.tgz *.npz);;All files (*)"));
    }));
    where->addWidget(browse("folder", "transferFolder", tr("Choose a folder"),
                            [this] { return file_dialog::openFolder(this, tr("Choose a folder")); }));
    protocol_ =
        describe(new QComboBox, "transferProtocol", tr("Protocol of the probe"),
                 tr("Notebook: one-vs-rest on 75 % of the test embeddings. Standard: multinomial on the "
                    "training embeddings, its strength chosen on validation"));
    protocol_->addItem(tr("standard"), QStringLiteral("standard"));
    protocol_->addItem(tr("notebook"), QStringLiteral("notebook"));
    label_ = describe(new QLineEdit(QStringLiteral("class")), "transferLabel", tr("Label"),
                      tr("The column of labels that is read out of the embeddings"));
    problem_ = new CaptionLabel;
    problem_->setObjectName(QStringLiteral("transferProblem"));
    buttons_ = new QDialogButtonBox(QDialogButtonBox::Cancel);
    auto* accept = buttons_->addButton(tr("Probe"), QDialogButtonBox::AcceptRole);
    accept->setObjectName(QStringLiteral("transferAccept"));
    connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* form = new QFormLayout;
    form->addRow(tr("&Data"), where);
    static_cast<QLabel*>(form->labelForField(where))->setBuddy(data_);
    form->addRow(tr("&Protocol"), protocol_);
    form->addRow(tr("&Label"), label_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridUnit, 2 * gridUnit, 2 * gridUnit, 2 * gridUnit);
    layout->setSpacing(gridUnit);
    layout->addWidget(new CaptionLabel(tr("What is %1 worth on images that it has not learnt from? They are "
                                          "embedded with its frozen weights "
                                          "and probed; the result stands under “Other data” below the bars.")
                                           .arg(run)));
    layout->addLayout(form);
    layout->addWidget(problem_);
    layout->addStretch();
    layout->addWidget(buttons_);
    accept->setDefault(true);
    resize(64 * gridUnit, sizeHint().height());
    connect(data_, &QComboBox::editTextChanged, this, &TransferDialog::check);
    connect(label_, &QLineEdit::textChanged, this, &TransferDialog::check);
    check();
}

QString TransferDialog::data() const {
    return data_->currentText().trimmed();
}

QString TransferDialog::protocol() const {
    return protocol_->currentData().toString();
}

QString TransferDialog::label() const {
    return label_->text().trimmed();
}

void TransferDialog::check() {
    problem_->setText(data().isEmpty()    ? tr("Choose the images.")
                      : data() == own_    ? tr("These are the images that it was trained on.")
                      : label().isEmpty() ? tr("Name a column of labels.")
                                          : QString());
    buttons_->findChild<QPushButton*>(QStringLiteral("transferAccept"))
        ->setEnabled(problem_->text().isEmpty());
}

}  // namespace selfsight::ui
