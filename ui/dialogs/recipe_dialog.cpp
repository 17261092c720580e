#include "ui/dialogs/recipe_dialog.h"

#include "ui/dialogs/augmentation_view.h"
#include "ui/dialogs/option_editor.h"
#include "ui/dialogs/option_texts.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace selfsight::ui {

RecipeDialog::RecipeDialog(const methods::Recipe& base, const Overrides& overrides, const QString& scope,
                           QWidget* parent)
    : QDialog(parent), base_(base) {
    setObjectName(QStringLiteral("recipeDialog"));
    setWindowTitle(tr("Options of %1, recipe “%2”").arg(scope, QString::fromStdString(base.name())));

    search_ = new QLineEdit(this);
    search_->setObjectName(QStringLiteral("optionSearch"));
    search_->setPlaceholderText(tr("Search options"));
    search_->setAccessibleName(tr("Search options"));
    search_->setToolTip(tr("Words of the option's name, group or help"));
    search_->setClearButtonEnabled(true);
    connect(search_, &QLineEdit::textChanged, this, &RecipeDialog::filter);

    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(gridUnit, 0, gridUnit, gridUnit);
    column->setSpacing(gridUnit / 2);
    for (const methods::Option& option : methods::recipeOptions()) addRow(option, column);
    column->addStretch();
    for (const auto& [key, value] : overrides) {
        for (Row& row : rows_) {
            if (row.editor->option().key == key) row.editor->setValue(QString::fromStdString(value));
        }
    }

    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);

    help_ = new CaptionLabel(QString(), this);
    help_->setObjectName(QStringLiteral("optionHelp"));
    help_->setMinimumHeight(3 * fontMetrics().height());
    help_->setAlignment(Qt::AlignTop | Qt::AlignLeft);

    buttons_ = new QDialogButtonBox(
        QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, this);
    buttons_->button(QDialogButtonBox::RestoreDefaults)->setText(tr("As in the recipe"));
    connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons_->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this,
            &RecipeDialog::resetAll);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * gridUnit, 2 * gridUnit, 2 * gridUnit, 2 * gridUnit);
    layout->setSpacing(gridUnit);
    layout->addWidget(search_);
    middle_ = new QHBoxLayout;
    middle_->setSpacing(2 * gridUnit);
    middle_->addWidget(scroll, 1);
    layout->addLayout(middle_, 1);
    layout->addWidget(help_);
    layout->addWidget(buttons_);
    resize(68 * gridUnit, 80 * gridUnit);
    check();
}

void RecipeDialog::setPreview(const QString& location, const QString& method, const methods::Recipe& recipe) {
    previewBase_ = recipe;
    preview_ = new AugmentationView;
    auto* title = new PanelTitle(
        tr("As %1 sees it").arg(QString::fromStdString(methods::methodInfo(method.toStdString()).label)));
    title->layout()->setContentsMargins(0, gridUnit, 0, 0);
    auto* again = new QToolButton;
    again->setObjectName(QStringLiteral("augmentationAgain"));
    again->setText(tr("Draw again"));
    again->setAutoRaise(true);
    again->setToolTip(tr("The same augmentation with other random numbers"));
    connect(again, &QToolButton::clicked, preview_, &AugmentationView::drawAgain);
    title->add(again);
    auto* column = new QVBoxLayout;
    column->setSpacing(gridUnit / 2);
    column->addWidget(title);
    column->addWidget(preview_, 1);
    middle_->addLayout(column);
    preview_->setFixedWidth(preview_->sizeHint().width());
    resize(width() + preview_->width() + 2 * gridUnit, height());
    preview_->setData(location, method);
    updatePreview();
}

void RecipeDialog::updatePreview() {
    if (!preview_) return;
    methods::Recipe recipe = previewBase_;
    for (const auto& [key, value] : overrides()) recipe.set(key, value);
    preview_->setRecipe(recipe);
}

