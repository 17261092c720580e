// A table of pictures: CSV with a column "path", "split" where there is one, and any other columns as labels.
#include "core/error.h"
#include "data/pictures.h"
#include "data/source_parts.h"
#include "data/split.h"
#include "data/table_columns.h"

#include <algorithm>

namespace selfsight::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = 512ull << 20;

class PictureTable final : public Source {
  public:
    PictureTable(const fs::path& file, int side, bool whole) {
        const auto table = io::readCsv(file, {.bytes = kMostBytes, .rows = 5'000'000, .columns = 1'000});
        const int pathColumn = tableColumn(table, "path");
        if (pathColumn < 0)
            throw inputError(file.string(),
                             "a table of pictures has a column \"path\"; its titles are " + titlesOf(table));
        columns_ = tableColumns(table, file.string(), {"path", "split"}, info_.note);
        const int splitColumn = tableColumn(table, "split");
        std::vector<std::int64_t> test;
        for (std::size_t i = 1; i < table.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i - 1);
            const fs::path path = table[i][static_cast<std::size_t>(pathColumn)];
            files_.push_back((path.is_absolute() ? path : file.parent_path() / path).lexically_normal());
            if (whole) {
                test.push_back(row);
            } else if (splitColumn >= 0) {
                const std::string& part = table[i][static_cast<std::size_t>(splitColumn)];
                if (part != "train" && part != "test")
                    throw inputError(file.string(), "row " + std::to_string(i + 1) + ": the split is \"" +
                                                        part + "\"; train or test was expected");
                (part == "train" ? trainRows_ : test).push_back(row);
            }
        }
        if (!whole && splitColumn < 0) {
            const auto n = static_cast<std::int64_t>(files_.size());
            const bool classes = !columns_.empty() && columns_.front().name == "class";
            const IndexSplit split =
                stratifiedValidation(classes ? columns_.front().values : Labels(files_.size(), -1), n / 5, 0);
            trainRows_ = split.first;
            test = split.second;
            info_.note += std::string(info_.note.empty() ? "" : " ") +
                          "The table has no column \"split\"; a fifth was set aside as the test part.";
        }
        testRows_ = std::move(test);
        if (testRows_.empty() || (trainRows_.empty() && !whole))
            throw inputError(file.string(), "one of the parts has no pictures");
        if (side == 0) side = medianSide(files_);
        info_.kind = "table";
        info_.location = file.string() + (whole ? ":all" : ":size=" + std::to_string(side));
        info_.trainCount = static_cast<std::int64_t>(trainRows_.size());
        info_.testCount = static_cast<std::int64_t>(testRows_.size());
        info_.height = info_.width = side;
        for (const LabelColumn& column : columns_) info_.columns.push_back({column.name, column.names, {}});
    }

    const SourceInfo& info() const override { return info_; }

    std::shared_ptr<const ImageSet> load(Part part, std::stop_token stop,
                                         const LoadProgress& progress) override {
        const auto& rows = part == Part::Train ? trainRows_ : testRows_;
        auto set = std::make_shared<ImageSet>();
        std::vector<fs::path> files;
        for (const std::int64_t row : rows) files.push_back(files_[static_cast<std::size_t>(row)]);
        for (const LabelColumn& column : columns_) {
            set->columns.push_back({column.name, column.names, {}});
            for (const std::int64_t row : rows)
                set->columns.back().values.push_back(column.values[static_cast<std::size_t>(row)]);
        }
        loadPictures(files, info_.width, info_.location, *set, stop, progress);
        return set;
    }

    std::string contentHash() override {
        if (hash_.empty()) hash_ = contentHashOf(*load(Part::Train, {}, {}), *load(Part::Test, {}, {}));
        return hash_;
    }

  private:
    static std::string titlesOf(const std::vector<io::CsvRow>& table) {
        std::string text;
        if (!table.empty())
            for (const std::string& title : table.front())
                if (text.size() < 200) text += (text.empty() ? "" : ", ") + title;
        return text.empty() ? "missing" : text;
    }

    SourceInfo info_;
    std::vector<fs::path> files_;
    std::vector<LabelColumn> columns_;
    std::vector<std::int64_t> trainRows_, testRows_;
    std::string hash_;
};

}  // namespace

std::unique_ptr<Source> openPictureTable(const fs::path& file, int side, bool whole) {
    return std::make_unique<PictureTable>(file, side, whole);
}

}  // namespace selfsight::data
