#include "ui/map/legend.h"

#include "ui/map/sprite.h"
#include "ui/theme/theme.h"

#include <QAbstractListModel>
#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

namespace selfsight::ui {

namespace {

enum Role { CategoryRole = Qt::UserRole, GroupRole, CountRole, OffRole };
constexpr std::array kFocusShapes = {Shape::Circle, Shape::Square, Shape::Triangle,     Shape::Diamond,
                                     Shape::Cross,  Shape::Plus,   Shape::TriangleDown, Shape::Ring};

}  // namespace

// Rows are groups and the categories below them that match the search.
class LegendModel : public QAbstractListModel {
  public:
    struct Row {
        int category = -1;  // −1: a group
        int group = -1;
    };
    using QAbstractListModel::QAbstractListModel;

    QVector<Category> categories;
    QStringList groups;
    QString search;
    const Legend* legend = nullptr;

    void rebuild() {
        beginResetModel();
        rows_.clear();
        const auto matches = [this](const Category& c) {
            return search.isEmpty() || c.name.contains(search, Qt::CaseInsensitive) ||
                   (c.group >= 0 && groups[c.group].contains(search, Qt::CaseInsensitive));
        };
        for (int g = groups.isEmpty() ? -1 : 0; g < static_cast<int>(groups.size()); ++g) {
            bool headed = g < 0;
            for (int c = 0; c < categories.size(); ++c) {
                if ((g >= 0 && categories[c].group != g) || !matches(categories[c])) continue;
                if (!headed) rows_.append({-1, g});
                headed = true;
                rows_.append({c, g});
            }
        }
        endResetModel();
    }
    void refresh() {
        if (!rows_.isEmpty()) emit dataChanged(index(0), index(static_cast<int>(rows_.size()) - 1));
    }
    const Row& row(const QModelIndex& index) const { return rows_[index.row()]; }
    QVector<int> shown() const {
        QVector<int> result;
        for (const Row& r : rows_)
            if (r.category >= 0) result.append(r.category);
        return result;
    }

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(rows_.size());
    }
    QVariant data(const QModelIndex& at, int role) const override {
        if (!at.isValid()) return {};
        const Row& r = row(at);
        if (role == CategoryRole) return r.category;
        if (role == GroupRole) return r.group;
        if (r.category < 0)
            return role == Qt::DisplayRole || role == Qt::AccessibleTextRole ? groups[r.group] : QVariant();
        const Category& c = categories[r.category];
        if (role == Qt::DisplayRole) return c.name;
        if (role == CountRole)
            return c.value.isEmpty() ? QLocale().toString(static_cast<qlonglong>(c.count)) : c.value;
        if (role == OffRole) return legend->off().contains(r.category);
        if (role == Qt::CheckStateRole) return {};
        if (role == Qt::AccessibleTextRole)
            return Legend::tr("%1, %n point(s), %2", nullptr, static_cast<int>(c.count))
                       .arg(c.name,
                            legend->off().contains(r.category) ? Legend::tr("off") : Legend::tr("on")) +
                   (c.value.isEmpty() ? QString() : QStringLiteral(", ") + c.value);
        if (role == Qt::ToolTipRole)
            return (c.tip.isEmpty() ? QString() : c.tip + u'\n') +
                   Legend::tr(
                       "%1: %n point(s)\nClick: on or off. Double-click: only this. Ctrl+click: focus.",
                       nullptr, static_cast<int>(c.count))
                       .arg(c.name);
        return {};
    }

  private:
    QVector<Row> rows_;
};

