// The set-up panel and the options behind it.
#include "ui/dialogs/augmentation_view.h"
#include "ui/dialogs/file_dialog.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/option_editor.h"
#include "ui/dialogs/recipe_dialog.h"
#include "ui/panels/device_view.h"
#include "ui/panels/setup_panel.h"

#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

template <typename Widget>
Widget* in(QWidget& panel, const char* name) {
    auto* found = panel.findChild<Widget*>(QLatin1String(name));
    Q_ASSERT(found);
    return found;
}

}  // namespace

class TestWindowSetup : public QObject {
    Q_OBJECT

  private slots:
    void everyControlCanBeNamedAndExplained() {
        SetupPanel panel;
        for (const char* name : {"setupData", "setupMethod", "setupRecipe", "setupBudget", "setupBudgetUnit",
                                 "setupWidth", "setupBatch", "setupSeeds", "setupDevice", "setupOptions",
                                 "setupVary", "costMeasure", "setupStart"}) {
            const auto* control = panel.findChild<QWidget*>(QLatin1String(name));
            QVERIFY2(control, name);
            QVERIFY2(!control->accessibleName().isEmpty(), name);
            QVERIFY2(!control->toolTip().isEmpty(), name);
            QVERIFY2(control->focusPolicy() != Qt::NoFocus, name);
        }
    }

