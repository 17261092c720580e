#include "ui/panels/run_details.h"

#include "ui/models/runs_model.h"
#include "ui/panels/panel_title.h"
#include "ui/panels/vertical_scroll.h"
#include "ui/text.h"
#include "ui/theme/theme.h"

#include <QAction>
#include <QClipboard>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace selfsight::ui {
namespace {

QString number(std::int64_t value) {
    return QLocale().toString(static_cast<qlonglong>(value));
}

}  // namespace

RunDetails::RunDetails(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("runDetails"));
    title_ = new QLabel(this);
    title_->setObjectName(QStringLiteral("runTitle"));
    title_->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, 0);
    title_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont font = title_->font();
    font.setWeight(QFont::DemiBold);
    title_->setFont(font);
    message_ = new CaptionLabel(QString(), this);
    message_->setTone(&theme::Colours::bad);
    message_->setObjectName(QStringLiteral("runMessage"));
    message_->setContentsMargins(gridUnit, 0, gridUnit, gridUnit / 2);
    message_->setTextInteractionFlags(Qt::TextSelectableByMouse);

    auto* page = new QWidget;
    form_ = new QFormLayout(page);
    form_->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, gridUnit);
    form_->setHorizontalSpacing(2 * gridUnit);
    form_->setVerticalSpacing(2);
    auto* scroll = new VerticalScroll(page, this);

    const auto button = [this](const QString& label, const char* name, const QString& help) {
        auto* made = new QPushButton(label, this);
        made->setObjectName(QLatin1String(name));
        made->setAccessibleName(label);
        made->setToolTip(help);
        return made;
    };
    resume_ = button(tr("Resume"), "detailsResume",
                     tr("Goes on from the last checkpoint, with the same optimiser state"));
    duplicate_ = button(tr("Duplicate as new"), "detailsDuplicate",
                        tr("Puts this run's set-up into the set-up panel"));
    folder_ = button(tr("Open folder"), "detailsFolder", tr("Shows the run's files"));
    connect(resume_, &QPushButton::clicked, this,
            [this] { emit resumeRequested(text(summary_->record.id)); });
    connect(duplicate_, &QPushButton::clicked, this,
            [this] { emit duplicateRequested(text(summary_->record.id)); });
    connect(folder_, &QPushButton::clicked, this, &RunDetails::folderRequested);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, gridUnit);
    row->setSpacing(gridUnit / 2);
    row->addWidget(resume_);
    row->addWidget(duplicate_);
    row->addWidget(folder_);
    row->addStretch();

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(title_);
    layout->addWidget(message_);
    layout->addWidget(scroll, 1);
    layout->addLayout(row);
    setRun(nullptr, RunState::Queued);
}

void RunDetails::add(const QString& name, const QString& value) {
    if (value.isEmpty()) return;
    auto* label = new QLabel(value);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    label->setFont(theme::tabularFont(label->font()));
    label->setAccessibleName(name);
    form_->addRow(new CaptionLabel(name), label);
}

void RunDetails::addPath(const QString& name, const QString& value) {
    if (value.isEmpty()) return;
    auto* label = new ElidedLabel(value);
    label->setElideMode(Qt::ElideMiddle);
    label->setToolTip(value);
    label->setAccessibleName(name);
    label->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* copy = new QAction(tr("Copy"), label);
    connect(copy, &QAction::triggered, label, [value] { QGuiApplication::clipboard()->setText(value); });
    label->addAction(copy);
    form_->addRow(new CaptionLabel(name), label);
}

void RunDetails::setRun(std::shared_ptr<const RunSummary> summary, RunState state) {
    if (summary && summary == summary_ && state == state_) return;
    summary_ = std::move(summary);
    state_ = state;
    while (form_->rowCount() > 0) form_->removeRow(0);
    const bool some = summary_ != nullptr;
    duplicate_->setVisible(some);
    folder_->setVisible(some);
    resume_->setVisible(false);
    message_->setVisible(false);
    if (!some) {
        title_->setText(tr("Select a run to see how it was made."));
        return;
    }
    const store::RunRecord& record = summary_->record;
    title_->setText(text(record.name.empty() ? record.id : record.name));
    const bool mayResume = state == RunState::Stopped || state == RunState::Interrupted ||
                           state == RunState::Failed || state == RunState::Cancelled;
    resume_->setVisible(mayResume && !summary_->written);
    if (!record.message.empty()) {
        message_->setText(text(record.message));
        message_->setVisible(true);
    }
    add(tr("State"), stateText(state));
    add(tr("Method"), methodLabel(record.method));
    add(tr("Data"), dataLabel(record.dataKind));
    addPath(tr("From"), text(record.dataLocation));
    add(tr("Images"),
        record.trainCount > 0
            ? tr("%1 train · %2 validation · %3 test")
                  .arg(number(record.trainCount), number(record.validationCount), number(record.testCount))
            : QString());
    add(tr("Encoder"), tr("%1, width %2").arg(text(record.encoder)).arg(record.width));
    add(tr("Embedding"), record.dimension > 0 ? tr("%1 dimensions").arg(record.dimension) : QString());
    add(tr("Parameters"), record.parameters > 0 ? number(record.parameters) : QString());
    add(tr("Recipe"), text(record.recipeName));
    add(tr("Budget"), text(record.budget));
    add(tr("Seed"), QString::number(record.seed));
    add(tr("Steps"),
        record.steps > 0 ? tr("%1 of %2").arg(number(record.stepsDone), number(record.steps)) : QString());
    add(tr("Epochs"), record.epochsDone > 0 ? QString::number(record.epochsDone, 'f', 2) : QString());
    add(tr("Images seen"), record.imagesSeen > 0 ? number(record.imagesSeen) : QString());
    add(tr("Trained for"), record.trainSeconds > 0 ? durationText(record.trainSeconds) : QString());
    add(tr("Images/s"),
        record.imagesPerSecond > 0 ? number(static_cast<std::int64_t>(record.imagesPerSecond)) : QString());
    add(tr("Device"), text(record.device));
    add(tr("Threads"), record.threads > 0 ? QString::number(record.threads) : QString());
    add(tr("Precision"), text(record.precision));
    for (const auto& [protocol, probe] : summary_->probes) {
        add(tr("Probe, %1").arg(text(protocol)), tr("%1 (%2 to %3)")
                                                     .arg(probe->accuracy, 0, 'f', 3)
                                                     .arg(probe->interval.first, 0, 'f', 3)
                                                     .arg(probe->interval.second, 0, 'f', 3));
    }
    addPath(tr("Folder"), text(record.id));
    add(tr("Notes"), text(record.notes));
}

}  // namespace selfsight::ui