namespace {

class LegendDelegate : public QStyledItemDelegate {
  public:
    LegendDelegate(const LegendModel* model, QObject* parent) : QStyledItemDelegate(parent), model_(model) {}

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        return {120, option.fontMetrics.height() + 5};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const theme::Colours& colours = theme::colours(option.palette);
        const LegendModel::Row& row = model_->row(index);
        const QRect box = option.rect.adjusted(6, 0, -6, 0);
        painter->save();
        if (option.state & QStyle::State_MouseOver && row.category >= 0)
            painter->fillRect(option.rect, option.palette.alternateBase());
        if (option.state & QStyle::State_HasFocus) {
            painter->setPen(colours.accent);
            painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
        }
        if (row.category < 0) {
            QFont font = option.font;
            font.setWeight(QFont::DemiBold);
            font.setPointSizeF(font.pointSizeF() * 0.92);
            painter->setFont(font);
            painter->setPen(colours.secondary);
            painter->drawText(
                box, Qt::AlignVCenter | Qt::AlignLeft,
                painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, box.width()));
            painter->restore();
            return;
        }
        const bool off = index.data(OffRole).toBool();
        const Ink ink = model_->legend->inkOf(row.category);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(box.left() + 6, box.center().y() + 0.5);
        painter->scale(4.5, 4.5);
        if (off) {
            painter->setPen(QPen(colours.secondary, 0.25));
            painter->drawPath(shapePath(ink.shape));
        } else {
            painter->fillPath(shapePath(ink.shape), QColor(ink.colour));
        }
        painter->resetTransform();
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(off ? option.palette.color(QPalette::Disabled, QPalette::Text) : colours.text);
        const QString count = index.data(CountRole).toString();
        painter->setFont(theme::tabularFont(option.font));
        const int countWidth = painter->fontMetrics().horizontalAdvance(count);
        painter->save();
        if (!off) painter->setPen(colours.secondary);
        painter->drawText(box, Qt::AlignVCenter | Qt::AlignRight, count);
        painter->restore();
        painter->setFont(option.font);
        const QRect name = box.adjusted(18, 0, -countWidth - 8, 0);
        painter->drawText(
            name, Qt::AlignVCenter | Qt::AlignLeft,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, name.width()));
        painter->restore();
    }

  private:
    const LegendModel* model_;
};

// A list whose clicks mean what the legend says they mean.
class LegendList : public QListView {
  public:
    LegendList(Legend* legend, LegendModel* model) : QListView(legend), legend_(legend), model_(model) {
        setModel(model);
        setItemDelegate(new LegendDelegate(model, this));
        setFrameShape(QFrame::NoFrame);
        setUniformItemSizes(true);
        setMouseTracking(true);
        setSelectionMode(QAbstractItemView::NoSelection);
        setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setContextMenuPolicy(Qt::CustomContextMenu);
        setAccessibleName(Legend::tr("Legend"));
        setObjectName(QStringLiteral("legendList"));
    }

  protected:
    void mousePressEvent(QMouseEvent* event) override {
        QListView::mousePressEvent(event);
        if (event->button() == Qt::LeftButton)
            act(indexAt(event->position().toPoint()), event->modifiers(), false);
    }
    void mouseDoubleClickEvent(QMouseEvent* event) override {
        if (event->button() == Qt::LeftButton && !(event->modifiers() & Qt::ControlModifier))
            act(indexAt(event->position().toPoint()), event->modifiers(), true);
    }
    void keyPressEvent(QKeyEvent* event) override {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            act(currentIndex(), event->modifiers(), event->modifiers() & Qt::ShiftModifier);
        else
            QListView::keyPressEvent(event);
    }

  private:
    void act(const QModelIndex& index, Qt::KeyboardModifiers modifiers, bool solo) {
        if (!index.isValid()) return;
        const LegendModel::Row row = model_->row(index);
        if (row.category < 0)
            toggleGroup(row.group, solo);
        else if (modifiers & Qt::ControlModifier)
            legend_->toggleFocus(row.category);
        else if (solo)
            legend_->solo(row.category);
        else
            legend_->toggle(row.category);
    }
    void toggleGroup(int group, bool solo) {
        QSet<int> members;
        QSet<int> others;
        for (int c = 0; c < model_->categories.size(); ++c)
            (model_->categories[c].group == group ? members : others).insert(c);
        if (solo)
            legend_->setOff(legend_->off() == others ? QSet<int>() : others);
        else
            legend_->setOff(legend_->off().contains(members) ? legend_->off() - members
                                                             : legend_->off() + members);
    }

    Legend* legend_;
    LegendModel* model_;
};

}  // namespace

Legend::Legend(QWidget* parent) : QWidget(parent) {
    model_ = new LegendModel(this);
    model_->legend = this;
    list_ = new LegendList(this, model_);
    search_ = new QLineEdit(this);
    search_->setObjectName(QStringLiteral("legendSearch"));
    search_->setPlaceholderText(tr("Find…"));
    search_->setClearButtonEnabled(true);
    search_->setAccessibleName(tr("Find in the legend"));
    search_->setToolTip(tr("Find entries by name. Enter shows only those found; Esc clears."));
    all_ = new QToolButton(this);
    all_->setObjectName(QStringLiteral("legendAll"));
    all_->setText(tr("All"));
    all_->setAutoRaise(true);
    all_->setToolTip(tr("Show every entry again"));
    hint_ = new QLabel(this);
    hint_->setWordWrap(true);
    hint_->setForegroundRole(QPalette::PlaceholderText);
    hint_->hide();

    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(search_, 1);
    row->addStretch();
    row->addWidget(all_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(list_, 1);
    layout->addWidget(hint_);

    connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
        model_->search = text.trimmed();
        model_->rebuild();
    });
    connect(search_, &QLineEdit::returnPressed, this, [this] {
        const QVector<int> found = model_->shown();
        if (found.isEmpty()) return;
        QSet<int> off;
        for (int c = 0; c < model_->categories.size(); ++c)
            if (!found.contains(c)) off.insert(c);
        setOff(off);
    });
    auto* escape = new QAction(this);
    escape->setShortcut(Qt::Key_Escape);
    escape->setShortcutContext(Qt::WidgetShortcut);
    search_->addAction(escape);
    connect(escape, &QAction::triggered, search_, &QLineEdit::clear);
    connect(all_, &QToolButton::clicked, this, [this] {
        focus_.clear();
        off_.clear();
        apply();
    });
    connect(list_, &QWidget::customContextMenuRequested, this, &Legend::contextMenu);
    apply();
}

