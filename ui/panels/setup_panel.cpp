#include "ui/panels/setup_panel.h"

#include "ui/dialogs/file_dialog.h"
#include "ui/dialogs/recipe_dialog.h"
#include "ui/panels/cost_view.h"
#include "ui/panels/panel_title.h"
#include "ui/panels/setup_panel_parts.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>
#include <exception>

namespace selfsight::ui {

using namespace setup_parts;

namespace {

constexpr auto widthKey = "encoder.width";
constexpr auto batchKey = "train.batch_size";
constexpr int recentAtMost = 6;

// STL-10's images without labels are another data set beside it.
const QString unlabelled = QStringLiteral(":unlabelled");

bool hasUnlabelled(const QString& location) {
    const QFileInfo info(location);
    return info.isDir() ? QFileInfo::exists(location + QStringLiteral("/unlabeled_X.bin"))
                        : info.fileName().startsWith(QStringLiteral("stl10"));
}

const methods::Option* optionOf(const std::string& key) {
    for (const methods::Option& option : methods::recipeOptions()) {
        if (option.key == key) return &option;
    }
    return nullptr;
}

}  // namespace

QString setup_parts::dataTitle(const QString& location) {
    if (location == QStringLiteral("demo")) return SetupPanel::tr("Demo, generated");
    if (location.startsWith(QStringLiteral("demo:"))) return SetupPanel::tr("Demo (%1)").arg(location.mid(5));
    if (location.endsWith(unlabelled))
        return SetupPanel::tr("%1, with the unlabelled images")
            .arg(dataTitle(location.chopped(unlabelled.size())));
    const QFileInfo info(location);
    return info.fileName().isEmpty() ? location : info.fileName();
}

SetupPanel::SetupPanel(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("setupPanel"));
    build();
    setSetup(Setup());
}

QString SetupPanel::firstMethod() const {
    const QString method = method_->currentData().toString();
    return method.isEmpty() ? QStringLiteral("supervised") : method;
}

void SetupPanel::pickData(int index) {
    const QString choice = data_->itemData(index).toString();
    QString found = choice;
    if (choice == pickFile) {
        found =
            file_dialog::openFile(this, tr("Open a data set"),
                                  tr("Data sets (*.tar.gz *.tgz *.tar *.npz *.npy *.csv);;All files (*)"));
    } else if (choice == pickFolder) {
        found = file_dialog::openFolder(
            this, tr("Open a folder of images or an unpacked archive of CIFAR or STL-10"));
    } else if (choice == fetchCifar) {
        chooseData(lastData_);
        emit downloadRequested();
        return;
    }
    chooseData(found.isEmpty() ? lastData_ : found);
}

QStringList SetupPanel::knownData() const {
    QStringList known;
    for (int i = 0; i < data_->count(); ++i)
        if (const QString location = data_->itemData(i).toString();
            !location.isEmpty() && !location.startsWith('<'))
            known.push_back(location);
    return known;
}

void SetupPanel::chooseData(const QString& location) {
    if (hasUnlabelled(location)) listData(location + unlabelled);
    listData(location);
    lastData_ = location;
    data_->setCurrentIndex(data_->findData(location));
    if (!filling_) check();
}

// New data come right below the demo; the oldest fall off.
void SetupPanel::listData(const QString& location) {
    if (data_->findData(location) >= 0) return;
    data_->insertItem(1, dataTitle(location), location);
    data_->setItemData(1, location, Qt::ToolTipRole);
    const int recent = data_->count() - fixedEntries;
    if (recent > recentAtMost) data_->removeItem(recentAtMost);
}

void SetupPanel::pickRecipe() {
    overrides_.clear();
    showRecipeValues();
}

