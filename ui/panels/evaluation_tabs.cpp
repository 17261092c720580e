#include "ui/panels/evaluation_tabs.h"

#include "ui/controller/controller.h"
#include "ui/export/evaluation_figures.h"
#include "ui/export/figure_menu.h"
#include "ui/panels/confusion_view.h"
#include "ui/panels/panel_title.h"
#include "ui/plots/efficiency_plot.h"
#include "ui/text.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace selfsight::ui {
namespace {

QString rangeText(const std::pair<double, double>& range) {
    return QStringLiteral("%1 – %2").arg(threeDigits(range.first), threeDigits(range.second));
}

QString probability(double p) {
    return p < 0.0001 ? QStringLiteral("< 0.0001") : QString::number(p, 'f', 4);
}

QString signedText(double value) {
    return (value > 0   ? QStringLiteral("+")
            : value < 0 ? QStringLiteral("−")
                        : QString()) +
           threeDigits(std::abs(value));
}

// `number` sorts the column; text alone does not.
QStandardItem* cell(const QString& text, double number) {
    auto* item = new QStandardItem(text);
    item->setData(number, Qt::UserRole);
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    item->setEditable(false);
    return item;
}

QStandardItem* cell(const QString& text) {
    auto* item = new QStandardItem(text);
    item->setData(text, Qt::UserRole);
    item->setEditable(false);
    return item;
}

QTableView* tableOf(QStandardItemModel* model, const char* name, const QString& accessible) {
    model->setSortRole(Qt::UserRole);
    auto* view = new QTableView;
    view->setObjectName(QLatin1String(name));
    view->setAccessibleName(accessible);
    view->setModel(model);
    view->setFrameShape(QFrame::NoFrame);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->setFont(theme::tabularFont(view->font()));
    view->verticalHeader()->hide();
    view->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    view->setMinimumHeight(14 * gridUnit);
    return view;
}

QComboBox* chooser(const char* name, const QString& accessible, const QString& tip) {
    auto* box = new QComboBox;
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(accessible);
    box->setToolTip(tip);
    return box;
}

QWidget* column(std::initializer_list<QWidget*> row, std::initializer_list<QWidget*> below, int stretched) {
    auto* page = new QWidget;
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, 0);
    layout->setSpacing(gridUnit / 2);
    if (row.size() > 0) {
        auto* line = new QHBoxLayout;
        for (QWidget* widget : row) line->addWidget(widget);
        line->addStretch();
        layout->addLayout(line);
    }
    int at = 0;
    for (QWidget* widget : below) layout->addWidget(widget, at++ == stretched ? 1 : 0);
    return page;
}

// The entries of a choice of encoders, keeping the choice where it still exists.
void setEncoders(QComboBox* box, const QVector<EncoderPredictions>& encoders, int fallback) {
    const QSignalBlocker blocker(box);
    const QString before = box->currentText();
    box->clear();
    for (const EncoderPredictions& encoder : encoders) box->addItem(encoder.label);
    const int kept = box->findText(before);
    box->setCurrentIndex(kept >= 0 ? kept : std::min(fallback, static_cast<int>(encoders.size()) - 1));
}

}  // namespace

EvaluationTabs::EvaluationTabs(Controller* controller, QWidget* parent)
    : QTabWidget(parent), controller_(controller) {
    setObjectName(QStringLiteral("evaluationTabs"));
    setDocumentMode(true);
    addTab(buildTests(), tr("Paired tests"));
    addTab(buildClasses(), tr("Per class"));
    addTab(buildConfusion(), tr("Confusion"));
    addTab(buildEfficiency(), tr("Label efficiency"));
    addTab(buildTransfers(), tr("Other data"));
    connect(this, &QTabWidget::currentChanged, this, &EvaluationTabs::fill);
    connect(controller, &Controller::comparisonChanged, this, &EvaluationTabs::refresh);
    connect(controller, &Controller::activityChanged, this,
            [this] { measure_->setEnabled(!controller_->busy()); });
    refresh();
}

QWidget* EvaluationTabs::buildTests() {
    tests_ = new QStandardItemModel(this);
    testsNote_ = new CaptionLabel;
    testsNote_->setObjectName(QStringLiteral("pairedTestsNote"));
    return column({}, {tableOf(tests_, "pairedTests", tr("Paired tests")), testsNote_}, 0);
}