    void importDialogsSayWhatTheyAreToldAndNoMore() {
        ImportWeightsDialog weights(QStringLiteral("/x/byol.ckpt"), QStringLiteral("demo"));
        for (const char* name :
             {"importName", "importData", "importMethod", "importNormalise", "importPaddedStem"}) {
            auto* control = in<QWidget>(weights, name);
            QVERIFY2(!control->accessibleName().isEmpty(), name);
            QVERIFY2(!control->toolTip().isEmpty(), name);
        }
        auto* method = in<QComboBox>(weights, "importMethod");
        QCOMPARE(method->currentData().toString(), QStringLiteral("imported"));
        method->setCurrentIndex(method->findData(QStringLiteral("byol")));
        in<QLineEdit>(weights, "importData")->setText(QStringLiteral(" cifar.tar.gz "));
        const jobs::ImportWeightsSpec spec = weights.spec();
        QCOMPARE(spec.file, std::filesystem::path("/x/byol.ckpt"));
        QCOMPARE(spec.name, std::string("byol.ckpt"));
        QCOMPARE(spec.method, std::string("byol"));
        QCOMPARE(spec.data, std::string("cifar.tar.gz"));
        QVERIFY(!spec.paddedStem);

        ImportEmbeddingsDialog embeddings(QStringLiteral("/x/E.npy"));
        file_dialog::answerNext(QStringLiteral("/x/y.npy"));
        in<QLineEdit>(embeddings, "importLabels")
            ->parentWidget()
            ->findChildren<QToolButton*>()
            .first()
            ->click();
        QCOMPARE(embeddings.spec().labels, std::filesystem::path("/x/y.npy"));
        QVERIFY(embeddings.spec().table.empty());
        in<QPushButton>(embeddings, "importScript")->click();
        QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("def write_run(")));
    }

    void theDefaultIsTheQuickComparisonOnTheDemo() {
        SetupPanel panel;
        QVERIFY(panel.isValid());
        const Setup setup = panel.setup();
        QCOMPARE(setup.data, QStringLiteral("demo"));
        QVERIFY(setup.method.isEmpty());
        const auto spec = setup.compareSpec("/w");
        QCOMPARE(spec.methods.size(), std::size_t(4));
        QVERIFY(spec.budgetGiven);
    }

    void wrongValuesAreSaidAsTheyAreTyped_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("width") << "setupWidth"
                               << "9"
                               << "0.05";
        QTest::newRow("width text") << "setupWidth"
                                    << "wide"
                                    << "Width";
        QTest::newRow("batch") << "setupBatch"
                               << "1"
                               << "Batch";
        QTest::newRow("seeds") << "setupSeeds"
                               << "x"
                               << "Seeds";
    }
    void wrongValuesAreSaidAsTheyAreTyped() {
        QFETCH(QString, field);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        SetupPanel panel;
        auto* line = in<QLineEdit>(panel, field.toLatin1());
        const QString before = line->text();
        line->setText(text);
        QVERIFY(!panel.isValid());
        QVERIFY(!in<QPushButton>(panel, "setupStart")->isEnabled());
        const QString message = in<QLabel>(panel, "setupMessage")->text();
        QVERIFY2(message.contains(expected), qPrintable(message));
        line->setText(before);
        QVERIFY(panel.isValid());
    }

    void aBudgetOfNothingIsRefused() {
        SetupPanel panel;
        in<QDoubleSpinBox>(panel, "setupBudget")->setValue(0);
        QVERIFY(!panel.isValid());
    }

    void aSetupSurvivesPanelAndText() {
        Setup setup;
        setup.data = "demo:train=400,test=200";
        setup.method = "byol";
        setup.recipe = "notebook";
        setup.overrides = {
            {"optimiser.learning_rate", "0.002"}, {"encoder.width", "0.125"}, {"train.batch_size", "32"}};
        setup.budget = {methods::Budget::Kind::Epochs, 3};
        setup.seeds = {1, 2};
        SetupPanel panel;
        panel.setSetup(setup);
        QVERIFY(panel.isValid());
        const auto restored = Setup::fromText(panel.setup().toText());
        QVERIFY(restored);
        QCOMPARE(restored->data, setup.data);
        QCOMPARE(restored->method, setup.method);
        QCOMPARE(restored->seeds, setup.seeds);
        QVERIFY(restored->budget == setup.budget);
        const auto recipe = restored->resolved("byol");
        QCOMPARE(recipe.integer("train.batch_size"), std::int64_t(32));
        QCOMPARE(recipe.real("encoder.width"), 0.125);
        QCOMPARE(recipe.real("optimiser.learning_rate"), 0.002);
        QVERIFY(!Setup::fromText("not a setup"));
    }

    void aFileIsChosenThroughTheList() {
        SetupPanel panel;
        auto* data = in<QComboBox>(panel, "setupData");
        file_dialog::answerNext("/somewhere/cifar-100-binary.tar.gz");
        emit data->activated(data->findText("Archive or file…"));
        QCOMPARE(panel.setup().data, QStringLiteral("/somewhere/cifar-100-binary.tar.gz"));
        file_dialog::answerNext("");
        emit data->activated(data->findText("Folder…"));
        QCOMPARE(panel.setup().data, QStringLiteral("/somewhere/cifar-100-binary.tar.gz"));
        // STL-10's images without labels are offered beside it.
        file_dialog::answerNext("/somewhere/stl10_binary.tar.gz");
        emit data->activated(data->findText("Archive or file…"));
        QCOMPARE(panel.setup().data, QStringLiteral("/somewhere/stl10_binary.tar.gz"));
        data->setCurrentIndex(data->findText("stl10_binary.tar.gz, with the unlabelled images"));
        QCOMPARE(panel.setup().data, QStringLiteral("/somewhere/stl10_binary.tar.gz:unlabelled"));
    }

    void startCarriesTheSetup() {
        SetupPanel panel;
        QSignalSpy spy(&panel, &SetupPanel::startRequested);
        auto* method = in<QComboBox>(panel, "setupMethod");
        method->setCurrentIndex(method->findData("simsiam"));
        in<QPushButton>(panel, "setupStart")->click();
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy[0][0].value<Setup>().method, QStringLiteral("simsiam"));
    }

    void everyOptionOfTheEngineHasAnEditorThatHoldsItsDefault() {
        const methods::Recipe base = methods::loadRecipe("notebook", "byol");
        RecipeDialog dialog(base, {}, "BYOL");
        for (const methods::Option& option : methods::recipeOptions()) {
            auto* field = dialog.findChild<QWidget*>(QString::fromStdString(option.key));
            QVERIFY2(field, option.key.c_str());
            QVERIFY2(!field->toolTip().isEmpty(), option.key.c_str());
        }
        QVERIFY(dialog.overrides().empty());
    }

    void changedOptionsAreOverridesAndCanBePutBack() {
        const methods::Recipe base = methods::loadRecipe("notebook", "byol");
        RecipeDialog dialog(base, {{"method.ema", "0.9"}}, "BYOL");
        QCOMPARE(dialog.overrides(), (RecipeDialog::Overrides{{"method.ema", "0.9"}}));
        auto* ema = in<QLineEdit>(dialog, "method.ema");
        ema->setText("1.5");
        QVERIFY(!in<QLabel>(dialog, "optionHelp")->text().isEmpty());
        ema->setText("0.95");
        QCOMPARE(dialog.overrides(), (RecipeDialog::Overrides{{"method.ema", "0.95"}}));
        in<QToolButton>(dialog, "method.ema.reset")->click();
        QVERIFY(dialog.overrides().empty());
    }

    void theCostIsSaidBeforeTheStart() {
        SetupPanel panel;
        panel.show();
        panel.chooseData("demo:train=100,test=40");
        auto* method = in<QComboBox>(panel, "setupMethod");
        method->setCurrentIndex(method->findData("byol"));
        in<QLineEdit>(panel, "setupWidth")->setText("0.0625");
        in<QLineEdit>(panel, "setupBatch")->setText("20");
        in<QLineEdit>(panel, "setupSeeds")->setText("0-2");
        in<QComboBox>(panel, "setupBudgetUnit")->setCurrentText("seconds");
        in<QDoubleSpinBox>(panel, "setupBudget")->setValue(60);
        const auto* sizes = in<QLabel>(panel, "costSizes");
        const auto* measured = in<QLabel>(panel, "costMeasured");
        QTRY_VERIFY(sizes->text().contains("M parameters"));
        QVERIFY(measured->text().isEmpty());
        in<QToolButton>(panel, "costMeasure")->click();
        QTRY_VERIFY_WITH_TIMEOUT(measured->text().contains("images/s"), 30000);
        // Three seeds of a minute each.
        QVERIFY2(measured->text().contains("about 3:00"), qPrintable(measured->text()));

        // What was measured does not stand beside another set-up.
        in<QLineEdit>(panel, "setupWidth")->setText("0.1");
        QVERIFY(measured->text().isEmpty());
        // Beside a job nothing can be measured.
        panel.setBusy(true);
        QVERIFY(!in<QToolButton>(panel, "costMeasure")->isEnabled());
        panel.setBusy(false);
        in<QLineEdit>(panel, "setupWidth")->setText("");
        panel.chooseData("/nowhere/at/all");
        QTRY_VERIFY2(sizes->text().contains("/nowhere/at/all"), qPrintable(sizes->text()));
    }

    void theGpuIsShownWithItsMemoryAndUse() {
        DeviceView view;
        view.present(
            {{"First 8000", 8'000'000'000, 1'500'000'000, 45}, {"Second 9000", 80'000'000'000, 0, -1}});
        const auto* text = in<QLabel>(view, "deviceText");
        QCOMPARE(text->text(), QStringLiteral("First 8000: 1.5 of 8.0 GB used, 45 % busy\n"
                                              "Second 9000: 0.0 of 80.0 GB used"));
        view.present({});
        QVERIFY(text->text().contains("CPU"));
        // In the panel it asks this machine.
        SetupPanel panel;
        panel.show();
        QTRY_VERIFY(!in<QLabel>(panel, "deviceText")->text().isEmpty());
    }

    void theAugmentationIsSeenAsItsOptionsChange() {
        const methods::Recipe base = methods::loadRecipe("quick", "byol");
        RecipeDialog dialog(base, {}, "BYOL");
        dialog.setPreview("demo:train=20,test=30", "byol", base);
        dialog.show();
        auto* view = in<AugmentationView>(dialog, "augmentationView");
        QTRY_COMPARE(view->rows().size(), 6);
        QCOMPARE(view->rows()[0][0].size(), QSize(32, 32));
        QVERIFY(view->rows()[0][1] != view->rows()[0][2]);
        const QImage before = view->rows()[0][1];
        QSignalSpy changed(view, &AugmentationView::changed);
        in<QToolButton>(dialog, "augmentationAgain")->click();
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(view->rows()[0][1] != before);

        // With everything off, a view is the image.
        in<QComboBox>(dialog, "augment.crop")->setCurrentText("none");
        for (const char* key : {"augment.size", "augment.flip", "augment.rotation", "augment.jitter",
                                "augment.grey", "augment.blur", "augment.solarise"})
            in<QLineEdit>(dialog, key)->setText("0");
        for (const char* key : {"augment.second_blur", "augment.second_solarise"})
            in<QLineEdit>(dialog, key)->setText("-1");
        const auto worst = [view] {
            int most = 0;
            for (int y = 0; y < 32; ++y)
                for (int x = 0; x < 32; ++x)
                    most = std::max(most, std::abs(qRed(view->rows()[0][0].pixel(x, y)) -
                                                   qRed(view->rows()[0][1].pixel(x, y))));
            return most;
        };
        QTRY_VERIFY(worst() <= 1);
        // An option that does not fit these images is said where they would be.
        in<QComboBox>(dialog, "augment.crop")->setCurrentText("pad");
        in<QLineEdit>(dialog, "augment.padding")->setText("200");
        QTRY_VERIFY(view->rows().isEmpty());
    }

    void searchFindsOptionsByTheirHelp() {
        RecipeDialog dialog(methods::loadRecipe("notebook", "byol"), {}, "BYOL");
        dialog.show();
        in<QLineEdit>(dialog, "optionSearch")->setText("horizontal flip");
        QVERIFY(in<QWidget>(dialog, "augment.flip")->isVisible());
        QVERIFY(!in<QWidget>(dialog, "method.ema")->isVisible());
    }
};

QTEST_MAIN(TestWindowSetup)
#include "test_window_setup.moc"
