// How Results reads: shared by its source files, included by nothing else.
#pragma once

#include "ui/controller/results.h"

#include <exception>
#include <optional>
#include <type_traits>

namespace selfsight::ui {

template <typename Work, typename Done>
void Results::read(Work work, Done done) {
    using Value = std::invoke_result_t<Work>;
    struct Found {
        std::optional<Value> value;
        QString problem;
    };
    background_.run(
        [work = std::move(work)]() -> Found {
            try {
                return {work(), {}};
            } catch (const std::exception& failure) {
                return {std::nullopt, QString::fromUtf8(failure.what())};
            }
        },
        [this, generation = generation_, done = std::move(done)](Found found) {
            if (generation != generation_) return;
            if (found.value) {
                done(std::move(*found.value));
            } else {
                emit failed(found.problem);
            }
        });
}

}  // namespace selfsight::ui
