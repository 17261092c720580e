#include "data/cifar_format.h"
#include "fuzz.h"
#include "support/small_cifar.h"

using namespace selfsight;

// The records and the names of CIFAR's binary archives, three records a file instead of ten thousand.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const auto* full : {&data::cifar10Format(), &data::cifar100Format()}) {
        const data::CifarFormat format = test::smallCifar(*full);
        for (const auto part : {data::Part::Train, data::Part::Test}) {
            fuzz::feed(data, size, [&](io::ByteView bytes) {
                data::ImageSet set = data::makeCifarSet(format, part, test::columnsOf(format));
                data::checkCifarFileSize(format, part, bytes.size(), "fuzz");
                data::decodeCifarFile(format, part, 0, bytes, "fuzz", set);
                const auto records =
                    part == data::Part::Train ? format.recordsPerTrainFile : format.recordsPerTestFile;
                for (std::size_t c = 0; c < set.columns.size(); ++c)
                    for (std::int64_t i = 0; i < records; ++i) {
                        const std::int64_t value = set.columns[c].values[static_cast<std::size_t>(i)];
                        if (value < 0 || value >= static_cast<std::int64_t>(format.columns[c].classes))
                            std::abort();
                    }
            });
        }
        for (const auto& column : format.columns)
            fuzz::feed(data, size, [&](io::ByteView bytes) {
                if (data::parseCifarNames(bytes, column.classes, "fuzz").size() != column.classes)
                    std::abort();
            });
    }
    return 0;
}
