// A main window with settings and folders of its own, and ways to find what a person would click.
#pragma once

#include "ui/main_window.h"
#include "ui/models/runs_model.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QAbstractProxyModel>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QSet>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <vector>

namespace selfsight::test {

// Nothing of a test reaches the settings or documents of the person who runs it.
inline void isolateSettings(const QTemporaryDir& folder) {
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope,
                       folder.filePath(QStringLiteral("settings")));
    QCoreApplication::setOrganizationName(QStringLiteral("selfsight-test"));
    QCoreApplication::setApplicationName(QStringLiteral("selfsight-test"));
}

template <typename Widget>
Widget* find(const QObject& root, const char* name) {
    auto* found = root.findChild<Widget*>(QLatin1String(name));
    if (!found) qFatal("no control named %s", name);
    return found;
}

inline void trigger(const QObject& root, const char* name) {
    auto* action = find<QAction>(root, name);
    if (!action->isEnabled()) qFatal("%s is disabled", name);
    action->trigger();
}

// Qt's model tester on every model below `root`, and on what proxies stand on, for as long as they are kept.
inline std::vector<std::unique_ptr<QAbstractItemModelTester>> testModels(const QObject& root) {
    QSet<QAbstractItemModel*> models;
    for (auto* model : root.findChildren<QAbstractItemModel*>()) models.insert(model);
    for (const auto* view : root.findChildren<QAbstractItemView*>())
        for (QAbstractItemModel* model = view->model(); model != nullptr;) {
            models.insert(model);
            const auto* proxy = qobject_cast<QAbstractProxyModel*>(model);
            model = proxy ? proxy->sourceModel() : nullptr;
        }
    std::vector<std::unique_ptr<QAbstractItemModelTester>> testers;
    for (QAbstractItemModel* model : models)
        testers.push_back(std::make_unique<QAbstractItemModelTester>(
            model, QAbstractItemModelTester::FailureReportingMode::QtTest));
    return testers;
}

// Fills the set-up panel with something that ends in seconds.
inline void setUpTiny(ui::MainWindow& window, double seconds, const char* method = "") {
    window.chooseData(QStringLiteral("demo:train=400,test=200"));
    auto* methods = find<QComboBox>(window, "setupMethod");
    methods->setCurrentIndex(methods->findData(QLatin1String(method)));
    find<QComboBox>(window, "setupBudgetUnit")->setCurrentText(QStringLiteral("seconds"));
    find<QDoubleSpinBox>(window, "setupBudget")->setValue(seconds);
    find<QLineEdit>(window, "setupWidth")->setText(QStringLiteral("0.0625"));
    find<QLineEdit>(window, "setupBatch")->setText(QStringLiteral("50"));
}

}  // namespace selfsight::test
