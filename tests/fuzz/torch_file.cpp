#include "io/torch_file.h"

#include "fuzz.h"
#include "io/atomic_file.h"
#include "io/zip.h"

#include <zlib.h>

using namespace selfsight::io;

// The input is the pickle; the archive around it, whose checksums no fuzzer gets past, is made here, once.
namespace {

class Archive final : public RandomAccess {
  public:
    explicit Archive(ByteView pickle) {
        add("archive/data.pkl", pickle);
        for (int i = 0; i < 3; ++i)
            add("archive/data/" + std::to_string(i), Bytes(64, static_cast<std::uint8_t>(i)));
        const auto directoryAt = static_cast<std::uint32_t>(bytes_.size());
        bytes_.insert(bytes_.end(), directory_.begin(), directory_.end());
        appendLittle<std::uint32_t>(bytes_, 0x06054b50);
        appendLittle<std::uint32_t>(bytes_, 0);
        appendLittle<std::uint16_t>(bytes_, 4);
        appendLittle<std::uint16_t>(bytes_, 4);
        appendLittle(bytes_, static_cast<std::uint32_t>(directory_.size()));
        appendLittle(bytes_, directoryAt);
        appendLittle<std::uint16_t>(bytes_, 0);
        memory_ = openMemory(bytes_, "fuzz.pt");
    }
    std::uint64_t size() const override { return memory_->size(); }
    const std::string& name() const override { return memory_->name(); }
    void read(std::uint64_t offset, std::span<std::uint8_t> out) override { memory_->read(offset, out); }

  private:
    void add(const std::string& entry, ByteView data) {
        const auto header = [&](Bytes& out, bool central, std::uint32_t at) {
            appendLittle<std::uint32_t>(out, central ? 0x02014b50 : 0x04034b50);
            if (central) appendLittle<std::uint16_t>(out, 20);
            for (const std::uint16_t value : {20, 0, 0, 0, 0}) appendLittle(out, value);
            appendLittle(out,
                         static_cast<std::uint32_t>(crc32(0, data.data(), static_cast<uInt>(data.size()))));
            appendLittle(out, static_cast<std::uint32_t>(data.size()));
            appendLittle(out, static_cast<std::uint32_t>(data.size()));
            appendLittle(out, static_cast<std::uint16_t>(entry.size()));
            appendLittle<std::uint16_t>(out, 0);
            if (central) {
                out.insert(out.end(), 10, 0);
                appendLittle(out, at);
            }
            appendText(out, entry);
        };
        const auto at = static_cast<std::uint32_t>(bytes_.size());
        header(bytes_, false, 0);
        bytes_.insert(bytes_.end(), data.begin(), data.end());
        header(directory_, true, at);
    }

    Bytes bytes_;
    Bytes directory_;
    std::unique_ptr<RandomAccess> memory_;
};

}  // namespace

SELFSIGHT_FUZZ_TARGET([](ByteView bytes) {
    Archive archive(bytes);
    readTorchFile(archive);
})
