#include "store/tensorboard.h"

#include "io/atomic_file.h"
#include "io/crc32c.h"
#include "io/file.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <unistd.h>

namespace selfsight::store {

namespace {

using io::Bytes;

// The wire format of protocol buffers: varints, and fields tagged with number and kind.
void appendVarint(Bytes& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
    out.push_back(static_cast<std::uint8_t>(value));
}
void appendTag(Bytes& out, unsigned field, unsigned kind) {
    appendVarint(out, field << 3 | kind);
}
void appendInteger(Bytes& out, unsigned field, std::int64_t value) {
    appendTag(out, field, 0);
    appendVarint(out, static_cast<std::uint64_t>(value));
}
void appendDouble(Bytes& out, unsigned field, double value) {
    appendTag(out, field, 1);
    io::appendLittle(out, value);
}
void appendFloat(Bytes& out, unsigned field, float value) {
    appendTag(out, field, 5);
    io::appendLittle(out, value);
}
void appendBytes(Bytes& out, unsigned field, io::ByteView value) {
    appendTag(out, field, 2);
    appendVarint(out, value.size());
    out.insert(out.end(), value.begin(), value.end());
}

double wallTime() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// tensorboard.Event: wall_time = 1, step = 2, file_version = 3, summary = 5, session_log = 7.
Bytes eventAt(std::int64_t step) {
    Bytes event;
    appendDouble(event, 1, wallTime());
    if (step != 0) appendInteger(event, 2, step);
    return event;
}

// A summary value of the hparams plugin: what it says stands in the metadata, the tensor is empty.
Bytes hparamsEvent(const std::string& tag, unsigned dataField, const Bytes& data) {
    Bytes content;  // HParamsPluginData: version = 1, session_start_info = 3, session_end_info = 4
    appendBytes(content, dataField, data);
    Bytes plugin;  // SummaryMetadata.PluginData: plugin_name = 1, content = 2
    appendBytes(plugin, 1, io::asBytes("hparams"));
    appendBytes(plugin, 2, content);
    Bytes metadata;
    appendBytes(metadata, 1, plugin);
    Bytes tensor;  // TensorProto: dtype = 1 (DT_FLOAT), tensor_shape = 2
    appendInteger(tensor, 1, 1);
    appendBytes(tensor, 2, {});
    Bytes value;  // Summary.Value: tag = 1, tensor = 8, metadata = 9
    appendBytes(value, 1, io::asBytes(tag));
    appendBytes(value, 8, tensor);
    appendBytes(value, 9, metadata);
    Bytes summary;
    appendBytes(summary, 1, value);
    Bytes event = eventAt(0);
    appendBytes(event, 5, summary);
    return event;
}

}  // namespace

TensorBoardWriter::TensorBoardWriter(const std::filesystem::path& folder, std::int64_t firstStep) {
    static std::atomic<unsigned> counter{0};
    char host[256] = {};
    ::gethostname(host, sizeof host - 1);
    file_ = folder / ("events.out.tfevents." + std::to_string(static_cast<std::int64_t>(wallTime())) + "." +
                      host + "." + std::to_string(::getpid()) + "." + std::to_string(counter++));
    io::createFolders(folder);
    Bytes version = eventAt(0);
    appendBytes(version, 3, io::asBytes("brain.Event:2"));
    append(version);
    if (firstStep > 0) {
        Bytes log;  // SessionLog: status = 1 (START)
        appendInteger(log, 1, 1);
        Bytes start = eventAt(firstStep);
        appendBytes(start, 7, log);
        append(start);
    }
}

void TensorBoardWriter::scalars(std::int64_t step,
                                const std::vector<std::pair<std::string, double>>& values) {
    Bytes summary;
    for (const auto& [tag, number] : values) {
        Bytes value;  // Summary.Value: tag = 1, simple_value = 2
        appendBytes(value, 1, io::asBytes(tag));
        appendFloat(value, 2, static_cast<float>(number));
        appendBytes(summary, 1, value);
    }
    Bytes event = eventAt(step);
    appendBytes(event, 5, summary);
    append(event);
}

void TensorBoardWriter::hyperParameters(const std::string& group,
                                        const std::vector<std::pair<std::string, HyperParameter>>& values) {
    Bytes info;  // SessionStartInfo: hparams = 1 (a map), group_name = 4, start_time_secs = 5
    for (const auto& [key, parameter] : values) {
        Bytes value;  // google.protobuf.Value: number = 2, string = 3, bool = 4
        if (const auto* number = std::get_if<double>(&parameter)) appendDouble(value, 2, *number);
        if (const auto* text = std::get_if<std::string>(&parameter))
            appendBytes(value, 3, io::asBytes(*text));
        if (const auto* flag = std::get_if<bool>(&parameter)) appendInteger(value, 4, *flag);
        Bytes entry;
        appendBytes(entry, 1, io::asBytes(key));
        appendBytes(entry, 2, value);
        appendBytes(info, 1, entry);
    }
    appendBytes(info, 4, io::asBytes(group));
    appendDouble(info, 5, wallTime());
    append(hparamsEvent("_hparams_/session_start_info", 3, info));
}

void TensorBoardWriter::ended(bool success) {
    Bytes info;  // SessionEndInfo: status = 1 (SUCCESS 1, FAILURE 2), end_time_secs = 2
    appendInteger(info, 1, success ? 1 : 2);
    appendDouble(info, 2, wallTime());
    append(hparamsEvent("_hparams_/session_end_info", 4, info));
}

void TensorBoardWriter::append(const Bytes& event) {
    Bytes record;
    io::appendLittle(record, static_cast<std::uint64_t>(event.size()));
    io::appendLittle(record, io::maskedCrc32c(record));
    record.insert(record.end(), event.begin(), event.end());
    io::appendLittle(record, io::maskedCrc32c(event));
    io::appendToFile(file_, io::asText(record));
}

}  // namespace selfsight::store
