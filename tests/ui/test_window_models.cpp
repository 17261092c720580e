// Models and the comparison, without a window.
#include "ui/controller/comparison.h"
#include "ui/controller/held_out.h"
#include "ui/controller/notice.h"
#include "ui/controller/setup.h"
#include "ui/controller/text_table.h"
#include "ui/dialogs/option_texts.h"
#include "ui/models/image_model.h"
#include "ui/models/runs_model.h"
#include "ui/models/runs_proxy.h"
#include "ui/panels/comparison_panel.h"
#include "ui/panels/selection_panel.h"
#include "ui/plots/curves_model.h"
#include "ui/plots/metric_groups.h"

#include <QAbstractItemModelTester>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>
#include <set>

using namespace selfsight;
using namespace selfsight::ui;

namespace {

std::shared_ptr<RunSummary> makeRun(const std::string& id, const std::string& method,
                                    RunState state = RunState::Succeeded) {
    auto run = std::make_shared<RunSummary>();
    run->record.id = id;
    run->record.name = method + " run";
    run->record.method = method;
    run->record.state = state;
    run->record.created = "2026-11-24T08:00:0" + id.substr(id.size() - 1) + "Z";
    run->record.dataKind = "cifar100";
    run->record.dataHash = "abc";
    run->record.encoder = "notebook";
    run->record.imagesSeen = 1000;
    run->embeddings = true;
    return run;
}

void probe(RunSummary& run, double accuracy, const std::string& protocol = "notebook") {
    eval::ProbeResult result;
    result.protocol = protocol;
    result.accuracy = accuracy;
    result.interval = {accuracy - 0.02, accuracy + 0.02};
    result.testCount = 2500;
    result.fitCount = 7500;
    result.chance = 0.01;
    result.extraction = "eval";
    run.probes[protocol] = std::make_shared<const eval::ProbeResult>(result);
}

std::vector<std::shared_ptr<const RunSummary>> four() {
    std::vector<std::shared_ptr<const RunSummary>> runs;
    const std::pair<const char*, double> methods[] = {
        {"supervised", 0.6}, {"byol", 0.3}, {"simsiam", 0.25}, {"random", 0.15}};
    for (const auto& [method, accuracy] : methods) {
        auto run = makeRun("run" + std::to_string(runs.size() + 1), method);
        probe(*run, accuracy);
        runs.push_back(run);
    }
    return runs;
}

// Held-out predictions of 100 images of each of four classes, right with the given share of each class.
std::shared_ptr<RunSummary> predicted(const std::string& id, const std::string& method,
                                      const std::vector<int>& right, const std::string& protocol) {
    auto run = makeRun(id, method);
    probe(*run, 0.5, protocol);
    auto result = std::make_shared<eval::ProbeResult>(*run->probes[protocol]);
    for (int c = 0; c < 4; ++c) {
        for (int i = 0; i < 100; ++i) {
            result->testIndices.push_back(100 * c + i);
            result->truth.push_back(c);
            result->predicted.push_back(i < right[static_cast<std::size_t>(c)] ? c : (c + 1) % 4);
        }
    }
    run->probes[protocol] = result;
    run->names = {{"oak", "pine", "rose", "lily"}, {"tree", "flower"}, {0, 0, 1, 1}};
    return run;
}

}  // namespace

class TestWindowModels : public QObject {
    Q_OBJECT

