#include "store/tensorboard.h"

#include "io/atomic_file.h"
#include "io/crc32c.h"
#include "io/file.h"
#include "io/protobuf.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <unistd.h>

namespace selfsight::store {

namespace {

using io::appendBytesField;
using io::appendDoubleField;
using io::appendFloatField;
using io::appendIntegerField;
using io::Bytes;

double wallTime() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// tensorboard.Event: wall_time = 1, step = 2, file_version = 3, summary = 5, session_log = 7.
Bytes eventAt(std::int64_t step) {
    Bytes event;
    appendDoubleField(event, 1, wallTime());
    if (step != 0) appendIntegerField(event, 2, step);
    return event;
}

// A summary value of the hparams plugin: what it says stands in the metadata, the tensor is empty.
Bytes hparamsEvent(const std::string& tag, unsigned dataField, const Bytes& data) {
    Bytes content;  // HParamsPluginData: version = 1, session_start_info = 3, session_end_info = 4
    appendBytesField(content, dataField, data);
    Bytes plugin;  // SummaryMetadata.PluginData: plugin_name = 1, content = 2
    appendBytesField(plugin, 1, io::asBytes("hparams"));
    appendBytesField(plugin, 2, content);
    Bytes metadata;
    appendBytesField(metadata, 1, plugin);
    Bytes tensor;  // TensorProto: dtype = 1 (DT_FLOAT), tensor_shape = 2
    appendIntegerField(tensor, 1, 1);
    appendBytesField(tensor, 2, {});
    Bytes value;  // Summary.Value: tag = 1, tensor = 8, metadata = 9
    appendBytesField(value, 1, io::asBytes(tag));
    appendBytesField(value, 8, tensor);
    appendBytesField(value, 9, metadata);
    Bytes summary;
    appendBytesField(summary, 1, value);
    Bytes event = eventAt(0);
    appendBytesField(event, 5, summary);
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
    appendBytesField(version, 3, io::asBytes("brain.Event:2"));
    append(version);
    if (firstStep > 0) {
        Bytes log;  // SessionLog: status = 1 (START)
        appendIntegerField(log, 1, 1);
        Bytes start = eventAt(firstStep);
        appendBytesField(start, 7, log);
        append(start);
    }
}

void TensorBoardWriter::scalars(std::int64_t step,
                                const std::vector<std::pair<std::string, double>>& values) {
    Bytes summary;
    for (const auto& [tag, number] : values) {
        Bytes value;  // Summary.Value: tag = 1, simple_value = 2
        appendBytesField(value, 1, io::asBytes(tag));
        appendFloatField(value, 2, static_cast<float>(number));
        appendBytesField(summary, 1, value);
    }
    Bytes event = eventAt(step);
    appendBytesField(event, 5, summary);
    append(event);
}

void TensorBoardWriter::hyperParameters(const std::string& group,
                                        const std::vector<std::pair<std::string, HyperParameter>>& values) {
    Bytes info;  // SessionStartInfo: hparams = 1 (a map), group_name = 4, start_time_secs = 5
    for (const auto& [key, parameter] : values) {
        Bytes value;  // google.protobuf.Value: number = 2, string = 3, bool = 4
        if (const auto* number = std::get_if<double>(&parameter)) appendDoubleField(value, 2, *number);
        if (const auto* text = std::get_if<std::string>(&parameter))
            appendBytesField(value, 3, io::asBytes(*text));
        if (const auto* flag = std::get_if<bool>(&parameter)) appendIntegerField(value, 4, *flag);
        Bytes entry;
        appendBytesField(entry, 1, io::asBytes(key));
        appendBytesField(entry, 2, value);
        appendBytesField(info, 1, entry);
    }
    appendBytesField(info, 4, io::asBytes(group));
    appendDoubleField(info, 5, wallTime());
    append(hparamsEvent("_hparams_/session_start_info", 3, info));
}

void TensorBoardWriter::ended(bool success) {
    Bytes info;  // SessionEndInfo: status = 1 (SUCCESS 1, FAILURE 2), end_time_secs = 2
    appendIntegerField(info, 1, success ? 1 : 2);
    appendDoubleField(info, 2, wallTime());
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
