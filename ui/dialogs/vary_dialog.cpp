#include "ui/dialogs/vary_dialog.h"

#include "ui/dialogs/option_texts.h"
#include "ui/models/runs_model.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <exception>
#include <utility>

namespace selfsight::ui {
namespace {

constexpr int runsAtMost = 1000;

QString rangeOf(const methods::Option& option) {
    switch (option.kind) {
        case methods::Option::Kind::Flag:
            return QStringLiteral("false, true");
        case methods::Option::Kind::Choice: {
            QStringList choices;
            for (const std::string& choice : option.choices)
                choices.push_back(QString::fromStdString(choice));
            return choices.join(QStringLiteral(", "));
        }
        case methods::Option::Kind::Integer:
        case methods::Option::Kind::Real:
            return QStringLiteral("%1 … %2 %3")
                .arg(option.least)
                .arg(option.most)
                .arg(optionText(option.unit))
                .trimmed();
        default:
            return {};
    }
}

const methods::Option* optionOf(const QString& key) {
    for (const methods::Option& option : methods::recipeOptions())
        if (option.key == key.toStdString()) return &option;
    return nullptr;
}

}  // namespace

VaryDialog::VaryDialog(const Setup& setup, Seconds seconds, QWidget* parent)
    : QDialog(parent), setup_(setup), seconds_(std::move(seconds)) {
    setObjectName(QStringLiteral("varyDialog"));
    setWindowTitle(tr("Vary options of the recipe “%1”").arg(setup.recipe));
    auto* intro = new CaptionLabel(
        tr("Every combination of the values is trained under every seed and probed. What is not varied stays "
           "as set up: %1, %2.")
            .arg(setup.data, QString::fromStdString(setup.budget.text())));

    method_ = new QComboBox;
    method_->setObjectName(QStringLiteral("varyMethod"));
    method_->setAccessibleName(tr("Method"));
    method_->setToolTip(tr("The method that is trained with every combination"));
    method_->addItem(tr("All four, compared"), QString());
    for (const methods::MethodInfo& info : methods::methodList())
        method_->addItem(QString::fromStdString(info.label), QString::fromStdString(info.name));
    method_->setCurrentIndex(std::max(0, method_->findData(setup.method)));
    connect(method_, &QComboBox::currentIndexChanged, this, [this] {
        for (const Row& row : rows_) showRange(row);
        check();
    });

    seedsLine_ = new QLineEdit(seedsText(setup.seeds));
    seedsLine_->setObjectName(QStringLiteral("varySeeds"));
    seedsLine_->setAccessibleName(tr("Seeds"));
    seedsLine_->setToolTip(tr("0, or 0, 1, 2, or 0-4. With two or more, the interval is that over seeds."));
    seedsLine_->setFont(theme::tabularFont(seedsLine_->font()));
    connect(seedsLine_, &QLineEdit::textChanged, this, &VaryDialog::check);

    auto* page = new QWidget;
    column_ = new QVBoxLayout(page);
    column_->setContentsMargins(0, 0, 0, 0);
    column_->setSpacing(gridUnit);
    column_->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);
    add_ = new QToolButton;
    add_->setObjectName(QStringLiteral("varyAdd"));
    add_->setText(tr("Another option"));
    add_->setIcon(theme::themedIcon(QStringLiteral("new-run")));
    add_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    add_->setAutoRaise(true);
    add_->setToolTip(tr("Vary one more option: all combinations are trained"));
    connect(add_, &QToolButton::clicked, this, &VaryDialog::addRow);

    summary_ = new CaptionLabel;
    summary_->setObjectName(QStringLiteral("varySummary"));
    summary_->setMinimumHeight(2 * fontMetrics().lineSpacing());
    buttons_ = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons_->button(QDialogButtonBox::Ok)->setText(tr("Queue"));
    buttons_->button(QDialogButtonBox::Ok)->setObjectName(QStringLiteral("varyQueue"));
    connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* form = new QFormLayout;
    form->setHorizontalSpacing(2 * gridUnit);
    form->addRow(tr("&Method"), method_);
    form->addRow(tr("&Seeds"), seedsLine_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridUnit, 2 * gridUnit, 2 * gridUnit, 2 * gridUnit);
    layout->setSpacing(gridUnit);
    layout->addWidget(intro);
    layout->addLayout(form);
    layout->addSpacing(gridUnit);
    layout->addWidget(scroll, 1);
    layout->addWidget(add_, 0, Qt::AlignLeft);
    layout->addWidget(summary_);
    layout->addWidget(buttons_);
    resize(72 * gridUnit, 48 * gridUnit);
    addRow();
    rows_.front().option->setFocus();
}