void SetupPanel::showRecipeValues() {
    const std::string name = recipe_->currentText().toStdString();
    try {
        const methods::Recipe base = methods::loadRecipe(name, firstMethod().toStdString());
        recipe_->setToolTip(QString::fromStdString(base.summary()));
        width_->setPlaceholderText(tr("%1 (recipe)").arg(QString::fromStdString(base.get(widthKey))));
        QStringList batches;
        for (const methods::MethodInfo& info : methods::methodList()) {
            if (!method_->currentData().toString().isEmpty() && info.name != firstMethod().toStdString())
                continue;
            const QString batch = QString::fromStdString(methods::loadRecipe(name, info.name).get(batchKey));
            if (!batches.contains(batch)) batches.push_back(batch);
        }
        batch_->setPlaceholderText(tr("%1 (recipe)").arg(batches.join(QStringLiteral(" / "))));
        if (!budgetEdited_) {
            const bool wasFilling = std::exchange(filling_, true);
            const methods::Budget budget = base.budget();
            const bool minutes = budget.kind == methods::Budget::Kind::Seconds && budget.amount >= 60;
            unit_->setCurrentIndex(budget.kind == methods::Budget::Kind::Epochs   ? Epochs
                                   : budget.kind == methods::Budget::Kind::Images ? Images
                                   : minutes                                      ? Minutes
                                                                                  : Seconds);
            amount_->setDecimals(budget.kind == methods::Budget::Kind::Images ? 0 : 1);
            amount_->setValue(minutes ? budget.amount / 60 : budget.amount);
            filling_ = wasFilling;
        }
    } catch (const std::exception& failure) {
        recipe_->setToolTip(QString::fromUtf8(failure.what()));
    }
}

std::vector<std::pair<std::string, std::string>> SetupPanel::allOverrides() const {
    auto all = overrides_;
    if (!width_->text().trimmed().isEmpty())
        all.emplace_back(widthKey, width_->text().trimmed().toStdString());
    if (!batch_->text().trimmed().isEmpty())
        all.emplace_back(batchKey, batch_->text().trimmed().toStdString());
    return all;
}

Setup SetupPanel::setup() const {
    Setup setup;
    setup.data = data_->currentData().toString();
    setup.method = method_->currentData().toString();
    setup.recipe = recipe_->currentText();
    setup.overrides = allOverrides();
    using Kind = methods::Budget::Kind;
    switch (unit_->currentIndex()) {
        case Minutes:
            setup.budget = {Kind::Seconds, amount_->value() * 60};
            break;
        case Seconds:
            setup.budget = {Kind::Seconds, amount_->value()};
            break;
        case Epochs:
            setup.budget = {Kind::Epochs, amount_->value()};
            break;
        default:
            setup.budget = {Kind::Images, amount_->value()};
    }
    setup.seeds = parseSeeds(seeds_->text()).value_or(std::vector<std::uint64_t>{0});
    setup.device = device_->currentData().toString();
    setup.protocol = protocol_;
    return setup;
}

void SetupPanel::setSetup(const Setup& setup) {
    filling_ = true;
    chooseData(setup.data);
    method_->setCurrentIndex(std::max(0, method_->findData(setup.method)));
    const int known = recipe_->findText(setup.recipe);
    if (known < 0) recipe_->addItem(setup.recipe);
    recipe_->setCurrentText(setup.recipe);
    overrides_.clear();
    width_->clear();
    batch_->clear();
    for (const auto& [key, value] : setup.overrides) {
        if (key == widthKey) {
            width_->setText(QString::fromStdString(value));
        } else if (key == batchKey) {
            batch_->setText(QString::fromStdString(value));
        } else {
            overrides_.emplace_back(key, value);
        }
    }
    using Kind = methods::Budget::Kind;
    const bool minutes = setup.budget.kind == Kind::Seconds && setup.budget.amount >= 60;
    unit_->setCurrentIndex(setup.budget.kind == Kind::Epochs   ? Epochs
                           : setup.budget.kind == Kind::Images ? Images
                           : minutes                           ? Minutes
                                                               : Seconds);
    amount_->setDecimals(setup.budget.kind == Kind::Images ? 0 : 1);
    amount_->setValue(minutes ? setup.budget.amount / 60 : setup.budget.amount);
    budgetEdited_ = true;
    seeds_->setText(seedsText(setup.seeds));
    device_->setCurrentIndex(std::max(0, device_->findData(setup.device)));
    protocol_ = setup.protocol;
    showRecipeValues();
    filling_ = false;
    check();
}

