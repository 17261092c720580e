// What a person should be told: what happened, and what to do about it.
#pragma once

#include "core/job.h"

#include <QString>

namespace selfsight::ui {

struct Notice {
    enum class Level { Note, Warning, Error } level = Level::Note;
    QString title;      // "SimSiam failed"
    QString text;       // what was expected and found
    QString advice;     // the next step
    QString run;        // where a run can be resumed or looked at; may be empty
    quint64 retry = 0;  // what Controller::retry() understands; 0: nothing to try again
};

// For a job that failed; the advice follows from the kind of error.
Notice failureNotice(const QString& title, const Outcome& outcome);
// For the exception in flight; to be called inside a catch block only.
Notice exceptionNotice(const QString& title);

}  // namespace selfsight::ui
