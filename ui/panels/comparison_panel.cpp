#include "ui/panels/comparison_panel.h"

#include "ui/controller/controller.h"
#include "ui/export/evaluation_figures.h"
#include "ui/export/figure_menu.h"
#include "ui/panels/bars_view.h"
#include "ui/panels/evaluation_tabs.h"
#include "ui/panels/panel_title.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace selfsight::ui {

void ComparisonModel::setTable(const ComparisonTable& table) {
    beginResetModel();
    table_ = table;
    cells_.clear();
    for (int row = 0; row < table_.rows.size(); ++row) cells_.push_back(comparisonCells(table_, row));
    endResetModel();
}

int ComparisonModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(cells_.size());
}

int ComparisonModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(comparisonHeaders().size());
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const QString& cell = cells_[index.row()][index.column()];
    if (role == Qt::DisplayRole) return cell;
    if (role == Qt::TextAlignmentRole) {
        bool number = false;
        cell.toDouble(&number);
        return QVariant(int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    return {};
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
    return comparisonHeaders().value(section);
}

ComparisonPanel::ComparisonPanel(Controller* controller, QWidget* parent)
    : QWidget(parent), controller_(controller), model_(new ComparisonModel(this)) {
    setObjectName(QStringLiteral("comparisonPanel"));
    protocol_ = new QComboBox(controls_);
    protocol_->setObjectName(QStringLiteral("protocolSwitch"));
    protocol_->setAccessibleName(tr("Protocol of the probe"));
    protocol_->setToolTip(
        tr("Notebook: one-vs-rest on 75 % of the test embeddings. Standard: multinomial on the training "
           "embeddings, its strength chosen on validation"));
    protocol_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(protocol_, &QComboBox::currentIndexChanged, this, [this] {
        const QStringList chosen = protocol_->currentData().toStringList();
        controller_->setProtocol(chosen[0], chosen[1]);
    });
    asTable_ = new QToolButton(controls_);
    asTable_->setObjectName(QStringLiteral("comparisonAsTable"));
    asTable_->setIcon(theme::themedIcon(QStringLiteral("table")));
    asTable_->setCheckable(true);
    asTable_->setAutoRaise(true);
    asTable_->setAccessibleName(tr("Show the table"));
    asTable_->setToolTip(tr("Show the numbers as a table that can be copied"));
    auto* row = new QHBoxLayout(controls_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gridUnit / 2);
    row->addWidget(protocol_);
    row->addWidget(asTable_);

    bars_ = new BarsView(this);
    connect(bars_, &BarsView::runActivated, this, &ComparisonPanel::runActivated);
    offerFigure(bars_, [this] {
        FigureMenu menu{tr("Export the accuracies"), QStringLiteral("accuracies"), {}, {}};
        if (figure()) menu.figure = [this] { return figure(); };
        return menu;
    });
    view_ = new QTableView(this);
    view_->setObjectName(QStringLiteral("comparisonTable"));
    view_->setAccessibleName(tr("Comparison as a table"));
    view_->setModel(model_);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setSelectionBehavior(QAbstractItemView::SelectRows);
    view_->setFont(theme::tabularFont(view_->font()));
    view_->verticalHeader()->hide();
    view_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    view_->setContextMenuPolicy(Qt::ActionsContextMenu);
    const auto copier = [this](const QString& text, const char* name, void (ComparisonPanel::*copy)() const) {
        auto* action = new QAction(text, view_);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, copy);
        view_->addAction(action);
        return action;
    };
    QAction* tsv = copier(tr("Copy as tab-separated values"), "copyTsv", &ComparisonPanel::copyTsv);
    tsv->setShortcut(QKeySequence::Copy);
    tsv->setShortcutContext(Qt::WidgetShortcut);
    copier(tr("Copy as Markdown"), "copyMarkdown", &ComparisonPanel::copyMarkdown);
    copier(tr("Copy as LaTeX"), "copyLatex", &ComparisonPanel::copyLatex);
    connect(view_, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
        emit runActivated(QString::fromStdString(model_->table().rows[index.row()].run->record.id));
    });

    empty_ = new CaptionLabel(
        tr("The accuracy of a linear classifier on each encoder's embedding appears here when a run has "
           "been probed: how much of the classes can be read out of it."),
        this);
    empty_->setContentsMargins(gridUnit, 0, gridUnit, 0);
    empty_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    pages_ = new QStackedWidget(this);
    pages_->addWidget(bars_);
    pages_->addWidget(view_);
    pages_->addWidget(empty_);
    connect(asTable_, &QToolButton::toggled, this, [this] { show(controller_->comparison()); });

    how_ = new CaptionLabel(QString(), this);
    how_->setObjectName(QStringLiteral("comparisonHow"));
    how_->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, 0);
    differences_ = new QLabel(this);
    differences_->setObjectName(QStringLiteral("comparisonDifferences"));
    differences_->setWordWrap(true);
    differences_->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, 0);
    collapsed_ = new QLabel(this);
    collapsed_->setObjectName(QStringLiteral("comparisonCollapsed"));
    collapsed_->setWordWrap(true);
    collapsed_->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, 0);
    probe_ = new QPushButton(this);
    probe_->setObjectName(QStringLiteral("probeMissing"));
    probe_->setAccessibleName(tr("Probe the runs that lack this protocol"));
    probe_->setToolTip(tr("Fits the linear classifier of this protocol on the stored embeddings"));
    connect(probe_, &QPushButton::clicked, this, [this] {
        const QString label = controller_->comparedLabel();
        controller_->probeRuns(controller_->missingProbes(), controller_->protocol(),
                               label == QStringLiteral("class") ? QString() : label);
    });

    auto* button = new QHBoxLayout;
    button->setContentsMargins(gridUnit, gridUnit / 2, gridUnit, 0);
    button->addWidget(probe_);
    button->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, gridUnit);
    layout->setSpacing(0);
    layout->addWidget(pages_);
    layout->addWidget(how_);
    layout->addWidget(differences_);
    layout->addWidget(collapsed_);
    layout->addLayout(button);
    layout->addSpacing(gridUnit);
    tabs_ = new EvaluationTabs(controller_, this);
    layout->addWidget(tabs_, 1);

    connect(controller, &Controller::comparisonChanged, this, [this] { show(controller_->comparison()); });
    connect(controller, &Controller::activityChanged, this, [this] {
        if (!controller_->busy()) probe_->setEnabled(true);
    });
    show(controller->comparison());
}

