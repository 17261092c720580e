// What has to be known about a file of weights or embeddings before it becomes a run.
#pragma once

#include "jobs/exchange_jobs.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;

namespace selfsight::ui {

class ImportWeightsDialog final : public QDialog {
    Q_OBJECT

  public:
    // `dataSet` is proposed.
    ImportWeightsDialog(const QString& file, const QString& dataSet, QWidget* parent = nullptr);
    // Without the workspace.
    jobs::ImportWeightsSpec spec() const;

  private:
    QString file_;
    QLineEdit* name_;
    QLineEdit* data_;
    QComboBox* method_;
    QComboBox* normalise_;
    QCheckBox* paddedStem_;
};

class ImportEmbeddingsDialog final : public QDialog {
    Q_OBJECT

  public:
    explicit ImportEmbeddingsDialog(const QString& file, QWidget* parent = nullptr);
    jobs::ImportEmbeddingsSpec spec() const;

  private:
    QLineEdit* addFile(QFormLayout* form, const QString& label, const char* name, const QString& help,
                       const QString& filter);

    QString file_;
    QLineEdit* name_;
    QLineEdit* labels_;
    QLineEdit* names_;
    QLineEdit* columns_;
    QLineEdit* images_;
};

}  // namespace selfsight::ui
