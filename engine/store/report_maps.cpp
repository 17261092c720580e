// The maps of a report: drawn points that print, and the data by which the script shows what is under the
// mouse.
#include "io/image.h"
#include "store/report_page.h"
#include "store/report_palette.h"
#include "store/report_sections.h"
#include "store/report_svg.h"

#include <algorithm>
#include <cmath>

namespace selfsight::store {

using nlohmann::json;
using svg::escape;

namespace {

// A label column as a colouring of the map: one path a value, one legend entry a value or a superclass.
struct Colouring {
    std::string title;
    svg::Layer layer;
    std::vector<std::string> entries;  // of the legend
    std::vector<std::string> entryColours;
    std::vector<int> entryOf;  // value → entry; empty: the same
    std::vector<std::int64_t> entryCounts;
};

// The superclass of each class, from the images that carry both; −1 where there is none.
std::vector<int> parents(const data::LabelColumn& classes, const data::LabelColumn& superclasses) {
    std::vector<int> out(classes.names.size(), -1);
    for (std::size_t i = 0; i < classes.values.size() && i < superclasses.values.size(); ++i) {
        const auto value = classes.values[i];
        if (value >= 0 && static_cast<std::size_t>(value) < out.size())
            out[static_cast<std::size_t>(value)] = static_cast<int>(superclasses.values[i]);
    }
    return out;
}

Colouring colouringOf(const data::LabelColumn& column, const data::LabelColumn* superclasses) {
    Colouring out;
    const auto count = static_cast<int>(column.names.size());
    out.title = column.name;
    if (superclasses && superclasses != &column) {
        out.title += ", by superclass";
        out.entryOf = parents(column, *superclasses);
        out.layer.colours = svg::groupedColours(out.entryOf, static_cast<int>(superclasses->names.size()));
        out.entries = superclasses->names;
        // A superclass is shown in the legend by its middle shade.
        for (std::size_t g = 0; g < out.entries.size(); ++g) {
            std::vector<std::string> shades;
            for (std::size_t v = 0; v < out.entryOf.size(); ++v)
                if (out.entryOf[v] == static_cast<int>(g)) shades.push_back(out.layer.colours[v]);
            out.entryColours.push_back(shades.empty() ? svg::kUnlabelled : shades[shades.size() / 2]);
        }
    } else {
        out.layer.colours = svg::plainColours(count);
        out.entries = column.names;
        out.entryColours = out.layer.colours;
    }
    out.layer.name = column.name;
    out.layer.colours.emplace_back(svg::kUnlabelled);
    out.entryCounts.assign(out.entries.size(), 0);
    for (const std::int64_t value : column.values) {
        const bool known = value >= 0 && value < count;
        out.layer.groups.push_back(known ? static_cast<int>(value) : count);
        if (!known) continue;
        const int entry =
            out.entryOf.empty() ? static_cast<int>(value) : out.entryOf[static_cast<std::size_t>(value)];
        if (entry >= 0 && static_cast<std::size_t>(entry) < out.entryCounts.size())
            ++out.entryCounts[static_cast<std::size_t>(entry)];
    }
    return out;
}

// The label columns that belong to the n mapped images.
std::vector<data::LabelColumn> columnsFor(const ReportData& data, std::int64_t n) {
    std::vector<data::LabelColumn> out;
    for (const data::LabelColumn& column : data.columns)
        if (static_cast<std::int64_t>(column.values.size()) == n) out.push_back(column);
    return out;
}

std::string shortsBase64(const auto& values) {
    io::Bytes bytes;
    for (const auto value : values) {
        const auto word =
            static_cast<std::uint16_t>(static_cast<std::int16_t>(std::clamp<std::int64_t>(value, -1, 32767)));
        bytes.push_back(static_cast<std::uint8_t>(word & 255));
        bytes.push_back(static_cast<std::uint8_t>(word >> 8));
    }
    return io::base64(bytes);
}

std::string mapCaption(const ReportMember& member) {
    const map::MapOptions& options = member.map->options;
    std::string out;
    if (options.method == "tsne")
        out = "t-SNE, perplexity " + svg::number(options.perplexity, 4);
    else if (options.method == "umap")
        out = "UMAP, " + std::to_string(options.neighbours) + " neighbours";
    else
        out = options.method == "pca" ? "PCA" : options.method;
    out += ", seed " + std::to_string(options.seed) + ", of all " + groupedText(member.map->points.rows) +
           " " + member.map->split + " images. Trustworthiness " +
           fixedText(member.map->trust.trustworthiness, 3) + ", continuity " +
           fixedText(member.map->trust.continuity, 3) + " (k = " + std::to_string(member.map->trust.k) + ").";
    if (member.disparity > 0) {
        out += " Turned onto the first map; " + fixedText(100 * member.disparity, 0) +
               " % of the variance does not follow";
        if (member.disparityOfNull >= 0)
            out += " (" + fixedText(100 * member.disparityOfNull, 0) +
                   " % where only the map's seed differs)";
        out += ".";
    }
    return out;
}

std::string legendHtml(const Colouring& colouring, std::size_t layer) {
    std::string out = "<div class=\"legend\" data-layer=\"" + std::to_string(layer) + "\"" +
                      (layer == 0 ? "" : " style=\"display:none\"") +
                      " role=\"group\" aria-label=\"Legend: " + escape(colouring.title) + "\">";
    for (std::size_t g = 0; g < colouring.entries.size(); ++g) {
        if (colouring.entryCounts[g] == 0) continue;
        out += "<button type=\"button\" aria-pressed=\"false\" data-group=\"" + std::to_string(g) +
               "\"><span class=\"chip\" style=\"background:" + colouring.entryColours[g] + "\"></span>" +
               escape(colouring.entries[g]) + "</button>";
    }
    return out + "</div>\n";
}

std::string jsonForScript(const json& object) {
    // '<' would let a name end the script element.
    std::string text = object.dump(-1, ' ', false, json::error_handler_t::replace);
    std::string out;
    for (const char c : text) out += c == '<' ? std::string("\\u003c") : std::string(1, c);
    return out;
}

}  // namespace

std::string mapsSection(const ReportData& data, const ReportOptions& options) {
    std::vector<const ReportMember*> shown;
    for (const ReportMember& member : data.members) {
        // Hover links the maps by row, so that they must show the same images.
        if (member.map && (shown.empty() || shown.front()->map->points.rows == member.map->points.rows))
            shown.push_back(&member);
        if (shown.size() == 4) break;
    }
    if (shown.empty()) return {};
    const std::int64_t n = shown.front()->map->points.rows;
    const std::vector<data::LabelColumn> columns = columnsFor(data, n);
    const data::LabelColumn* superclasses = nullptr;
    for (const data::LabelColumn& column : columns)
        if (column.name == "superclass") superclasses = &column;
    std::vector<Colouring> colourings;
    for (const data::LabelColumn& column : columns)
        if (&column != superclasses)
            colourings.push_back(colouringOf(column, column.name == "class" ? superclasses : nullptr));
    if (colourings.empty()) {
        data::LabelColumn none{"images", {"image"}, Labels(static_cast<std::size_t>(n), 0)};
        colourings.push_back(colouringOf(none, nullptr));
    }

    json script = {{"n", n},
                   {"maps", json::array()},
                   {"columns", json::array()},
                   {"predictions", json::array()},
                   {"legends", json::array()},
                   {"sheet", nullptr}};
    for (const data::LabelColumn& column : columns)
        script["columns"].push_back(
            {{"name", column.name}, {"names", column.names}, {"values", shortsBase64(column.values)}});
    for (const Colouring& colouring : colourings)
        script["legends"].push_back(
            {{"of", colouring.entryOf.empty() ? json(nullptr) : json(colouring.entryOf)}});
    if (options.thumbnails && data.images && data.images->count == n && !data.images->pixels.empty()) {
        const ThumbnailSheet sheet = makeThumbnails(*data.images, options.thumbnailLimit);
        script["sheet"] = {{"uri", sheet.uri},
                           {"tile", sheet.tile},
                           {"perRow", sheet.perRow},
                           {"rows", sheet.rows},
                           {"stride", sheet.stride}};
    }

    std::string out =
        "<h2 id=\"maps\">What each encoder sees</h2>\n<div class=\"tools\"><label for=\"colour\">Colour "
        "by</label>"
        "<select id=\"colour\">";
    for (std::size_t l = 0; l < colourings.size(); ++l)
        out += "<option value=\"" + std::to_string(l) + "\">" + escape(colourings[l].title) + "</option>";
    out += "</select></div>\n";
    for (std::size_t l = 0; l < colourings.size(); ++l) out += legendHtml(colourings[l], l);
    out += "<div class=\"maps\">\n";
    for (std::size_t m = 0; m < shown.size(); ++m) {
        const ReportMember& member = *shown[m];
        svg::PointMap map;
        map.id = "map" + std::to_string(m);
        map.points = member.map->points;
        map.description = "Map of the " + memberLabel(data, member) + " embedding of " + groupedText(n) +
                          " images, coloured by " + colourings.front().title + ". " + mapCaption(member);
        for (const Colouring& colouring : colourings) map.layers.push_back(colouring.layer);
        script["maps"].push_back({{"id", map.id}, {"xy", shortsBase64(svg::placePoints(map.points))}});
        if (member.probe && !member.probe->testIndices.empty()) {
            std::vector<std::int64_t> predicted(static_cast<std::size_t>(n), -1);
            for (std::size_t i = 0;
                 i < member.probe->testIndices.size() && i < member.probe->predicted.size(); ++i) {
                const auto index = member.probe->testIndices[i];
                if (index >= 0 && index < n)
                    predicted[static_cast<std::size_t>(index)] = member.probe->predicted[i];
            }
            script["predictions"].push_back(
                {{"label", memberLabel(data, member)}, {"values", shortsBase64(predicted)}});
        }
        out += "<figure><h3>" + escape(memberLabel(data, member)) + "</h3>" + svg::render(map) +
               "<figcaption>" + escape(mapCaption(member)) + "</figcaption></figure>\n";
    }
    out +=
        "</div>\n<p>What the maps do <em>not</em> say: distances between clusters, their sizes and their "
        "densities carry no "
        "meaning; neither does an orientation. A cluster in a map is a hint, a number in the original space "
        "is evidence: see "
        "the purities below. Maps are turned onto the first one, so that a cluster is found where the eye "
        "expects it.</p>\n";
    std::vector<std::vector<std::string>> rows;
    for (const Colouring& colouring : colourings)
        for (std::size_t g = 0; g < colouring.entries.size(); ++g)
            if (colouring.entryCounts[g] > 0)
                rows.push_back(
                    {colouring.title, colouring.entries[g], groupedText(colouring.entryCounts[g])});
    out += "<details><summary>The table behind the colours</summary>" +
           htmlTable({"colouring", "value", "images"}, rows) +
           "<p>Positions of the points: <code>runs/&lt;run&gt;/maps/" + escape(shown.front()->mapName) +
           ".npy</code>, one row an image.</p></details>\n";
    return out + "<div id=\"card\" role=\"status\"></div>\n<script type=\"application/json\" id=\"points\">" +
           jsonForScript(script) + "</script>\n";
}

}  // namespace selfsight::store
