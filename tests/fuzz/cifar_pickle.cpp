#include "data/cifar_python.h"

#include "fuzz.h"
#include "support/small_cifar.h"

using namespace selfsight;

namespace {

void readNames(io::ByteView bytes) {
    const auto names = data::parseCifarPickledNames(data::cifar100Format(), bytes, "fuzz");
    if (names.size() != 2 || names[0].size() != 100 || names[1].size() != 20) std::abort();
}

void readBatch(io::ByteView bytes) {
    const data::CifarFormat format = test::smallCifar(data::cifar100Format());
    data::ImageSet set = data::makeCifarSet(format, data::Part::Train, test::columnsOf(format));
    data::decodeCifarPickle(format, data::Part::Train, 0, bytes, "fuzz", set);
    for (const data::LabelColumn& column : set.columns)
        for (const std::int64_t value : column.values)
            if (value < 0 || value >= 100) std::abort();
}

}  // namespace

// The batches and the names of CIFAR's Python archives.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::feed(data, size, readNames);
    return fuzz::feed(data, size, readBatch);
}
