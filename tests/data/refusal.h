// How a data set that cannot be used is refused.
#pragma once

#include "core/error.h"
#include "data/source.h"

#include <doctest/doctest.h>
#include <string>

namespace selfsight::test {

// The message with which opening a source is refused as `code`, or, with `load`, reading its training images;
// empty: it is accepted.
inline std::string refusal(const std::string& specification, bool load = false,
                           ErrorCode code = ErrorCode::Input) {
    try {
        const auto source = data::openSource(specification);
        if (load) source->load(data::Part::Train);
    } catch (const RuntimeError& error) {
        CHECK(error.code() == code);
        return error.what();
    }
    return "";
}

}  // namespace selfsight::test