Legend::~Legend() = default;

void Legend::setCategories(const QVector<Category>& categories, const QStringList& groups, bool keep) {
    model_->categories = categories;
    model_->groups = groups;
    if (!keep) {
        off_.clear();
        focus_.clear();
        search_->clear();
    }
    search_->setVisible(categories.size() > 8);
    model_->rebuild();
    apply();
}

void Legend::setCounts(const QVector<std::int64_t>& counts) {
    for (qsizetype c = 0; c < model_->categories.size() && c < counts.size(); ++c)
        model_->categories[c].count = counts[c];
    model_->refresh();
}

Ink Legend::inkOf(int category, const Category& own, bool dark) const {
    const qsizetype place = focus_.indexOf(category);
    if (place < 0) return {own.colour.rgb(), own.shape};
    return {theme::focusColours(dark).at(place).rgb(), kFocusShapes.at(static_cast<std::size_t>(place))};
}

Ink Legend::inkOf(int category) const {
    return inkOf(category, model_->categories[category], theme::isDark(palette()));
}

void Legend::setOff(const QSet<int>& off) {
    off_ = off;
    focus_.clear();
    apply();
}

void Legend::setFocusCategories(const QVector<int>& focus) {
    focus_ = focus.first(std::min<qsizetype>(focus.size(), kFocusAtMost));
    off_.clear();
    if (!focus_.isEmpty())
        for (int c = 0; c < model_->categories.size(); ++c)
            if (!focus_.contains(c)) off_.insert(c);
    apply();
}

void Legend::toggle(int category) {
    if (!focus_.isEmpty()) return toggleFocus(category);
    QSet<int> off = off_;
    if (!off.remove(category)) off.insert(category);
    setOff(off);
}

void Legend::solo(int category) {
    QSet<int> others;
    for (int c = 0; c < model_->categories.size(); ++c)
        if (c != category) others.insert(c);
    // Alone already, or switched off a moment ago by the first click of the double-click: show all again.
    const bool alone = off_ == others || off_.size() == model_->categories.size();
    setOff(alone ? QSet<int>() : others);
}

void Legend::toggleFocus(int category) {
    QVector<int> focus = focus_;
    if (focus.removeAll(category) == 0 && focus.size() < kFocusAtMost) focus.append(category);
    setFocusCategories(focus);
}

void Legend::apply() {
    all_->setEnabled(!off_.isEmpty() || !focus_.isEmpty());
    hint_->setVisible(!focus_.isEmpty());
    hint_->setText(tr("Focus on %1 of at most %2").arg(focus_.size()).arg(kFocusAtMost));
    model_->refresh();
    emit filterChanged();
}

void Legend::contextMenu(const QPoint& at) {
    const QModelIndex index = list_->indexAt(at);
    if (!index.isValid() || model_->row(index).category < 0) return;
    const int category = model_->row(index).category;
    QMenu menu(this);
    menu.addAction(tr("Show only “%1”").arg(model_->categories[category].name), this, [this, category] {
        QSet<int> others;
        for (int c = 0; c < model_->categories.size(); ++c)
            if (c != category) others.insert(c);
        setOff(others);
    });
    menu.addAction(focus_.contains(category) ? tr("Remove from focus") : tr("Add to focus"), this,
                   [this, category] { toggleFocus(category); });
    menu.addAction(tr("Select its points"), this, [this, category] { emit selectRequested(category); });
    menu.addAction(tr("Show all"), this, [this] { setOff({}); });
    menu.exec(list_->viewport()->mapToGlobal(at));
}

void Legend::startSearch() {
    if (!search_->isVisible()) return list_->setFocus(Qt::ShortcutFocusReason);
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

void Legend::changeEvent(QEvent* event) {
    if (theme::changed(event)) model_->refresh();
    QWidget::changeEvent(event);
}

}  // namespace selfsight::ui