QWidget* EvaluationTabs::buildClasses() {
    first_ = chooser("classesFirst", tr("First encoder"), tr("The encoder that gains are counted from"));
    second_ = chooser("classesSecond", tr("Second encoder"), tr("The encoder that gains are counted to"));
    by_ = chooser("classesBy", tr("Classes or superclasses"), tr("By class or by superclass"));
    for (QComboBox* box : {first_, second_, by_})
        connect(box, &QComboBox::currentIndexChanged, this, &EvaluationTabs::fillClasses);
    classes_ = new QStandardItemModel(this);
    classesTable_ = tableOf(classes_, "classesTable", tr("Accuracy by class"));
    classesTable_->setSortingEnabled(true);
    classesTable_->horizontalHeader()->setSortIndicator(-1, Qt::DescendingOrder);
    classesNote_ = new CaptionLabel;
    classesNote_->setObjectName(QStringLiteral("classesNote"));
    return column({first_, second_, by_}, {classesTable_, classesNote_}, 0);
}

QWidget* EvaluationTabs::buildConfusion() {
    confused_ = chooser("confusionOf", tr("Encoder"), tr("Whose predictions are shown"));
    confusedBy_ = chooser("confusionBy", tr("Classes or superclasses"), tr("By class or by superclass"));
    for (QComboBox* box : {confused_, confusedBy_})
        connect(box, &QComboBox::currentIndexChanged, this, &EvaluationTabs::fillConfusion);
    confusion_ = new ConfusionView;
    offerFigure(confusion_, [this] {
        FigureMenu menu{tr("Export the confusion matrix"), QStringLiteral("confusion"), {}, {}};
        if (confusionFigure()) menu.figure = [this] { return confusionFigure(); };
        return menu;
    });
    confusionNote_ = new CaptionLabel;
    confusionNote_->setObjectName(QStringLiteral("confusionNote"));
    return column({confused_, confusedBy_}, {confusion_, confusionNote_}, 0);
}

QWidget* EvaluationTabs::buildEfficiency() {
    efficiency_ = new EfficiencyPlot;
    offerFigure(efficiency_, [this] {
        FigureMenu menu{tr("Export the label efficiency"), QStringLiteral("label-efficiency"), {}, {}};
        if (efficiencyFigure()) menu.figure = [this] { return efficiencyFigure(); };
        return menu;
    });
    efficiencyNote_ = new CaptionLabel;
    efficiencyNote_->setObjectName(QStringLiteral("efficiencyNote"));
    measure_ = new QPushButton(tr("Measure"));
    measure_->setObjectName(QStringLiteral("measureMissing"));
    measure_->setAccessibleName(tr("Measure what is missing"));
    measure_->setToolTip(
        tr("Out-of-fold predictions, collapse, near-duplicates, label efficiency of the runs shown"));
    connect(measure_, &QPushButton::clicked, this, [this] { controller_->evaluateShown(); });
    return column({}, {efficiency_, efficiencyNote_, measure_}, 0);
}

QWidget* EvaluationTabs::buildTransfers() {
    transfers_ = new QStandardItemModel(this);
    transfersTable_ = tableOf(transfers_, "transfersTable", tr("Probes on other data"));
    transfersNote_ = new CaptionLabel;
    transfersNote_->setObjectName(QStringLiteral("transfersNote"));
    return column({}, {transfersTable_, transfersNote_}, 0);
}

void EvaluationTabs::refresh() {
    const ComparisonTable& table = controller_->comparison();
    QString key = table.protocol;
    for (const ComparisonRow& row : table.rows)
        key += QStringLiteral("|%1:%2").arg(quintptr(row.run.get())).arg(quintptr(row.probe.get()));
    if (key == key_) return;
    key_ = key;
    encoders_ = encodersOf(table);
    setEncoders(first_, encoders_, 0);
    setEncoders(second_, encoders_, 1);
    setEncoders(confused_, encoders_, 0);
    const bool superclasses = !encoders_.isEmpty() && hasSuperclasses(encoders_.front());
    for (QComboBox* box : {by_, confusedBy_}) {
        const QSignalBlocker blocker(box);
        const int before = std::max(0, box->currentIndex());
        box->clear();
        box->addItem(tr("class"));
        if (superclasses) box->addItem(tr("superclass"));
        box->setCurrentIndex(std::min(before, box->count() - 1));
        box->setVisible(superclasses);
    }
    fill();
}

void EvaluationTabs::changeEvent(QEvent* event) {
    QTabWidget::changeEvent(event);
    if (theme::changed(event)) fill();
}

