#include "data/cifar_python.h"

#include "fuzz.h"
#include "support/small_cifar.h"

using namespace selfsight;

namespace {

void readNames(const data::CifarFormat& format, io::ByteView bytes) {
    const auto names = data::parseCifarPickledNames(format, bytes, "fuzz");
    if (names.size() != format.columns.size()) std::abort();
    for (std::size_t c = 0; c < names.size(); ++c)
        if (names[c].size() != format.columns[c].classes) std::abort();
}

void readBatch(const data::CifarFormat& format, io::ByteView bytes) {
    data::ImageSet set = data::makeCifarSet(format, data::Part::Train, test::columnsOf(format));
    data::decodeCifarPickle(format, data::Part::Train, 0, bytes, "fuzz", set);
    if (!test::labelsFit(set, format, data::Part::Train)) std::abort();
}

// The batches and the names of CIFAR's Python archives. The first byte says which of them the rest is.
void readPickle(io::ByteView bytes) {
    fuzz::Reader in{bytes};
    const std::uint8_t what = in.byte();
    const data::CifarFormat format =
        test::smallCifar(what & 1 ? data::cifar100Format() : data::cifar10Format());
    if (what & 2)
        readNames(format, in.rest());
    else
        readBatch(format, in.rest());
}

}  // namespace

SELFSIGHT_FUZZ_TARGET(readPickle)
