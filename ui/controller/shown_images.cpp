#include "ui/controller/shown_images.h"

#include "core/error.h"
#include "data/image_cache.h"
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

}  // namespace

ShownImages readShownImages(const std::filesystem::path& cache, const store::RunFolder& run) {
    const store::RunRecord& record = run.record();
    ShownImages shown;
    try {
        if (!record.dataLocation.empty())
            shown.images = data::shownImages(cache, record.dataLocation, record.dataKind, record.dataHash);
    } catch (const RuntimeError& error) {
        shown.problem = error.what();
    }
    // Runs of this program have the labels of their data set.
    if (shown.images && record.method != "external") return shown;
    const store::EmbeddingInfo info = run.embeddingInfo("test");
    auto labelled =
        shown.images ? std::make_shared<data::ImageSet>(*shown.images) : std::make_shared<data::ImageSet>();
    if (!shown.images) labelled->count = imageCount(run, info);
    for (const store::EmbeddingLabels& column : info.labels)
        if (!labelled->column(column.name))
            labelled->columns.push_back(byImage(column, info.indices, labelled->count));
    shown.images = labelled;
    return shown;
}

}  // namespace selfsight::ui