void EvaluationTabs::fill() {
    switch (currentIndex()) {
        case 0:
            return fillTests();
        case 1:
            return fillClasses();
        case 2:
            return fillConfusion();
        case 3:
            return fillEfficiency();
        default:
            return fillTransfers();
    }
}

void EvaluationTabs::fillTests() {
    tests_->clear();
    tests_->setHorizontalHeaderLabels({tr("First"), tr("Second"), tr("Only first right"),
                                       tr("Only second right"), tr("p (McNemar, Holm)")});
    const QLocale locale;
    const auto count = [&](std::int64_t value) {
        return cell(locale.toString(static_cast<qlonglong>(value)), static_cast<double>(value));
    };
    const QColor pale = theme::colours(palette()).secondary;
    for (const eval::PairTest& test : pairTests(encoders_)) {
        const QList<QStandardItem*> row{cell(encoders_[static_cast<int>(test.first)].label),
                                        cell(encoders_[static_cast<int>(test.second)].label),
                                        count(test.test.onlyFirst), count(test.test.onlySecond),
                                        cell(probability(test.adjusted), test.adjusted)};
        if (test.adjusted > 0.05)
            for (QStandardItem* item : row) item->setForeground(pale);
        tests_->appendRow(row);
    }
    if (encoders_.size() < 2) {
        testsNote_->setText(
            tr("Two encoders that were probed on the same images are compared here, image by image."));
        return;
    }
    testsNote_->setText(tr("On %1 held-out images; pale: not told apart at 5 %. %2")
                            .arg(locale.toString(static_cast<qlonglong>(encoders_.front().probe->testCount)),
                                 seedsSentence(controller_->comparison())));
}

QString EvaluationTabs::classesMissing() const {
    if (encoders_.isEmpty()) return tr("Accuracies of the classes appear here when a run has been probed.");
    for (const EncoderPredictions& encoder : encoders_) {
        if (!encoder.wholeClasses())
            return tr(
                "Under the notebook's protocol a class has too few held-out images. Switch to standard, or "
                "measure out-of-fold predictions (Label efficiency ▸ Measure).");
    }
    return {};
}

void EvaluationTabs::fillClasses() {
    const bool sorted = classesTable_->horizontalHeader()->sortIndicatorSection() >= 0;
    classes_->clear();
    const QString missing = classesMissing();
    const int a = first_->currentIndex(), b = second_->currentIndex();
    classesTable_->setVisible(missing.isEmpty());
    classesNote_->setText(missing);
    if (!missing.isEmpty() || a < 0 || b < 0) return;
    classes_->setHorizontalHeaderLabels({by_->currentText(), tr("n"), encoders_[a].label, tr("95 %"),
                                         encoders_[b].label, tr("95 %"), tr("Gain"), tr("95 %"), tr("q")});
    const QColor pale = theme::colours(palette()).secondary;
    int clear = 0;
    for (const ClassRow& each : classRows(encoders_[a], encoders_[b], by_->currentIndex() == 1)) {
        const QList<QStandardItem*> row{
            cell(each.name),
            cell(QString::number(each.total), static_cast<double>(each.total)),
            cell(threeDigits(each.first), each.first),
            cell(rangeText(each.firstInterval), each.firstInterval.first),
            cell(threeDigits(each.second), each.second),
            cell(rangeText(each.secondInterval), each.secondInterval.first),
            cell(signedText(each.gain), each.gain),
            cell(QStringLiteral("%1 … %2").arg(signedText(each.gainInterval.first),
                                               signedText(each.gainInterval.second)),
                 each.gainInterval.first),
            cell(probability(each.qValue), each.qValue)};
        clear += each.clear;
        if (!each.clear)
            for (QStandardItem* item : row) item->setForeground(pale);
        classes_->appendRow(row);
    }
    if (sorted)
        classes_->sort(classesTable_->horizontalHeader()->sortIndicatorSection(),
                       classesTable_->horizontalHeader()->sortIndicatorOrder());
    classesNote_->setText(
        a == b ? tr("Choose two encoders to see what classes gain and lose.")
               : tr("Sorted by gain from the first to the second; %1 of %2 stand out of chance (false "
                    "discovery rate 5 %), the others are pale.")
                     .arg(clear)
                     .arg(classes_->rowCount()));
}