void VaryDialog::addRow() {
    const int number = made_++;
    const auto named = [number](const char* name) { return QLatin1String(name) + QString::number(number); };
    Row row;
    row.whole = new QWidget;
    row.option = new QComboBox;
    row.option->setObjectName(named("varyOption"));
    row.option->setAccessibleName(tr("Option to vary"));
    row.option->setEditable(true);
    row.option->setInsertPolicy(QComboBox::NoInsert);
    row.option->setMaxVisibleItems(20);
    for (const methods::Option& option : methods::recipeOptions()) {
        row.option->addItem(QStringLiteral("%1: %2").arg(optionText(option.group), optionText(option.label)),
                            QString::fromStdString(option.key));
        row.option->setItemData(row.option->count() - 1, optionText(option.help), Qt::ToolTipRole);
    }
    row.option->setCurrentIndex(-1);
    row.option->lineEdit()->setObjectName(named("varyOptionText"));
    row.option->lineEdit()->setPlaceholderText(tr("Search options"));
    row.option->completer()->setCompletionMode(QCompleter::PopupCompletion);
    row.option->completer()->setFilterMode(Qt::MatchContains);
    row.option->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    row.option->setMinimumContentsLength(24);
    row.values = new QLineEdit;
    row.values->setObjectName(named("varyValues"));
    row.values->setAccessibleName(tr("Values, separated by commas"));
    row.values->setFont(theme::tabularFont(row.values->font()));
    row.remove = new QToolButton;
    row.remove->setObjectName(named("varyRemove"));
    row.remove->setIcon(theme::themedIcon(QStringLiteral("close")));
    row.remove->setAutoRaise(true);
    row.remove->setAccessibleName(tr("Do not vary this option"));
    row.remove->setToolTip(tr("Do not vary this option"));
    auto* line = new QHBoxLayout(row.whole);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(gridUnit);
    line->addWidget(row.option, 3);
    line->addWidget(row.values, 2);
    line->addWidget(row.remove);
    column_->insertWidget(column_->count() - 1, row.whole);
    setTabOrder(row.option, row.values);
    setTabOrder(row.values, row.remove);
    connect(row.option, &QComboBox::currentIndexChanged, this, [this, row] {
        showRange(row);
        check();
    });
    connect(row.option, &QComboBox::editTextChanged, this, &VaryDialog::check);
    connect(row.values, &QLineEdit::textChanged, this, &VaryDialog::check);
    connect(row.remove, &QToolButton::clicked, this, [this, whole = row.whole] { removeRow(whole); });
    rows_.push_back(row);
    showRange(row);
    check();
}

void VaryDialog::removeRow(const QWidget* whole) {
    const auto at =
        std::find_if(rows_.begin(), rows_.end(), [whole](const Row& row) { return row.whole == whole; });
    // A click that is being handled: its button must outlive it.
    at->whole->hide();
    at->whole->deleteLater();
    rows_.erase(at);
    check();
}

void VaryDialog::showRange(const Row& row) {
    const methods::Option* option = optionOf(row.option->currentData().toString());
    row.values->setEnabled(option != nullptr);
    if (!option) {
        row.values->setPlaceholderText(tr("values, separated by commas"));
        return;
    }
    row.option->setToolTip(QString::fromStdString(option->help));
    QString now;
    try {
        const Setup chosen = setup();
        now = QString::fromStdString(chosen.resolved(chosen.methodNames().front()).get(option->key));
    } catch (const std::exception&) {
        // The set-up itself is at fault, which check() says.
    }
    row.values->setPlaceholderText(tr("now %1").arg(now));
    row.values->setToolTip(tr("Values separated by commas: %1").arg(rangeOf(*option)));
}

