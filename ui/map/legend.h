// What the colours mean: a list that scrolls, can be searched, shows counts; click toggles, double-click
// shows only that entry, Ctrl+click focuses. Entries that are off are drawn pale on the map, not hidden.
#pragma once

#include "ui/map/colouring.h"

#include <QSet>
#include <QVector>
#include <QWidget>

class QLineEdit;
class QListView;
class QLabel;
class QToolButton;

namespace selfsight::ui {

class LegendModel;

class Legend : public QWidget {
    Q_OBJECT
  public:
    static constexpr int kFocusAtMost = 8;

    explicit Legend(QWidget* parent = nullptr);
    ~Legend() override;

    // New categories; what was off or focused is forgotten unless `keep`.
    void setCategories(const QVector<Category>& categories, const QStringList& groups, bool keep);
    void setCounts(const QVector<std::int64_t>& counts);

    const QSet<int>& off() const { return off_; }
    // At most eight categories in colours that can be told apart; the rest is pale. Empty: no focus.
    const QVector<int>& focus() const { return focus_; }
    void setOff(const QSet<int>& off);
    void setFocusCategories(const QVector<int>& focus);
    void toggle(int category);
    void solo(int category);  // again: all
    void toggleFocus(int category);
    // The look of a category as it is now, focus considered; `own` is the category in the colours of the
    // theme wanted.
    Ink inkOf(int category, const Category& own, bool dark) const;
    Ink inkOf(int category) const;
    void startSearch();

  signals:
    void filterChanged();
    void selectRequested(int category);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void apply();
    void contextMenu(const QPoint& at);

    LegendModel* model_;
    QLineEdit* search_;
    QListView* list_;
    QLabel* hint_;
    QToolButton* all_;
    QSet<int> off_;
    QVector<int> focus_;
};

}  // namespace selfsight::ui
