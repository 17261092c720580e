#include "ui/controller/notice.h"

#include <QCoreApplication>

namespace selfsight::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("selfsight::ui", text);
}

QString adviceFor(const Outcome& outcome) {
    const QString message = QString::fromStdString(outcome.message);
    switch (outcome.code) {
        case ErrorCode::Usage:
            return tr("Change the option in the set-up and press Start again.");
        case ErrorCode::Input:
            return tr(
                "Choose another file or folder in the set-up, or replace the damaged one; nothing was "
                "overwritten.");
        case ErrorCode::Environment:
            if (message.contains(QStringLiteral("memory"), Qt::CaseInsensitive)) {
                return tr("Choose a smaller batch or width, then resume the run from its last checkpoint.");
            }
            if (message.contains(QStringLiteral("cuda"), Qt::CaseInsensitive)) {
                return tr("Choose “Automatic” or “CPU” as the device, then resume the run.");
            }
            return tr(
                "Free some space or allow writing there, then resume the run from its last checkpoint.");
        case ErrorCode::Stopped:
            return {};
        case ErrorCode::Bug:
            return tr(
                "This is a fault in Selfsight. The run keeps its last checkpoint; the log says what happened "
                "before.");
    }
    return {};
}

}  // namespace

Notice failureNotice(const QString& title, const Outcome& outcome) {
    return {Notice::Level::Error, title, QString::fromStdString(outcome.message), adviceFor(outcome), {}};
}

Notice exceptionNotice(const QString& title) {
    return failureNotice(title, outcomeOfCurrentException());
}

}  // namespace selfsight::ui
