// Contact sheets of the selections that the person has named: what is in a cluster, to be seen on paper.
#include "store/report_page.h"
#include "store/report_sections.h"
#include "store/report_svg.h"

#include <algorithm>
#include <map>

namespace selfsight::store {

using svg::escape;

namespace {

constexpr std::size_t kMostSelections = 12;
constexpr std::size_t kMostImages = 60;

// The images at these places as a set of their own; an even sample where there are more than are shown.
data::ImageSet sampleOf(const data::ImageSet& all, const std::vector<std::int64_t>& places) {
    data::ImageSet part;
    part.height = all.height;
    part.width = all.width;
    const std::size_t count = std::min(kMostImages, places.size());
    for (std::size_t k = 0; k < count; ++k) {
        const auto image = all.image(places[k * places.size() / count]);
        part.pixels.insert(part.pixels.end(), image.begin(), image.end());
        ++part.count;
    }
    return part;
}

// How many of the selection carry each value of the first label column, the commonest first.
std::vector<std::vector<std::string>> valuesOf(const ReportData& data,
                                               const std::vector<std::int64_t>& places) {
    std::vector<std::vector<std::string>> rows;
    if (data.columns.empty()) return rows;
    const data::LabelColumn& column = data.columns.front();
    std::map<std::int64_t, std::int64_t> counts;
    for (const std::int64_t place : places)
        if (static_cast<std::size_t>(place) < column.values.size())
            ++counts[column.values[static_cast<std::size_t>(place)]];
    std::vector<std::pair<std::int64_t, std::int64_t>> sorted(counts.begin(), counts.end());
    std::ranges::stable_sort(sorted, [](const auto& a, const auto& b) { return a.second > b.second; });
    for (const auto& [value, count] : sorted) {
        const bool named = value >= 0 && static_cast<std::size_t>(value) < column.names.size();
        rows.push_back({named ? column.names[static_cast<std::size_t>(value)] : "–", groupedText(count)});
    }
    return rows;
}

}  // namespace

std::string selectionsSection(const ReportData& data, const ReportOptions& options) {
    std::string out;
    std::size_t shown = 0;
    for (const NamedSelection& selection : data.selections) {
        std::vector<std::int64_t> places;
        const std::int64_t count = data.images ? data.images->count : 0;
        for (const std::int64_t image : selection.images)
            if (image >= 0 && (count == 0 || image < count)) places.push_back(image);
        if (places.empty() || shown == kMostSelections) continue;
        ++shown;
        const auto rows = valuesOf(data, places);
        std::string commonest;
        for (std::size_t i = 0; i < std::min<std::size_t>(3, rows.size()); ++i)
            commonest += (i ? ", " : "") + rows[i][0] + " " + rows[i][1];
        out += "<figure><h3>" + escape(selection.name) + "</h3>";
        if (options.thumbnails && data.images && !data.images->pixels.empty()) {
            const data::ImageSet sample = sampleOf(*data.images, places);
            const ThumbnailSheet sheet = makeThumbnails(sample, static_cast<std::int64_t>(kMostImages), 15);
            out += "<img class=\"sheet\" src=\"" + sheet.uri + "\" width=\"" +
                   std::to_string(sheet.perRow * sheet.tile) + "\" alt=\"" +
                   escape("Contact sheet of " + std::to_string(sample.count) + " of the " +
                          std::to_string(places.size()) + " images of the selection " + selection.name +
                          (commonest.empty() ? "" : ": " + commonest)) +
                   "\">";
        }
        out += "<figcaption>" + groupedText(static_cast<std::int64_t>(places.size())) + " images" +
               (commonest.empty() ? "" : escape(": " + commonest)) + ".</figcaption>";
        if (!rows.empty())
            out += "<details><summary>The table behind it</summary>" +
                   htmlTable({data.columns.front().name, "images"}, rows) + "</details>";
        out += "</figure>\n";
    }
    if (out.empty()) return {};
    return "<h2 id=\"selections\">Named selections</h2>\n<p>Chosen by a person on a map; what a selection "
           "shows is a "
           "hint, not a finding.</p>\n" +
           out;
}

}  // namespace selfsight::store