void SetupPanel::setDevices(const QStringList& names) {
    for (const QString& name : names) {
        if (device_->findData(name) < 0) device_->addItem(name.toUpper(), name);
    }
}

QString SetupPanel::fieldProblem() const {
    if (!(amount_->value() > 0)) return tr("Budget: more than 0 is expected.");
    if (!parseSeeds(seeds_->text())) return tr("Seeds: expected 0, or 0, 1, 2, or 0-4.");
    const auto number = [](const QLineEdit* line, const char* key) {
        const methods::Option* option = optionOf(key);
        const QString text = line->text().trimmed();
        if (text.isEmpty() || !option) return QString();
        bool understood = false;
        const double value = QLocale::c().toDouble(text, &understood);
        if (understood && value >= option->least && value <= option->most) return QString();
        return tr("%1: expected %2 … %3.")
            .arg(QString::fromStdString(option->label))
            .arg(option->least)
            .arg(option->most);
    };
    if (const QString wrong = number(width_, widthKey); !wrong.isEmpty()) return wrong;
    return number(batch_, batchKey);
}

void SetupPanel::check() {
    problem_ = fieldProblem();
    std::vector<jobs::TrainSpec> specs;
    if (problem_.isEmpty()) {
        try {
            const Setup chosen = setup();
            if (chosen.method.isEmpty()) {
                chosen.compareSpec(QString());
            } else {
                chosen.trainSpec(QString(), 0);
            }
            for (const std::string& method : chosen.methodNames()) {
                Setup one = chosen;
                one.method = QString::fromStdString(method);
                specs.push_back(one.trainSpec(QString(), 0));
            }
        } catch (const std::exception& failure) {
            problem_ = QString::fromUtf8(failure.what());
            specs.clear();
        }
    }
    cost_->setSpecs(std::move(specs), static_cast<int>(setup().seeds.size()));
    message_->setText(problem_);
    message_->setVisible(!problem_.isEmpty());
    start_->setEnabled(problem_.isEmpty());
    vary_->setEnabled(problem_.isEmpty());
    const auto count = static_cast<int>(overrides_.size());
    options_->setText(count == 0 ? tr("Options…") : tr("Options (%1 changed)…").arg(count));
    emit edited();
}

void SetupPanel::showOptions() {
    try {
        const methods::Recipe base =
            methods::loadRecipe(recipe_->currentText().toStdString(), firstMethod().toStdString());
        const QString scope =
            method_->currentData().toString().isEmpty() ? tr("all four methods") : method_->currentText();
        RecipeDialog dialog(base, allOverrides(), scope, this);
        // Two views are what the methods without labels learn from.
        const QString viewed =
            method_->currentData().toString().isEmpty() ? QStringLiteral("byol") : firstMethod();
        if (methods::methodInfo(viewed.toStdString()).trains)
            dialog.setPreview(
                data_->currentData().toString(), viewed,
                methods::loadRecipe(recipe_->currentText().toStdString(), viewed.toStdString()));
        if (dialog.exec() != QDialog::Accepted) return;
        Setup changed = setup();
        changed.overrides = dialog.overrides();
        setSetup(changed);
    } catch (const std::exception& failure) {
        message_->setText(QString::fromUtf8(failure.what()));
        message_->show();
    }
}

void SetupPanel::setBusy(bool busy) {
    cost_->setBusy(busy);
}

void SetupPanel::focusFirst() {
    data_->setFocus(Qt::ShortcutFocusReason);
}

}  // namespace selfsight::ui
