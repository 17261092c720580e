#include "ui/dialogs/option_editor.h"

#include "ui/dialogs/option_texts.h"
#include "ui/panels/panel_title.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <cmath>

namespace selfsight::ui {
namespace {

constexpr auto flagOn = "true";
constexpr auto flagOff = "false";

}  // namespace

OptionEditor::OptionEditor(const methods::Option& option, QWidget* parent)
    : QWidget(parent), option_(option) {
    switch (option.kind) {
        case methods::Option::Kind::Flag: {
            auto* box = new QCheckBox(this);
            connect(box, &QCheckBox::toggled, this, &OptionEditor::edited);
            field_ = box;
            break;
        }
        case methods::Option::Kind::Choice: {
            auto* box = new QComboBox(this);
            for (const std::string& choice : option.choices) box->addItem(QString::fromStdString(choice));
            connect(box, &QComboBox::currentTextChanged, this, &OptionEditor::edited);
            field_ = box;
            break;
        }
        default: {
            auto* line = new QLineEdit(this);
            line->setFont(theme::tabularFont(line->font()));
            line->setFixedWidth(12 * gridUnit);
            connect(line, &QLineEdit::textChanged, this, &OptionEditor::edited);
            field_ = line;
        }
    }
    const QString help = optionText(option.help);
    field_->setObjectName(QString::fromStdString(option.key));
    field_->setAccessibleName(optionText(option.label));
    field_->setAccessibleDescription(help);
    field_->setToolTip(range().isEmpty() ? help : QStringLiteral("%1\n%2").arg(help, range()));
    field_->installEventFilter(this);
    setFocusProxy(field_);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(gridUnit / 2);
    layout->addWidget(field_);
    if (!option.unit.empty()) layout->addWidget(new CaptionLabel(optionText(option.unit), this), 1);
    layout->addStretch();
}

QString OptionEditor::value() const {
    if (const auto* box = qobject_cast<const QCheckBox*>(field_)) {
        return QLatin1String(box->isChecked() ? flagOn : flagOff);
    }
    if (const auto* box = qobject_cast<const QComboBox*>(field_)) return box->currentText();
    return static_cast<const QLineEdit*>(field_)->text().trimmed();
}

void OptionEditor::setValue(const QString& value) {
    if (auto* box = qobject_cast<QCheckBox*>(field_)) {
        box->setChecked(value == QLatin1String(flagOn));
    } else if (auto* choice = qobject_cast<QComboBox*>(field_)) {
        choice->setCurrentText(value);
    } else {
        static_cast<QLineEdit*>(field_)->setText(value);
    }
}

QString OptionEditor::problem() const {
    const bool integer = option_.kind == methods::Option::Kind::Integer;
    if (!integer && option_.kind != methods::Option::Kind::Real) return {};
    bool understood = false;
    const double number = QLocale::c().toDouble(value(), &understood);
    if (!understood || (integer && number != std::floor(number))) {
        return integer ? tr("a whole number is expected") : tr("a number is expected");
    }
    if (number < option_.least || number > option_.most) return tr("expected %1").arg(range());
    return {};
}

QString OptionEditor::range() const {
    switch (option_.kind) {
        case methods::Option::Kind::Integer:
        case methods::Option::Kind::Real:
            return tr("%1 … %2").arg(option_.least).arg(option_.most);
        case methods::Option::Kind::Choice: {
            QStringList choices;
            for (const std::string& choice : option_.choices)
                choices.push_back(QString::fromStdString(choice));
            return tr("one of %1").arg(choices.join(QStringLiteral(", ")));
        }
        default:
            return {};
    }
}

bool OptionEditor::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn) emit entered();
    // The wheel scrolls the form; a value changes only where the focus is.
    if (event->type() == QEvent::Wheel && !field_->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void OptionEditor::enterEvent(QEnterEvent* event) {
    emit entered();
    QWidget::enterEvent(event);
}

}  // namespace selfsight::ui