Setup VaryDialog::setup() const {
    Setup chosen = setup_;
    chosen.method = method_->currentData().toString();
    if (const auto seeds = parseSeeds(seedsLine_->text())) chosen.seeds = *seeds;
    return chosen;
}

std::vector<jobs::SweepAxis> VaryDialog::axes() const {
    const Setup chosen = setup();
    const methods::Recipe recipe = chosen.resolved(chosen.methodNames().front());
    std::vector<jobs::SweepAxis> axes;
    for (const Row& row : rows_)
        axes.push_back(
            parseAxis(row.option->currentData().toString().toStdString(), row.values->text(), recipe));
    return axes;
}

QString VaryDialog::problem() const {
    if (!parseSeeds(seedsLine_->text())) return tr("Seeds: expected 0, or 0, 1, 2, or 0-4.");
    if (rows_.empty()) return tr("Choose at least one option to vary.");
    const Setup chosen = setup();
    try {
        const methods::Recipe recipe = chosen.resolved(chosen.methodNames().front());
        QStringList keys;
        for (const Row& row : rows_) {
            const methods::Option* option = optionOf(row.option->currentData().toString());
            if (!option || row.option->currentText() != row.option->itemText(row.option->currentIndex()))
                return tr("Choose an option to vary from the list.");
            const QString label = QString::fromStdString(option->label);
            if (keys.contains(row.option->currentData().toString()))
                return tr("%1 is varied twice.").arg(label);
            keys.push_back(row.option->currentData().toString());
            try {
                parseAxis(option->key, row.values->text(), recipe);
            } catch (const std::exception& wrong) {
                return tr("%1: %2").arg(label, QString::fromUtf8(wrong.what()));
            }
        }
        const jobs::SweepSpec spec = chosen.sweepSpec(QString(), axes());
        qint64 runs = static_cast<qint64>(spec.methods.size() * spec.seeds.size());
        for (const auto& axis : spec.axes) runs *= static_cast<qint64>(axis.values.size());
        if (runs > runsAtMost)
            return tr("%1 runs are more than one sweep takes (%2).")
                .arg(QLocale().toString(runs), QLocale().toString(runsAtMost));
    } catch (const std::exception& wrong) {
        return QString::fromUtf8(wrong.what());
    }
    return {};
}

QString VaryDialog::summary() const {
    const Setup chosen = setup();
    int settings = 1;
    for (const auto& axis : axes()) settings *= static_cast<int>(axis.values.size());
    double seconds = 0;
    bool known = true;
    const std::vector<std::string> names = chosen.methodNames();
    const auto each = static_cast<int>(chosen.seeds.size());
    for (const std::string& method : names) {
        const auto one = seconds_(chosen, method);
        known &= one.has_value();
        seconds += one.value_or(0) * settings * each;
    }
    QStringList parts{tr("Settings: %1").arg(settings)};
    if (names.size() > 1) parts.push_back(tr("methods: %1").arg(names.size()));
    parts.push_back(tr("seeds: %1").arg(each));
    parts.push_back(tr("runs: %1").arg(settings * each * static_cast<int>(names.size())));
    const QString counts = parts.join(QStringLiteral(" · "));
    return known ? tr("%1; about %2 of training.").arg(counts, durationText(seconds))
                 : tr("%1. How long they take is known after the first run of each method.").arg(counts);
}

void VaryDialog::check() {
    const QString wrong = problem();
    // A form that is not filled in yet is no mistake.
    const bool begun = std::any_of(rows_.begin(), rows_.end(), [](const Row& row) {
        return !row.values->text().isEmpty() || row.option->currentIndex() >= 0;
    });
    summary_->setTone(wrong.isEmpty() ? &theme::Colours::text
                      : begun         ? &theme::Colours::bad
                                      : &theme::Colours::secondary);
    summary_->setText(wrong.isEmpty() ? summary() : wrong);
    buttons_->button(QDialogButtonBox::Ok)->setEnabled(wrong.isEmpty());
}

}  // namespace selfsight::ui