  private slots:
    void runsModelPassesTheModelTesterWhileRunsComeChangeAndGo() {
        RunsModel model;
        RunsProxy proxy;
        proxy.setSourceModel(&model);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester proxyTester(&proxy,
                                                   QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto runs = four();
        model.setRuns(runs);
        QCOMPARE(model.rowCount(), 4);
        const QPersistentModelIndex byol = model.index(1, RunsModel::Name);
        auto renamed = makeRun("run2", "byol");
        renamed->record.name = "better name";
        runs[1] = renamed;
        runs.erase(runs.begin());
        runs.push_back(makeRun("run5", "byol", RunState::Running));
        model.setRuns(runs);
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(byol.data().toString(), QStringLiteral("better name"));
        QCOMPARE(byol.row(), 0);
        model.setProgress({"run5", Phase::Train, 0.63, 0, "img", 0, 250});
        const QModelIndex running = model.index(3, RunsModel::Name);
        QCOMPARE(running.data(RunsModel::FractionRole).toDouble(), 0.63);
        QCOMPARE(running.data(RunsModel::RemainingRole).toDouble(), 250.0);
        model.setRuns({});
        QCOMPARE(model.rowCount(), 0);
    }

    void heldOutPredictionsBecomeTestsClassesAndConfusion() {
        const auto a = predicted("run1", "supervised", {90, 50, 50, 50}, "standard");
        const auto b = predicted("run2", "byol", {20, 50, 50, 55}, "standard");
        const ComparisonTable table = compareRuns({a, b}, QStringLiteral("standard"));
        const auto encoders = encodersOf(table);
        QCOMPARE(encoders.size(), 2);
        QVERIFY(encoders[0].wholeClasses());
        const auto tests = pairTests(encoders);
        QCOMPARE(tests.size(), std::size_t{1});
        QCOMPARE(tests[0].test.onlyFirst, std::int64_t{70});
        QCOMPARE(tests[0].test.onlySecond, std::int64_t{5});
        QVERIFY(seedsSentence(table).contains(QStringLiteral("three seeds")));

        const auto rows = classRows(encoders[0], encoders[1], false);
        QCOMPARE(rows.size(), 4);
        QCOMPARE(rows.last().name, QStringLiteral("oak"));
        QCOMPARE(rows.last().gain, -0.7);
        QVERIFY(rows.last().clear);
        QVERIFY(!rows.first().clear);
        QVERIFY(rows.last().firstInterval.first < 0.9 && rows.last().firstInterval.second > 0.9);
        const auto groups = classRows(encoders[0], encoders[1], true);
        QCOMPARE(groups.size(), 2);
        QCOMPARE(groups.last().name, QStringLiteral("tree"));
        QCOMPARE(groups.last().total, std::int64_t{200});
        QCOMPARE(groups.last().gain, -0.35);

        // A mistake within a superclass is none of the superclass.
        const eval::Confusion confusion = confusionOf(encoders[1], true);
        QCOMPARE(confusion.classes.size(), std::size_t{2});
        QCOMPARE(confusion.at(0, 0), std::int64_t{150});
        QCOMPARE(confusion.at(0, 1), std::int64_t{50});
    }

    void underTheNotebooksProtocolOnlyOutOfFoldPredictionsSpeakOfClasses() {
        auto run = predicted("run1", "byol", {60, 60, 60, 60}, "notebook");
        QVERIFY(!encodersOf(compareRuns({run}, QStringLiteral("notebook"))).front().wholeClasses());
        const auto folds = predicted("run1", "byol", {55, 60, 60, 60}, "notebook-folds");
        auto whole = std::make_shared<eval::ProbeResult>(*folds->probes["notebook-folds"]);
        whole->protocol = "notebook-folds";
        run->probes["notebook-folds"] = whole;
        const auto encoders = encodersOf(compareRuns({run}, QStringLiteral("notebook")));
        QVERIFY(encoders.front().wholeClasses());
        QCOMPARE(confusionOf(encoders.front(), false).at(0, 0), std::int64_t{55});
    }

    void severalDrawsOfRandomWeightsMakeTheBarAMean() {
        auto run = makeRun("run1", "random");
        probe(*run, 0.2);
        const std::vector<double> accuracies{0.2, 0.16, 0.18, 0.17, 0.19};
        run->evaluation.draws["notebook"] = {{0, 1, 2, 3, 4}, accuracies, eval::meanInterval(accuracies)};
        run->evaluation.quality = eval::Quality{0.05, 1.5, {}, 0, true};
        const ComparisonBar bar = compareRuns({run}, QStringLiteral("notebook")).bars.front();
        QCOMPARE(bar.seeds, 5);
        QVERIFY(std::abs(bar.accuracy - 0.18) < 1e-9);
        QVERIFY(bar.interval.first < 0.17 && bar.interval.second > 0.19);
        QVERIFY(bar.collapsed);
    }

    void shownRunsAreRememberedAndAnnounced() {
        RunsModel model;
        model.setRuns(four());
        QSignalSpy spy(&model, &RunsModel::shownChanged);
        model.setShown({"run3", "run1"});
        QCOMPARE(spy.size(), 1);
        QCOMPARE(model.shown(), (QStringList{"run1", "run3"}));
        QVERIFY(model.setData(model.index(1, 0), Qt::Checked, Qt::CheckStateRole));
        QCOMPARE(model.shown(), (QStringList{"run1", "run2", "run3"}));
        model.setShown(model.shown());
        QCOMPARE(spy.size(), 2);
    }

    void ownEventsOutrankTheFilesAndFilesOutrankAnEndedJob() {
        RunsModel model;
        auto run = makeRun("run1", "byol", RunState::Running);
        model.setOwn("run1", true);
        model.setState("run1", RunState::Paused);  // before its folder was found
        model.setRuns({run});
        QCOMPARE(model.state("run1"), RunState::Paused);
        model.setState("run1", RunState::Succeeded);
        model.setRuns({makeRun("run1", "byol", RunState::Running)});
        QCOMPARE(model.state("run1"), RunState::Succeeded);
        model.setOwn("run1", false);
        model.setRuns({makeRun("run1", "byol", RunState::Stopped)});
        QCOMPARE(model.state("run1"), RunState::Stopped);
    }

    void editingANameAsksForItInsteadOfPretending() {
        RunsModel model;
        model.setRuns(four());
        QSignalSpy spy(&model, &RunsModel::renamed);
        model.setData(model.index(0, 0), "  mine ", Qt::EditRole);
        QCOMPARE(spy.size(), 1);
        QCOMPARE(spy[0][1].toString(), QStringLiteral("mine"));
        QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("supervised run"));
        QVERIFY(!model.setData(model.index(0, 0), "   ", Qt::EditRole));
    }

