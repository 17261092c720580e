#include "ui/dialogs/import_dialog.h"

#include "store/python_snippet.h"
#include "ui/dialogs/file_dialog.h"
#include "ui/models/runs_model.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace selfsight::ui {
namespace {

void describe(QWidget* widget, const char* name, const QString& label, const QString& help) {
    widget->setObjectName(QLatin1String(name));
    widget->setAccessibleName(label);
    widget->setToolTip(help);
}

QDialogButtonBox* buttons(QDialog* dialog, const QString& accept) {
    auto* box =
        new QDialogButtonBox(QDialogButtonBox::Cancel, dialog);  // the dialog knows its default button
    auto* button = box->addButton(accept, QDialogButtonBox::AcceptRole);
    button->setObjectName(QStringLiteral("importAccept"));
    button->setDefault(true);
    QObject::connect(box, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
    QObject::connect(box, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    return box;
}

QLabel* lead(const QString& text) {
    auto* label = new QLabel(text);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

}  // namespace

ImportWeightsDialog::ImportWeightsDialog(const QString& file, const QString& dataSet, QWidget* parent)
    : QDialog(parent), file_(file) {
    setObjectName(QStringLiteral("importWeights"));
    setWindowTitle(tr("Import weights"));
    auto* form = new QFormLayout;
    name_ = new QLineEdit(QFileInfo(file).fileName());
    describe(name_, "importName", tr("Name"), tr("What the run is called"));
    form->addRow(tr("Name"), name_);
    data_ = new QLineEdit(dataSet);
    describe(data_, "importData", tr("Data set"), tr("The images that the encoder embeds"));
    form->addRow(tr("Data set"), data_);
    method_ = new QComboBox;
    describe(method_, "importMethod", tr("Trained by"),
             tr("Under which method the run stands in comparisons"));
    method_->addItem(tr("unknown"), QStringLiteral("imported"));
    for (const char* method : {"supervised", "byol", "simsiam"})
        method_->addItem(methodLabel(method), QLatin1String(method));
    form->addRow(tr("Trained by"), method_);
    normalise_ = new QComboBox;
    describe(normalise_, "importNormalise", tr("Normalisation"),
             tr("By which mean and deviation images were normalised when the encoder was trained"));
    normalise_->addItem(tr("as the file's layout suggests"), QStringLiteral("auto"));
    normalise_->addItem(tr("of the data set"), QStringLiteral("dataset"));
    normalise_->addItem(tr("of ImageNet"), QStringLiteral("imagenet"));
    form->addRow(tr("Normalisation"), normalise_);
    paddedStem_ = new QCheckBox(tr("ResNet-18 with a stem padded by two pixels (solo-learn)"));
    describe(paddedStem_, "importPaddedStem", paddedStem_->text(),
             tr("Weights alone cannot tell; solo-learn trains so on CIFAR"));
    form->addRow(QString(), paddedStem_);
    auto* column = new QVBoxLayout(this);
    column->addWidget(
        lead(tr("%1 becomes a run: its encoder is looked for under any prefix, the online copy is taken, "
                "and the images are embedded. Nothing in the file is executed.")
                 .arg(QFileInfo(file).fileName())));
    column->addLayout(form);
    column->addWidget(buttons(this, tr("Import")));
}

jobs::ImportWeightsSpec ImportWeightsDialog::spec() const {
    jobs::ImportWeightsSpec spec;
    spec.file = file_.toStdString();
    spec.name = name_->text().trimmed().toStdString();
    spec.data = data_->text().trimmed().toStdString();
    spec.method = method_->currentData().toString().toStdString();
    spec.normalise = normalise_->currentData().toString().toStdString();
    spec.paddedStem = paddedStem_->isChecked();
    return spec;
}

ImportEmbeddingsDialog::ImportEmbeddingsDialog(const QString& file, QWidget* parent)
    : QDialog(parent), file_(file) {
    setObjectName(QStringLiteral("importEmbeddings"));
    setWindowTitle(tr("Open embeddings"));
    auto* form = new QFormLayout;
    name_ = new QLineEdit(QFileInfo(file).fileName());
    describe(name_, "importName", tr("Name"), tr("What the run is called"));
    form->addRow(tr("Name"), name_);
    labels_ = addFile(form, tr("Labels"), "importLabels",
                      tr("Class numbers as .npy [n]; −1 for none. May be empty"), tr("NumPy (*.npy)"));
    names_ = addFile(form, tr("Class names"), "importNames", tr("One name a line. May be empty"),
                     tr("Text (*.txt);;All files (*)"));
    columns_ = addFile(form, tr("Attributes"), "importColumns",
                       tr("CSV with a title for each column and a row for each image. May be empty"),
                       tr("CSV (*.csv)"));
    images_ =
        addFile(form, tr("Images"), "importImages",
                tr("Any data set whose test part they are, or FILE:all for all of one file. May be empty"),
                tr("Images (*.npz *.npy *.csv *.tar.gz);;All files (*)"));
    auto* script = new QPushButton(tr("Copy the Python script that writes a run"));
    script->setObjectName(QStringLiteral("importScript"));
    script->setToolTip(tr("Twenty lines of NumPy that turn any encoder's output into a run"));
    connect(script, &QPushButton::clicked, this,
            [] { QApplication::clipboard()->setText(QString::fromUtf8(store::kWriteRunSnippet)); });
    auto* column = new QVBoxLayout(this);
    column->addWidget(
        lead(tr("%1 becomes a run that can be probed, mapped and compared. Labels and images are optional.")
                 .arg(QFileInfo(file).fileName())));
    column->addLayout(form);
    column->addWidget(script, 0, Qt::AlignLeft);
    column->addWidget(buttons(this, tr("Open")));
}

QLineEdit* ImportEmbeddingsDialog::addFile(QFormLayout* form, const QString& label, const char* name,
                                           const QString& help, const QString& filter) {
    auto* row = new QHBoxLayout;
    auto* edit = new QLineEdit;
    describe(edit, name, label, help);
    auto* browse = new QToolButton;
    browse->setText(QStringLiteral("…"));
    browse->setAccessibleName(tr("Choose: %1").arg(label));
    browse->setToolTip(help);
    connect(browse, &QToolButton::clicked, this, [this, edit, label, filter] {
        const QString path = file_dialog::openFile(this, label, filter);
        if (!path.isEmpty()) edit->setText(path);
    });
    row->addWidget(edit, 1);
    row->addWidget(browse);
    form->addRow(label, row);
    return edit;
}

jobs::ImportEmbeddingsSpec ImportEmbeddingsDialog::spec() const {
    const auto text = [](const QLineEdit* edit) { return edit->text().trimmed().toStdString(); };
    jobs::ImportEmbeddingsSpec spec;
    spec.embeddings = file_.toStdString();
    spec.name = text(name_);
    spec.labels = text(labels_);
    spec.classNames = text(names_);
    spec.table = text(columns_);
    spec.images = text(images_);
    return spec;
}

}  // namespace selfsight::ui
