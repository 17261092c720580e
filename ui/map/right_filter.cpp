#include "ui/map/right_filter.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QMenu>
#include <QVBoxLayout>
#include <QWidgetAction>
#include <algorithm>

namespace selfsight::ui {

namespace {

constexpr int kSetRole = Qt::UserRole;

// "✓✗✗✓": never by colour alone.
QString marks(int set, qsizetype encoders) {
    QString text;
    for (qsizetype e = 0; e < encoders; ++e) text += set & (1 << e) ? u'✓' : u'✗';
    return text;
}

}  // namespace

RightFilter::RightFilter(QWidget* parent) : QToolButton(parent) {
    setObjectName(QStringLiteral("mapRight"));
    setAutoRaise(true);
    setPopupMode(QToolButton::InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setAccessibleName(tr("Who gets this right"));
    setToolTip(
        tr("Show only images that these encoders name correctly and those do not (held-out predictions)"));
    auto* panel = new QWidget;
    auto* column = new QVBoxLayout(panel);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(6);
    note_ = new QLabel;
    note_->setObjectName(QStringLiteral("rightNote"));
    note_->setWordWrap(true);
    note_->setMinimumWidth(300);
    note_->setForegroundRole(QPalette::PlaceholderText);
    list_ = new QListWidget;
    list_->setObjectName(QStringLiteral("rightList"));
    list_->setAccessibleName(tr("Combinations of encoders that are right"));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setUniformItemSizes(true);
    list_->setSelectionMode(QAbstractItemView::NoSelection);
    all_ = new QToolButton;
    all_->setText(tr("All"));
    all_->setAutoRaise(true);
    all_->setObjectName(QStringLiteral("rightAll"));
    all_->setToolTip(tr("Tick every combination: nothing is filtered"));
    select_ = new QToolButton;
    select_->setText(tr("Select these"));
    select_->setAutoRaise(true);
    select_->setObjectName(QStringLiteral("rightSelect"));
    select_->setToolTip(tr("Select the images of the ticked combinations"));
    auto* row = new QHBoxLayout;
    row->addWidget(all_);
    row->addWidget(select_);
    row->addStretch(1);
    column->addWidget(note_);
    column->addWidget(list_, 1);
    column->addLayout(row);
    auto* menu = new QMenu(this);
    auto* action = new QWidgetAction(menu);
    action->setDefaultWidget(panel);
    menu->addAction(action);
    setMenu(menu);

    connect(list_, &QListWidget::itemChanged, this, [this](const QListWidgetItem* item) {
        if (filling_) return;
        const int set = item->data(kSetRole).toInt();
        if (item->checkState() == Qt::Checked)
            off_.remove(set);
        else
            off_.insert(set);
        updateText();
        emit changed();
    });
    // Double-click or Enter: only this combination.
    connect(list_, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem* item) { setOnly({item->data(kSetRole).toInt()}); });
    connect(all_, &QToolButton::clicked, this, &RightFilter::clear);
    connect(select_, &QToolButton::clicked, this, [this] {
        QSet<int> on;
        for (int set = 0; set < known_.sets(); ++set)
            if (!off_.contains(set)) on.insert(set);
        emit selectRequested(on);
    });
    fill();
}

void RightFilter::setMaps(const data::ImageSet* images, const QVector<EncoderMap>& maps) {
    const QStringList before = known_.labels;
    known_ = ui::correctness(images, maps);
    if (known_.labels != before) off_.clear();
    fill();
}

bool RightFilter::allows(qint64 image) const {
    if (off_.isEmpty()) return true;
    if (image < 0 || image >= static_cast<qint64>(known_.codes.size())) return false;
    const std::uint8_t code = known_.codes[static_cast<std::size_t>(image)];
    return code != Correctness::kUnknown && !off_.contains(code);
}

void RightFilter::setOnly(const QSet<int>& sets) {
    QSet<int> off;
    for (int set = 0; set < known_.sets(); ++set)
        if (!sets.contains(set)) off.insert(set);
    if (off == off_) return;
    off_ = off;
    fill();
    emit changed();
}

void RightFilter::clear() {
    if (off_.isEmpty()) return;
    off_.clear();
    fill();
    emit changed();
}

QString RightFilter::summary() const {
    if (off_.isEmpty()) return {};
    QStringList names;
    for (const int set : known_.order())
        if (!off_.contains(set)) names.append(known_.name(set));
    if (names.size() > 3) return tr("%1 of %2 combinations").arg(names.size()).arg(known_.sets());
    return names.isEmpty() ? tr("no combination") : names.join(QStringLiteral(", "));
}

void RightFilter::fill() {
    filling_ = true;
    list_->clear();
    const QLocale locale;
    note_->setText(known_.empty()
                       ? tr("No held-out predictions yet: probe the runs shown, then their agreement can be "
                            "filtered here.")
                       : tr("%1. Right: the linear probe names the class of an image that it was not fitted "
                            "on; %2 images were held out by all. Double-click: only this.")
                             .arg(known_.labels.join(QStringLiteral(", ")),
                                  locale.toString(static_cast<qlonglong>(known_.known))));
    for (const int set : known_.order()) {
        const auto count = known_.counts[static_cast<std::size_t>(set)];
        auto* item = new QListWidgetItem(QStringLiteral("%1  %2  (%3)")
                                             .arg(marks(set, known_.labels.size()), known_.name(set),
                                                  locale.toString(static_cast<qlonglong>(count))),
                                         list_);
        item->setData(kSetRole, set);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
        item->setCheckState(off_.contains(set) ? Qt::Unchecked : Qt::Checked);
    }
    list_->setVisible(!known_.empty());
    list_->setFixedHeight(std::max(1, list_->count()) * std::max(18, list_->sizeHintForRow(0)) + 4);
    all_->setVisible(!known_.empty());
    select_->setVisible(!known_.empty());
    filling_ = false;
    updateText();
}

void RightFilter::updateText() {
    setText(off_.isEmpty()
                ? tr("Who is right")
                : tr("Who is right: %1 of %2").arg(known_.sets() - off_.size()).arg(known_.sets()));
    QFont bold = font();
    bold.setBold(active());
    setFont(bold);
    all_->setEnabled(active());
}

}  // namespace selfsight::ui
