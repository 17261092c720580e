#include "jobs/run_images.h"

#include "core/error.h"

#include <algorithm>

namespace selfsight::jobs {
namespace {

std::shared_ptr<const data::ImageSet> subset(const data::ImageSet& all,
                                             const std::vector<std::int64_t>& rows) {
    auto part = std::make_shared<data::ImageSet>();
    part->count = static_cast<std::int64_t>(rows.size());
    part->height = all.height;
    part->width = all.width;
    part->pixels.reserve(rows.size() * static_cast<std::size_t>(3 * all.height * all.width));
    for (const std::int64_t i : rows) {
        const auto image = all.image(i);
        part->pixels.insert(part->pixels.end(), image.begin(), image.end());
        if (!all.paths.empty()) part->paths.push_back(all.paths[static_cast<std::size_t>(i)]);
    }
    for (const data::LabelColumn& column : all.columns) {
        part->columns.push_back({column.name, column.names, {}});
        for (const std::int64_t i : rows)
            part->columns.back().values.push_back(column.values[static_cast<std::size_t>(i)]);
    }
    return part;
}

}  // namespace

std::shared_ptr<const data::ImageSet> runImages(const store::RunFolder& run, const std::string& split,
                                                const std::string& purpose, Control& control,
                                                EventSink& events) {
    const store::RunRecord& record = run.record();
    const auto warn = [&](const std::string& text) {
        events.send(event::Message{.level = event::Message::Level::Warning, .run = record.id, .text = text});
        return nullptr;
    };
    if (record.dataLocation.empty()) return warn(purpose + " shows no images: the run names no data set");
    try {
        const auto source = data::openSource(record.dataLocation);
        if (!record.dataHash.empty() && source->contentHash() != record.dataHash)
            return warn(record.dataLocation + ": not the data that the run was made from any more; " +
                        purpose + " shows no images");
        auto images =
            source->load(split == "test" ? data::Part::Test : data::Part::Train, control.cancelToken());
        const std::vector<std::int64_t> rows = run.embeddingInfo(split).indices;
        if (rows.empty()) return images;
        if (std::ranges::any_of(rows, [&](std::int64_t i) { return i < 0 || i >= images->count; }))
            return warn(record.dataLocation + ": holds fewer images than the embeddings name; " + purpose +
                        " shows none");
        bool whole = static_cast<std::int64_t>(rows.size()) == images->count;
        for (std::size_t i = 0; whole && i < rows.size(); ++i)
            whole = rows[i] == static_cast<std::int64_t>(i);
        return whole ? images : subset(*images, rows);
    } catch (const RuntimeError& error) {
        return warn(purpose + " shows no images: " + error.what());
    }
}

}  // namespace selfsight::jobs