// Both protocols of the class, and whatever else the shown runs were probed for.
void ComparisonPanel::fillProtocols(const ComparisonTable& table) {
    const QStringList current{table.protocol, QString::fromStdString(table.label)};
    QVector<QStringList> wanted{{QStringLiteral("standard"), QStringLiteral("class")},
                                {QStringLiteral("notebook"), QStringLiteral("class")}};
    QVector<std::shared_ptr<const RunSummary>> runs;
    for (const ComparisonRow& row : table.rows) runs.append(row.run);
    for (const auto& [protocol, label] : otherProbes(runs))
        wanted.append({QString::fromStdString(protocol), QString::fromStdString(label)});
    if (!wanted.contains(current)) wanted.append(current);
    QVector<QStringList> known;
    for (int i = 0; i < protocol_->count(); ++i) known.append(protocol_->itemData(i).toStringList());
    const QSignalBlocker blocker(protocol_);
    if (known != wanted) {
        protocol_->clear();
        for (const QStringList& each : wanted) {
            const QString name = each[0] == QStringLiteral("standard")   ? tr("standard")
                                 : each[0] == QStringLiteral("notebook") ? tr("notebook")
                                                                         : each[0];
            protocol_->addItem(each[1] == QStringLiteral("class") ? name : tr("%1 · %2").arg(name, each[1]),
                               each);
        }
    }
    protocol_->setCurrentIndex(static_cast<int>(wanted.indexOf(current)));
}

