#include "ui/controller/shown_images.h"

#include "core/error.h"
#include "data/image_cache.h"
#include "data/image_match.h"
#include "io/npy.h"

#include <algorithm>

namespace selfsight::ui {
namespace {

std::int64_t imageCount(const store::RunFolder& run, const store::EmbeddingInfo& info) {
    std::int64_t count = 0;
    for (const std::int64_t image : info.indices) count = std::max(count, image + 1);
    if (!info.indices.empty()) return count;
    if (!info.labels.empty()) return static_cast<std::int64_t>(info.labels.front().values.size());
    return io::readNpyHeader(*io::openFile(run.embeddingsPath("test"))).shape.at(0);
}

data::LabelColumn byImage(const store::EmbeddingLabels& column, const std::vector<std::int64_t>& indices,
                          std::int64_t count) {
    data::LabelColumn labels{column.name, column.names, Labels(static_cast<std::size_t>(count), -1)};
    std::int64_t most = -1;
    for (std::size_t row = 0; row < column.values.size(); ++row) {
        const auto image = indices.empty() ? static_cast<std::int64_t>(row) : indices[row];
        if (image < 0 || image >= count) continue;
        labels.values[static_cast<std::size_t>(image)] = column.values[row];
        most = std::max(most, column.values[row]);
    }
    for (auto value = static_cast<std::int64_t>(labels.names.size()); value <= most; ++value)
        labels.names.push_back(std::to_string(value));
    return labels;
}

using Images = std::shared_ptr<const data::ImageSet>;

// The images in a person's copy of the data set, in the order of the run; nothing where they are not there.
Images imagesIn(const std::string& location, const store::RunRecord& record, const Labels& digests) {
    try {
        const auto source = data::openSource(location);
        const std::string kind = source->info().kind;
        if (!digests.empty()) {
            const Images images = data::shownImages({}, location, kind, {});
            const auto places = data::placesOf(digests, data::imageDigests(*images));
            return places ? data::taken(*images, *places) : nullptr;
        }
        // Nobody has kept what they look like: only a copy that is the same as a whole can be told.
        return source->contentHash() == record.dataHash ? data::shownImages({}, location, kind, {}) : nullptr;
    } catch (const RuntimeError&) {
        return nullptr;  // one of many places to look
    }
}

}  // namespace

ShownImages readShownImages(const std::filesystem::path& workspace, const store::RunFolder& run,
                            const std::vector<std::string>& elsewhere) {
    const store::RunRecord& record = run.record();
    const Labels digests = data::keptDigests(workspace, record.dataHash);
    ShownImages shown;
    Images found;
    if (!record.dataLocation.empty()) {
        try {
            found =
                data::shownImages(workspace / "cache", record.dataLocation, record.dataKind, record.dataHash);
            const Labels now = data::imageDigests(*found);
            if (digests.empty()) {
                data::keepDigests(workspace, record.dataHash, now);
            } else if (now != digests) {
                found = nullptr;
                shown.problem = record.dataLocation + ": these are other images than those of the run";
            }
        } catch (const RuntimeError& error) {
            shown.problem = error.what();
        }
        for (auto place = elsewhere.begin(); !found && place != elsewhere.end(); ++place) {
            // A demo is made anew wherever it is asked for: it cannot have been lost.
            if (*place == record.dataLocation || place->starts_with("demo")) continue;
            found = imagesIn(*place, record, digests);
            if (found) shown.foundAt = *place;
        }
        if (found) shown.problem.clear();
    }
    // Runs of this program have the labels of their data set; those of a copy may count its classes
    // otherwise.
    if (found && shown.foundAt.empty() && record.method != "external") {
        shown.images = found;
        return shown;
    }
    const store::EmbeddingInfo info = run.embeddingInfo("test");
    auto labelled = found ? std::make_shared<data::ImageSet>(*found) : std::make_shared<data::ImageSet>();
    if (!found) labelled->count = imageCount(run, info);
    if (!shown.foundAt.empty()) labelled->columns.clear();
    for (const store::EmbeddingLabels& column : info.labels)
        if (!labelled->column(column.name))
            labelled->columns.push_back(byImage(column, info.indices, labelled->count));
    shown.images = labelled;
    return shown;
}

}  // namespace selfsight::ui