    void proxySortsByNumbersAndFiltersByWords() {
        RunsModel model;
        model.setRuns(four());
        RunsProxy proxy;
        proxy.setSourceModel(&model);
        proxy.sort(RunsModel::Accuracy, Qt::DescendingOrder);
        QCOMPARE(proxy.index(0, 0).data(RunsModel::IdRole).toString(), QStringLiteral("run1"));
        QCOMPARE(proxy.index(3, 0).data(RunsModel::IdRole).toString(), QStringLiteral("run4"));
        proxy.setFilterText("cifar BYOL");
        QCOMPARE(proxy.rowCount(), 1);
        proxy.setFilterText("nothing such");
        QCOMPARE(proxy.rowCount(), 0);
    }

    void groupsStandTogetherWhicheverWayTheyAreSorted() {
        auto runs = four();
        for (const double accuracy : {0.7, 0.1}) {
            auto run = makeRun("run" + std::to_string(runs.size() + 1), "byol",
                               accuracy > 0.5 ? RunState::Running : RunState::Failed);
            run->record.recipeName = "quick";
            run->record.dataKind = "demo";
            probe(*run, accuracy);
            runs.push_back(run);
        }
        RunsModel model;
        model.setRuns(runs);
        RunsProxy proxy;
        proxy.setSourceModel(&model);
        const QAbstractItemModelTester tester(&proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        using Grouping = RunsProxy::Grouping;
        const auto shown = [&proxy] {
            QStringList all;
            for (int row = 0; row < proxy.rowCount(); ++row) {
                const QString title = proxy.index(row, 0).data(RunsProxy::GroupTitleRole).toString();
                if (!title.isEmpty()) all << title;
                all << proxy.index(row, 0).data(RunsModel::IdRole).toString().mid(3);
            }
            return all.join(' ');
        };
        proxy.sort(RunsModel::Accuracy, Qt::DescendingOrder);
        QCOMPARE(shown(), QStringLiteral("5 1 2 3 4 6"));
        proxy.setGrouping(Grouping::Method);
        QCOMPARE(shown(),
                 QStringLiteral("Supervised (1) 1 BYOL (3) 5 2 6 SimSiam (1) 3 Random weights (1) 4"));
        proxy.sort(RunsModel::Accuracy, Qt::AscendingOrder);
        QCOMPARE(shown(),
                 QStringLiteral("Supervised (1) 1 BYOL (3) 6 2 5 SimSiam (1) 3 Random weights (1) 4"));
        proxy.setGrouping(Grouping::State);
        QCOMPARE(shown(), QStringLiteral("running (1) 5 finished (4) 4 3 2 1 failed (1) 6"));
        proxy.setGrouping(Grouping::Recipe);
        QCOMPARE(shown(), QStringLiteral("No recipe (4) 4 3 2 1 quick (2) 6 5"));
        proxy.setGrouping(Grouping::Data);
        QCOMPARE(shown(), QStringLiteral("CIFAR-100 (4) 4 3 2 1 Demo (2) 6 5"));
        proxy.setGrouping(Grouping::Encoder);
        QCOMPARE(shown(), QStringLiteral("notebook ×1 (6) 6 4 3 2 1 5"));
        // The filter leaves groups out, and the first of a group is another one.
        proxy.setGrouping(Grouping::Method);
        proxy.setFilterText("demo");
        QCOMPARE(shown(), QStringLiteral("BYOL (2) 6 5"));
        proxy.setFilterText("finished");
        QCOMPARE(shown(), QStringLiteral("Supervised (1) 1 BYOL (1) 2 SimSiam (1) 3 Random weights (1) 4"));
    }

    void comparisonHasABarAMethodAndThePublishedFiguresOfTheNotebook() {
        const auto runs = four();
        const auto table = compareRuns({runs.begin(), runs.end()}, "notebook");
        QCOMPARE(table.bars.size(), 4);
        QCOMPARE(table.bars[0].label, QStringLiteral("Supervised"));
        QCOMPARE(table.bars[1].published.value_or(0), 0.3164);
        QVERIFY(table.bars[1].publishedInterval.first < 0.3164 &&
                table.bars[1].publishedInterval.second > 0.3164);
        QCOMPARE(table.chance.value_or(0), 0.01);
        QVERIFY2(table.differences.isEmpty(), qPrintable(table.differences.join(' ')));
        const auto standard = compareRuns({runs.begin(), runs.end()}, "standard");
        QVERIFY(!standard.anyKnown());
        QVERIFY(!standard.bars[0].published);
    }

    void comparisonSaysInWhatItIsNotLikeForLike() {
        auto runs = four();
        auto wide = makeRun("run2", "byol");
        wide->record.width = 2;
        wide->record.imagesSeen = 77000;
        probe(*wide, 0.4);
        runs[1] = wide;
        const auto table = compareRuns({runs.begin(), runs.end()}, "notebook");
        const QString all = table.differences.join(' ');
        QVERIFY2(all.contains("width", Qt::CaseInsensitive), qPrintable(all));
        QVERIFY2(all.contains("images", Qt::CaseInsensitive), qPrintable(all));
        QVERIFY(toMarkdown(table).contains("Not like for like"));
    }

    void severalSeedsMakeAMeanWithStudentsInterval() {
        QVector<std::shared_ptr<const RunSummary>> runs;
        for (const double accuracy : {0.30, 0.32, 0.34}) {
            auto run = makeRun("run" + std::to_string(runs.size() + 1), "byol");
            probe(*run, accuracy);
            runs.push_back(run);
        }
        const auto table = compareRuns(runs, "notebook");
        QCOMPARE(table.bars.size(), 1);
        QCOMPARE(table.bars[0].seeds, 3);
        QVERIFY(qAbs(table.bars[0].accuracy - 0.32) < 1e-12);
        // t(0.975, 2) = 4.303; s = 0.02; n = 3.
        const double half = 4.303 * 0.02 / std::sqrt(3.0);
        QVERIFY(qAbs(table.bars[0].interval.second - (0.32 + half)) < 1e-9);
    }

    void settingsAreBarsOfTheirOwnAndOnlySeedsAreOneMean() {
        QVector<std::shared_ptr<const RunSummary>> runs;
        const auto add = [&runs](const char* ema, const char* rate, std::uint64_t seed, double accuracy) {
            auto run = makeRun("run" + std::to_string(runs.size() + 1), "byol");
            methods::Recipe recipe = methods::loadRecipe("quick", "byol");
            recipe.set("method.ema", ema);
            recipe.set("optimiser.learning_rate", rate);
            run->record.recipe = recipe.toJson();
            run->record.seed = seed;
            probe(*run, accuracy);
            runs.push_back(run);
        };
        add("0.9", "0.001", 0, 0.30);
        add("0.99", "0.001", 0, 0.20);
        add("0.9", "0.001", 1, 0.34);
        const auto table = compareRuns(runs, "notebook");
        QCOMPARE(table.bars.size(), 2);
        QCOMPARE(table.bars[0].rows, (QVector<int>{0, 2}));
        QCOMPARE(table.bars[0].seeds, 2);
        QVERIFY(qAbs(table.bars[0].accuracy - 0.32) < 1e-12);
        QCOMPARE(table.bars[0].label, QStringLiteral("BYOL · ema 0.9"));
        QCOMPARE(table.bars[1].label, QStringLiteral("BYOL · ema 0.99"));
        QVERIFY(table.bars[1].settings.endsWith("0.99"));
        QCOMPARE(table.bars[1].seeds, 1);
        QVERIFY(qAbs(table.bars[1].interval.second - 0.22) < 1e-12);  // Wilson's, of the one probe
        const QString all = table.differences.join(' ');
        QVERIFY2(all.contains("2 settings") && all.contains(optionLabel("method.ema")), qPrintable(all));
        QVERIFY2(!all.contains(optionLabel("optimiser.learning_rate")), qPrintable(all));

        // Two options differ: both are named. The seeds of the test table keep their settings apart.
        add("0.99", "0.002", 0, 0.25);
        const auto wider = compareRuns(runs, "notebook");
        QCOMPARE(wider.bars.size(), 3);
        QVERIFY2(wider.bars[2].label.contains("ema 0.99, learning_rate 0.002"),
                 qPrintable(wider.bars[2].label));
        QVERIFY(seedsSentence(wider).contains("three seeds of"));
    }

    void weightsFromElsewhereAreNoSeeds() {
        QVector<std::shared_ptr<const RunSummary>> runs;
        for (const char* id : {"run1", "run2"}) {
            auto run = makeRun(id, "imported");
            run->record.name = std::string("weights of ") + id;
            probe(*run, 0.3);
            runs.push_back(run);
        }
        const auto table = compareRuns(runs, "notebook");
        QCOMPARE(table.bars.size(), 2);
        QVERIFY2(table.bars[0].label.contains("weights of run1"), qPrintable(table.bars[0].label));
        QCOMPARE(table.bars[1].label, QStringLiteral("weights of run2"));
    }

    void cancelledRunsLeaveTheComparisonAndExpectedMethodsWaitInIt() {
        auto cancelled = makeRun("run1", "byol", RunState::Cancelled);
        const auto table = compareRuns({cancelled}, "notebook", {"supervised", "random"});
        QCOMPARE(table.rows.size(), 0);
        QCOMPARE(table.bars.size(), 2);
        QVERIFY(!table.anyKnown());
    }

    void comparisonTableCopiesAsText() {
        const auto runs = four();
        const auto table = compareRuns({runs.begin(), runs.end()}, "notebook");
        ComparisonModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTable(table);
        const QStringList lines = toTsv(table).split('\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 5);
        for (const QString& line : lines) QCOMPARE(line.count('\t'), comparisonHeaders().size() - 1);
        QVERIFY(lines[1].contains("0.600"));
        QVERIFY(toMarkdown(table).startsWith("| Run |"));
        const QString latex = toLatex(table);
        QVERIFY(latex.contains("\\begin{tabular}{llrrrr"));
        QCOMPARE(latex.count(" \\\\\n"), 5);
        QVERIFY(latex.contains("95 \\% low"));
        QVERIFY(!latex.contains("95 % low"));
    }

    void cellsAreNoMarkup() {
        const QStringList headers{"a_b", "50 %"};
        const QVector<QStringList> rows{{"x|y\tz", "1.5"}, {"{\\&}", "–"}};
        QCOMPARE(tsvTable(headers, rows), QStringLiteral("a_b\t50 %\nx|y z\t1.5\n{\\&}\t–\n"));
        QCOMPARE(markdownTable(headers, rows),
                 QStringLiteral("| a_b | 50 % |\n| --- | ---: |\n| x\\|y z | 1.5 |\n| {\\\\&} | – |\n"));
        const QString latex = latexTable(headers, rows, "5 % less");
        QVERIFY2(latex.contains("{lr}") && latex.contains("a\\_b & 50 \\%") &&
                     latex.contains("\\{\\textbackslash{}\\&\\} & --") && latex.endsWith("\n5 \\% less\n"),
                 qPrintable(latex));
    }

    void imagesKeepTheirPixels() {
        auto images = std::make_shared<data::ImageSet>();
        images->count = 2;
        images->height = images->width = 2;
        for (int i = 0; i < 2 * 3 * 4; ++i) images->pixels.push_back(static_cast<std::uint8_t>(10 * i));
        images->columns = {{"class", {"cat", "dog"}, {1, 0}}};
        const QImage second = imageOf(*images, 1);
        QCOMPARE(second.pixelColor(1, 0), QColor(130, 170, 210));
        ImageModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setImages(images);
        model.setIndices({1, 0});
        model.setScale(3);
        const auto drawn = model.index(0).data(Qt::DecorationRole).value<QImage>();
        QCOMPARE(drawn.size(), QSize(6, 6));
        QCOMPARE(drawn.pixelColor(5, 2), second.pixelColor(1, 0));
        QVERIFY(model.index(0).data(Qt::ToolTipRole).toString().contains("cat"));
    }

    void classesAreCountedCommonestFirst() {
        const data::LabelColumn column{"class", {"a", "b", "c"}, {0, 1, 1, 2, 1, -1}};
        const auto counts = countClasses(column, {1, 2, 3, 5, 4});
        QCOMPARE(counts.size(), 3);
        QCOMPARE(counts[0].name, QStringLiteral("b"));
        QCOMPARE(counts[0].count, 3);
    }

    void failuresComeWithAnAdvice() {
        for (const ErrorCode code :
             {ErrorCode::Bug, ErrorCode::Usage, ErrorCode::Input, ErrorCode::Environment}) {
            const Notice notice = failureNotice("x", {Ending::Failed, code, "message", {}});
            QVERIFY(!notice.advice.isEmpty());
            QCOMPARE(notice.text, QStringLiteral("message"));
        }
    }

    void theRussianTranslationIsThere() {
        QTranslator russian;
        QVERIFY(russian.load(QLocale(QLocale::Russian), "selfsight", "_", ":/i18n"));
        QCoreApplication::installTranslator(&russian);
        QCOMPARE(stateText(RunState::Paused), QString::fromUtf8("пауза"));
        QCOMPARE(comparisonHeaders().value(2), QString::fromUtf8("Зерно"));
        QCoreApplication::removeTranslator(&russian);
    }

    void everyOptionSpeaksRussian() {
        QTranslator russian;
        QVERIFY(russian.load(QLocale(QLocale::Russian), "selfsight", "_", ":/i18n"));
        std::set<std::string> said;
        for (const methods::Option& option : methods::recipeOptions())
            said.insert({option.group, option.label, option.help, option.unit});
        said.erase("");
        for (const std::string& text : said)
            QVERIFY2(!russian.translate("Options", text.c_str()).isEmpty(), text.c_str());
        // Translators are given what the engine says and nothing that it no longer says.
        QCOMPARE(std::set<std::string>(optionTexts().begin(), optionTexts().end()), said);

        const std::string& label = methods::recipeOptions().front().label;
        QCOMPARE(optionText(label), QString::fromStdString(label));
        QCoreApplication::installTranslator(&russian);
        QCOMPARE(optionText("Weight decay"), QString::fromUtf8("Затухание весов"));
        QCOMPARE(optionText(""), QString());
        try {
            parseAxis("train.batch_size", "64, 64", methods::Recipe());
            QFAIL("a value that is named twice was taken");
        } catch (const RuntimeError& error) {
            QVERIFY(QString::fromStdString(error.what()).contains(QString::fromUtf8("64 названо дважды")));
        }
        QCoreApplication::removeTranslator(&russian);
    }

    void everyCurveSpeaksRussian() {
        QTranslator russian;
        QVERIFY(russian.load(QLocale(QLocale::Russian), "selfsight", "_", ":/i18n"));
        QCoreApplication::installTranslator(&russian);
        static const QRegularExpression cyrillic(QStringLiteral("[А-Яа-я]"));
        QStringList texts;
        for (const char* metric :
             {"train_loss", "val_loss", "val_accuracy", "val_probe", "val_knn", "val_collapse", "val_rank",
              "alignment", "uniformity", "lr", "images_per_second"}) {
            const QString group = groupOfMetric(QLatin1String(metric));
            if (group != QLatin1String("knn")) texts << groupTitle(group);  // "k-NN" in Russian, too
            texts << groupAxis(group);
        }
        texts << metricPart("train_loss") << metricPart("val_probe") << metricPart("val_loss");
        for (int axis = 0; axis < 4; ++axis) texts << axisTitle(axis);
        QCoreApplication::removeTranslator(&russian);
        for (const QString& text : texts) QVERIFY2(text.contains(cyrillic), qPrintable(text));
    }

    void seedsAreReadAndWritten() {
        QCOMPARE(parseSeeds("0").value(), (std::vector<std::uint64_t>{0}));
        QCOMPARE(parseSeeds(" 3, 1 ,1").value(), (std::vector<std::uint64_t>{3, 1}));
        QCOMPARE(parseSeeds("0-3, 7").value(), (std::vector<std::uint64_t>{0, 1, 2, 3, 7}));
        for (const char* wrong : {"", "a", "1,,2", "5-2", "0-1000", "-1"})
            QVERIFY2(!parseSeeds(wrong), wrong);
        QCOMPARE(parseSeeds(seedsText({4, 5})).value(), (std::vector<std::uint64_t>{4, 5}));
    }
};

QTEST_MAIN(TestWindowModels)
#include "test_window_models.moc"
