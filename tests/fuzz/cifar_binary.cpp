#include "data/cifar_format.h"
#include "fuzz.h"
#include "support/small_cifar.h"

using namespace selfsight;

namespace {

void readNames(const data::CifarColumn& column, io::ByteView bytes) {
    if (data::parseCifarNames(bytes, column.classes, "fuzz").size() != column.classes) std::abort();
}

void readRecords(const data::CifarFormat& format, data::Part part, io::ByteView bytes) {
    data::ImageSet set = data::makeCifarSet(format, part, test::columnsOf(format));
    data::decodeCifarFile(format, part, 0, bytes, "fuzz", set);
    if (!test::labelsFit(set, format, part)) std::abort();
}

// The names and the records of CIFAR's binary archives, three records a file instead of ten thousand. The
// first byte says which file the rest is; records get the length of their file with zeros, unless it says
// that they keep their own.
void readFile(io::ByteView bytes) {
    fuzz::Reader in{bytes};
    const std::uint8_t what = in.byte();
    const data::CifarFormat format =
        test::smallCifar(what & 1 ? data::cifar100Format() : data::cifar10Format());
    if (what & 2) {
        readNames(format.columns[what / 4 % format.columns.size()], in.rest());
        return;
    }
    const data::Part part = what & 4 ? data::Part::Test : data::Part::Train;
    io::Bytes file(in.rest().begin(), in.rest().end());
    if (!(what & 8)) file.resize(format.fileBytes(part));
    readRecords(format, part, file);
}

}  // namespace

SELFSIGHT_FUZZ_TARGET(readFile)
