// One option of a recipe as a control: what kind it is, its range and its unit come from the engine.
#pragma once

#include "methods/recipe.h"

#include <QWidget>

namespace selfsight::ui {

class OptionEditor final : public QWidget {
    Q_OBJECT

  public:
    explicit OptionEditor(const methods::Option& option, QWidget* parent = nullptr);

    const methods::Option& option() const { return option_; }
    QString value() const;
    void setValue(const QString& value);
    // Empty, or what is wrong with the value as it stands.
    QString problem() const;
    // "0 … 0.9", "one of adamw, sgd, lars"; empty for flags.
    QString range() const;

  signals:
    void edited();
    void entered();  // got the focus or the mouse: time to show its help

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;

  private:
    methods::Option option_;
    QWidget* field_;
};

}  // namespace selfsight::ui