void ComparisonPanel::show(const ComparisonTable& table) {
    fillProtocols(table);
    bars_->setTable(table);
    model_->setTable(table);
    QWidget* page = table.bars.isEmpty()    ? static_cast<QWidget*>(empty_)
                    : asTable_->isChecked() ? static_cast<QWidget*>(view_)
                                            : static_cast<QWidget*>(bars_);
    pages_->setCurrentWidget(page);
    const bool flexible = page == view_;
    pages_->setSizePolicy(QSizePolicy::Expanding, flexible ? QSizePolicy::Expanding : QSizePolicy::Fixed);
    const int height =
        page == bars_ ? bars_->sizeHint().height() : empty_->heightForWidth(std::max(width(), 30 * gridUnit));
    pages_->setMinimumHeight(flexible ? 16 * gridUnit : height);
    pages_->setMaximumHeight(flexible ? QWIDGETSIZE_MAX : height);

    how_->setText(methodText(table));
    how_->setVisible(table.anyKnown());
    differences_->setText(tr("⚠ Not like for like: %1").arg(table.differences.join(QStringLiteral(" "))));
    differences_->setVisible(!table.differences.isEmpty());
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, theme::colours(colours).warning);
    differences_->setPalette(colours);
    QStringList collapsed;
    for (const ComparisonBar& bar : table.bars)
        if (bar.collapsed) collapsed.push_back(bar.label);
    collapsed_->setText(
        tr("⚠ Collapsed: %1. Nearly all images have the same embedding direction; the loss fell while "
           "nothing was learned.")
            .arg(collapsed.join(QStringLiteral(", "))));
    collapsed_->setVisible(!collapsed.isEmpty());
    collapsed_->setPalette(colours);
    tabs_->setVisible(table.anyKnown());

    const auto missing = static_cast<int>(controller_->missingProbes().size());
    probe_->setText(missing == 1 ? tr("Probe 1 run") : tr("Probe %1 runs").arg(missing));
    probe_->setVisible(missing > 0 && !controller_->busy());
}

void ComparisonPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    // The colour of the warning belongs to the theme.
    if (theme::changed(event)) show(controller_->comparison());
}

QString ComparisonPanel::methodText(const ComparisonTable& table) {
    const eval::ProbeResult* probe = nullptr;
    bool means = false, draws = false;
    for (const ComparisonRow& row : table.rows) {
        if (row.probe) probe = row.probe.get();
    }
    for (const ComparisonBar& bar : table.bars) {
        means |= bar.seeds > 1 && bar.rows.size() > 1;
        draws |= bar.seeds > 1 && bar.rows.size() == 1;
    }
    if (!probe) return {};
    const QLocale locale;
    QString text = table.protocol == QStringLiteral("notebook")
                       ? tr("One-vs-rest, C = %1").arg(probe->c)
                       : tr("Multinomial, C = %1, standardised").arg(probe->c);
    if (table.label != "class") text += tr(" · label “%1”").arg(QString::fromStdString(table.label));
    text += tr(" · fitted on %1, tested on %2 images")
                .arg(locale.toString(static_cast<qlonglong>(probe->fitCount)),
                     locale.toString(static_cast<qlonglong>(probe->testCount)));
    text += means ? tr(" · mean over seeds, 95 % by Student's t") : tr(" · 95 % Wilson interval");
    if (draws) text += tr(" · random weights: mean of several draws, 95 % by Student's t");
    if (table.protocol == QStringLiteral("standard")) text += tr(" · strength chosen on validation");
    if (!probe->converged) text += tr(" · did not converge");
    return text;
}

void ComparisonPanel::setCurrentRun(const QString& run) {
    bars_->setCurrentRun(run);
}

std::unique_ptr<Figure> ComparisonPanel::figure() const {
    const ComparisonTable& table = controller_->comparison();
    if (!table.anyKnown()) return nullptr;
    return std::make_unique<BarsFigure>(table, methodText(table));
}

void ComparisonPanel::copyTsv() const {
    QApplication::clipboard()->setText(toTsv(model_->table()));
}

void ComparisonPanel::copyMarkdown() const {
    QApplication::clipboard()->setText(toMarkdown(model_->table()));
}

void ComparisonPanel::copyLatex() const {
    QApplication::clipboard()->setText(toLatex(model_->table()));
}

}  // namespace selfsight::ui
