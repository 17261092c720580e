// The controls of the set-up panel.
#include "ui/panels/cost_view.h"
#include "ui/panels/device_view.h"
#include "ui/panels/panel_title.h"
#include "ui/panels/setup_panel_parts.h"
#include "ui/panels/vertical_scroll.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace selfsight::ui {

using namespace setup_parts;

void SetupPanel::build() {
    const auto named = [](auto* control, const char* name, const QString& accessible, const QString& help) {
        control->setObjectName(QLatin1String(name));
        control->setAccessibleName(accessible);
        control->setToolTip(help);
        return control;
    };
    const auto changed = [this] {
        if (!filling_) check();
    };
    const auto compact = [](QComboBox* box) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(10);
        return box;
    };

    data_ = compact(named(new QComboBox(this), "setupData", tr("Data set"),
                          tr("The images: generated ones, a CIFAR archive (.tar.gz) or its folder, or a "
                             "folder of class folders")));
    data_->addItem(dataTitle(QStringLiteral("demo")), QStringLiteral("demo"));
    data_->insertSeparator(1);
    data_->addItem(tr("Archive or file…"), pickFile);
    data_->addItem(tr("Folder…"), pickFolder);
    data_->addItem(tr("Download CIFAR-100…"), fetchCifar);
    connect(data_, &QComboBox::activated, this, &SetupPanel::pickData);

    method_ = compact(named(new QComboBox(this), "setupMethod", tr("Method"), tr("How the encoder learns")));
    method_->addItem(tr("All four, compared"), QString());
    for (const methods::MethodInfo& info : methods::methodList()) {
        method_->addItem(QString::fromStdString(info.label), QString::fromStdString(info.name));
        method_->setItemData(method_->count() - 1, QString::fromStdString(info.summary), Qt::ToolTipRole);
    }
    connect(method_, &QComboBox::currentIndexChanged, this, [this] {
        if (filling_) return;
        showRecipeValues();
        check();
    });

    recipe_ = compact(named(new QComboBox(this), "setupRecipe", tr("Recipe"),
                            tr("Every choice of a training, under one name")));
    for (const std::string& name : methods::recipeNames()) recipe_->addItem(QString::fromStdString(name));
    connect(recipe_, &QComboBox::currentIndexChanged, this, [this] {
        if (filling_) return;
        pickRecipe();
        check();
    });

    amount_ =
        named(new QDoubleSpinBox(this), "setupBudget", tr("Budget"), tr("How much each method may train"));
    amount_->setRange(0, 1e9);
    amount_->setDecimals(1);
    unit_ = named(new QComboBox(this), "setupBudgetUnit", tr("Unit of the budget"),
                  tr("Time is equal time; epochs and images are equal work"));
    unit_->addItems({tr("minutes"), tr("seconds"), tr("epochs"), tr("images")});
    const auto budgetChanged = [this, changed] {
        if (filling_) return;
        budgetEdited_ = true;
        amount_->setDecimals(unit_->currentIndex() == Images ? 0 : 1);
        changed();
    };
    connect(amount_, &QDoubleSpinBox::valueChanged, this, budgetChanged);
    connect(unit_, &QComboBox::currentIndexChanged, this, budgetChanged);
    auto* budget = new QHBoxLayout;
    budget->setSpacing(gridUnit / 2);
    budget->addWidget(amount_, 1);
    budget->addWidget(unit_);

    width_ = named(new QLineEdit(this), "setupWidth", tr("Width"),
                   tr("Scales every channel count; empty: as in the recipe"));
    batch_ = named(new QLineEdit(this), "setupBatch", tr("Batch size"),
                   tr("Images a step; empty: as in the recipe"));
    seeds_ = named(new QLineEdit(this), "setupSeeds", tr("Seeds"),
                   tr("One run a seed: 0, or 0, 1, 2, or 0-4. The same seed gives the same run."));
    for (QLineEdit* line : {width_, batch_, seeds_}) {
        line->setFont(theme::tabularFont(line->font()));
        connect(line, &QLineEdit::textChanged, this, changed);
    }
    device_ = compact(named(new QComboBox(this), "setupDevice", tr("Device"),
                            tr("Where to compute; automatic takes a GPU where there is one")));
    device_->addItem(tr("Automatic"), QStringLiteral("auto"));
    device_->addItem(tr("CPU"), QStringLiteral("cpu"));
    connect(device_, &QComboBox::currentIndexChanged, this, changed);

    options_ = named(new QPushButton(tr("Options…"), this), "setupOptions", tr("All options"),
                     tr("Optimiser, schedule, augmentation and the rest"));
    connect(options_, &QPushButton::clicked, this, &SetupPanel::showOptions);
    vary_ = named(new QPushButton(tr("Vary…"), this), "setupVary", tr("Vary options"),
                  tr("Train a grid of values of any options, and compare what each is worth"));
    connect(vary_, &QPushButton::clicked, this, [this] { emit varyRequested(setup()); });
    message_ = new CaptionLabel(QString(), this);
    message_->setObjectName(QStringLiteral("setupMessage"));
    message_->setTone(&theme::Colours::bad);
    start_ =
        named(new QPushButton(tr("Start"), this), "setupStart", tr("Start"), tr("Start what is set up here"));
    start_->setIcon(theme::themedIcon(QStringLiteral("play")));
    start_->setDefault(true);
    connect(start_, &QPushButton::clicked, this, [this] { emit startRequested(setup()); });

    auto* page = new QWidget;
    auto* form = new QFormLayout(page);
    form->setContentsMargins(gridUnit, 0, gridUnit, gridUnit);
    form->setHorizontalSpacing(gridUnit);
    form->setVerticalSpacing(gridUnit / 2);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Data"), data_);
    form->addRow(tr("&Method"), method_);
    form->addRow(tr("&Recipe"), recipe_);
    form->addRow(tr("&Budget"), budget);
    static_cast<QLabel*>(form->labelForField(budget))->setBuddy(amount_);
    form->addRow(tr("&Width"), width_);
    form->addRow(tr("B&atch"), batch_);
    form->addRow(tr("&Seeds"), seeds_);
    form->addRow(tr("D&evice"), device_);
    form->addRow(QString(), new DeviceView);
    cost_ = new CostView;
    form->addRow(tr("Cost"), cost_);
    auto* scroll = new VerticalScroll(page, this);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, gridUnit);
    row->setSpacing(gridUnit);
    row->addWidget(options_);
    row->addWidget(vary_);
    row->addStretch();
    row->addWidget(start_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    message_->setContentsMargins(gridUnit, 0, gridUnit, 0);
    layout->addWidget(message_);
    layout->addLayout(row);
}

}  // namespace selfsight::ui