void EvaluationTabs::fillConfusion() {
    const QString missing = classesMissing();
    const int at = confused_->currentIndex();
    confusion_->setVisible(missing.isEmpty() && at >= 0);
    confusionNote_->setText(missing);
    if (!missing.isEmpty() || at < 0) return;
    const eval::Confusion confusion = confusionOf(encoders_[at], bySuperclass());
    QStringList names;
    for (const std::int64_t value : confusion.classes)
        names.push_back(groupName(encoders_[at], value, bySuperclass()));
    confusion_->setConfusion(confusion, names);
    confusionNote_->setText(
        tr("Rows: what the image shows. Columns: what the probe says. Each row adds up to 1. %1")
            .arg(confusion_->commonest()));
}

bool EvaluationTabs::bySuperclass() const {
    return confusedBy_->currentIndex() == 1;
}

std::unique_ptr<Figure> EvaluationTabs::confusionFigure() const {
    const int at = confused_->currentIndex();
    if (at < 0 || !classesMissing().isEmpty()) return nullptr;
    return std::make_unique<ConfusionFigure>(encoders_[at], bySuperclass());
}

std::unique_ptr<Figure> EvaluationTabs::efficiencyFigure() const {
    auto figure = std::make_unique<EfficiencyFigure>(encoders_);
    if (figure->empty()) return nullptr;
    return figure;
}

std::vector<NamedFigure> EvaluationTabs::figures() const {
    std::vector<NamedFigure> all;
    if (classesMissing().isEmpty())
        for (const EncoderPredictions& encoder : encoders_)
            all.push_back({QStringLiteral("confusion-") + QString::fromStdString(encoder.run->record.id),
                           std::make_unique<ConfusionFigure>(encoder, bySuperclass())});
    if (auto figure = efficiencyFigure())
        all.push_back({QStringLiteral("label-efficiency"), std::move(figure)});
    return all;
}

void EvaluationTabs::fillEfficiency() {
    QVector<EfficiencyPlot::Line> lines;
    int missing = 0;
    for (const EncoderPredictions& encoder : encoders_) {
        const auto& measured = encoder.run->evaluation.efficiency;
        if (measured.empty())
            ++missing;
        else
            lines.push_back({encoder.style, encoder.label, measured});
    }
    const int folds =
        static_cast<int>(std::count_if(encoders_.begin(), encoders_.end(), [](const auto& each) {
            return each.run->evaluation.mislabels.empty();
        }));
    efficiency_->setLines(lines);
    efficiency_->setVisible(!lines.isEmpty());
    measure_->setVisible((missing > 0 || folds > 0) && !encoders_.isEmpty());
    measure_->setEnabled(!controller_->busy());
    efficiencyNote_->setText(lines.isEmpty() ? tr("How accuracy grows with labelled images. It needs the "
                                                  "embeddings of the training images: probe under "
                                                  "the standard protocol, or train with train.embed_all.")
                                             : tr("Multinomial probe on standardised embeddings; bars: 95 % "
                                                  "over draws of the labelled images. What "
                                                  "self-supervision is for shows at the left."));
}

void EvaluationTabs::fillTransfers() {
    transfers_->clear();
    transfers_->setHorizontalHeaderLabels({tr("Encoder"), tr("Data"), tr("Accuracy"), tr("95 %"),
                                           tr("Chance"), tr("Protocol"), tr("Label"), tr("n")});
    for (const ComparisonRow& row : controller_->comparison().rows) {
        const QString label = controller_->runs()->style(QString::fromStdString(row.run->record.id)).label;
        for (const store::Transfer& each : row.run->transfers) {
            auto* from = cell(dataLabel(each.dataKind));
            from->setToolTip(QString::fromStdString(each.dataLocation));
            transfers_->appendRow(
                {cell(label), from, cell(threeDigits(each.probe.accuracy), each.probe.accuracy),
                 cell(rangeText(each.probe.interval), each.probe.interval.first),
                 cell(threeDigits(each.probe.chance), each.probe.chance),
                 cell(each.probe.protocol == "standard" ? tr("standard") : tr("notebook")),
                 cell(QString::fromStdString(each.probe.label)),
                 cell(QString::number(each.probe.testCount), static_cast<double>(each.probe.testCount))});
        }
    }
    transfersTable_->setVisible(transfers_->rowCount() > 0);
    transfersNote_->setText(
        transfers_->rowCount() == 0
            ? tr("What an encoder is worth on images that it has not learnt from: Run ▸ Probe on other "
                 "data….")
            : tr("Frozen weights; held-out images of the other data set, 95 % Wilson interval."));
}

}  // namespace selfsight::ui