void RecipeDialog::addRow(const methods::Option& option, QVBoxLayout* column) {
    Row row;
    const bool sameGroup = !rows_.empty() && rows_.back().editor->option().group == option.group;
    if (sameGroup) {
        row.group = rows_.back().group;
        row.form = rows_.back().form;
    } else {
        auto* title = new PanelTitle(optionText(option.group));
        title->layout()->setContentsMargins(0, gridUnit, 0, 0);
        row.group = title;
        column->addWidget(title);
        row.form = new QFormLayout;
        row.form->setHorizontalSpacing(2 * gridUnit);
        row.form->setVerticalSpacing(gridUnit / 2);
        row.form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        column->addLayout(row.form);
    }
    row.label = new QLabel(optionText(option.label));
    row.label->setMinimumWidth(22 * gridUnit);
    row.editor = new OptionEditor(option);
    row.editor->setValue(QString::fromStdString(base_.get(option.key)));
    row.label->setBuddy(row.editor);
    row.reset = new QToolButton;
    row.reset->setObjectName(QString::fromStdString(option.key) + QStringLiteral(".reset"));
    row.reset->setIcon(theme::themedIcon(QStringLiteral("undo")));
    row.reset->setAutoRaise(true);
    row.reset->setAccessibleName(tr("Put %1 back").arg(optionText(option.label)));
    row.reset->setToolTip(tr("As in the recipe: %1").arg(QString::fromStdString(base_.get(option.key))));
    QSizePolicy keep = row.reset->sizePolicy();
    keep.setRetainSizeWhenHidden(true);
    row.reset->setSizePolicy(keep);
    row.field = new QWidget;
    auto* field = new QHBoxLayout(row.field);
    field->setContentsMargins(0, 0, 0, 0);
    field->addWidget(row.editor, 1);
    field->addWidget(row.reset);
    row.form->addRow(row.label, row.field);
    connect(row.editor, &OptionEditor::edited, this, &RecipeDialog::check);
    connect(row.editor, &OptionEditor::entered, this, [this, row] { showHelp(row); });
    connect(row.reset, &QToolButton::clicked, this, [this, editor = row.editor] {
        editor->setValue(QString::fromStdString(base_.get(editor->option().key)));
    });
    rows_.push_back(row);
}

RecipeDialog::Overrides RecipeDialog::overrides() const {
    Overrides found;
    for (const Row& row : rows_) {
        const std::string& key = row.editor->option().key;
        const std::string value = row.editor->value().toStdString();
        if (value != base_.get(key)) found.emplace_back(key, value);
    }
    return found;
}

void RecipeDialog::check() {
    if (!buttons_) return;
    bool good = true;
    for (const Row& row : rows_) {
        const bool differs = row.editor->value().toStdString() != base_.get(row.editor->option().key);
        row.reset->setVisible(differs);
        QFont font = row.label->font();
        font.setWeight(differs ? QFont::DemiBold : QFont::Normal);
        row.label->setFont(font);
        const QString problem = row.editor->problem();
        QPalette colours = palette();
        if (!problem.isEmpty()) colours.setColor(QPalette::WindowText, theme::colours(colours).bad);
        row.label->setPalette(colours);
        if (!problem.isEmpty()) {
            help_->setText(QStringLiteral("%1: %2").arg(optionText(row.editor->option().label), problem));
        }
        good &= problem.isEmpty();
    }
    buttons_->button(QDialogButtonBox::Ok)->setEnabled(good);
    if (good) updatePreview();
}

void RecipeDialog::filter(const QString& text) {
    const QStringList words = text.simplified().split(' ', Qt::SkipEmptyParts);
    QHash<QWidget*, bool> groups;
    for (const Row& row : rows_) {
        const methods::Option& option = row.editor->option();
        // Papers and recipes are in English: its words find an option in every language.
        const QString haystack =
            QString::fromStdString(option.key + " " + option.label + " " + option.group + " " + option.help) +
            QStringLiteral(" %1 %2 %3")
                .arg(optionText(option.label), optionText(option.group), optionText(option.help));
        const bool matches = std::all_of(words.begin(), words.end(), [&haystack](const QString& word) {
            return haystack.contains(word, Qt::CaseInsensitive);
        });
        row.label->setVisible(matches);
        row.field->setVisible(matches);
        groups[row.group] |= matches;
    }
    for (auto group = groups.begin(); group != groups.end(); ++group) group.key()->setVisible(group.value());
}

void RecipeDialog::showHelp(const Row& row) {
    const methods::Option& option = row.editor->option();
    const QString range = row.editor->range();
    help_->setText(QStringLiteral("%1: %2 %3")
                       .arg(optionText(option.label), optionText(option.help),
                            range.isEmpty() ? QString() : QStringLiteral("(%1)").arg(range)));
}

void RecipeDialog::resetAll() {
    for (Row& row : rows_) row.editor->setValue(QString::fromStdString(base_.get(row.editor->option().key)));
}

}  // namespace selfsight::ui
