// The report: what it holds, that nothing from a file breaks out of it, and the small SVG writer beneath it.
#include "core/json.h"
#include "core/random.h"
#include "store/report.h"
#include "store/report_page.h"
#include "store/report_palette.h"
#include "store/report_svg.h"
#include "support/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <regex>
#include <set>
#include <string>

using namespace selfsight;
using namespace selfsight::store;

namespace {

std::size_t occurrences(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
    return count;
}

// A report of two encoders on 60 images in 6 classes of 3 superclasses.
ReportData sample() {
    constexpr std::int64_t n = 60;
    ReportData data;
    data.title = "Comparison on demo";
    data.protocol = "notebook";
    data.command = "selfsight-cli compare --data demo";
    data::LabelColumn classes{"class", {"a", "b", "c", "d", "e", "f"}, {}};
    data::LabelColumn superclasses{"superclass", {"x", "y", "z"}, {}};
    auto images = std::make_shared<data::ImageSet>();
    images->count = n;
    images->height = images->width = 32;
    images->pixels.assign(static_cast<std::size_t>(n * 3 * 32 * 32), 90);
    for (std::int64_t i = 0; i < n; ++i) {
        classes.values.push_back(i % 6);
        superclasses.values.push_back(i % 6 / 2);
    }
    data.columns = {classes, superclasses};
    data.images = images;
    RandomStream random(7, "report");
    for (const char* method : {"supervised", "byol"}) {
        ReportMember member;
        member.run.id = std::string("20260101-000000-") + method;
        member.run.method = method;
        member.run.dataKind = "cifar100";
        member.run.state = RunState::Succeeded;
        member.run.encoder = "notebook";
        member.run.imagesSeen = 1000;
        member.run.recipe = {{"name", "quick"}};
        member.metrics.columns = {"step", "epoch", "images_seen", "train_loss", "val_accuracy"};
        for (int row = 0; row < 40; ++row)
            member.metrics.rows.push_back({row * 10.0, row * 0.1, row * 100.0, 3.0 / (1 + row),
                                           row % 10 == 9 ? row * 0.01 : std::nan("")});
        eval::ProbeResult probe;
        probe.protocol = "notebook";
        probe.extraction = "eval";
        probe.accuracy = 0.6;
        probe.interval = {0.36, 0.8};
        probe.fitCount = 45;
        probe.testCount = 15;
        probe.classCount = 6;
        probe.chance = 1.0 / 6;
        for (std::int64_t i = 0; i < 15; ++i) {
            probe.testIndices.push_back(i * 4);
            probe.truth.push_back(i * 4 % 6);
            probe.predicted.push_back(i < 9 ? i * 4 % 6 : (i * 4 + 1) % 6);
        }
        member.probe = probe;
        map::MapResult map;
        map.points = Matrix(n, 2);
        for (float& value : map.points.values) value = static_cast<float>(random.normal());
        member.map = map;
        member.mapName = "tsne-p30-s0";
        member.purity = {{"class", 0.5, 0.15, 20}};
        data.members.push_back(member);
    }
    return data;
}

}  // namespace

TEST_CASE("a report holds every part and reaches for nothing outside itself") {
    const std::string page = renderReport(sample());
    for (const char* part :
         {"0.600", "0.360 – 0.800", "t-SNE", "Trustworthiness", "do <em>not</em> say", "McNemar", "Purity",
          "selfsight-cli compare --data demo", "training loss", "0.5908", "0.3164", "<table>"}) {
        CAPTURE(part);
        CHECK(page.find(part) != std::string::npos);
    }
    // No address but the name of the SVG standard; no link, no outside image, style or script.
    CHECK(occurrences(page, "://") == occurrences(page, "http://www.w3.org/2000/svg"));
    CHECK(std::regex_search(page, std::regex("default-src 'none'")));
    for (const char* tag : {"<link", "<iframe", "<img", "src=\"", "@import", "fetch("}) {
        CAPTURE(tag);
        CHECK(page.find(tag) == std::string::npos);
    }
    // Every figure has its text.
    CHECK(occurrences(page, "<svg") == occurrences(page, "role=\"img\" aria-label=\""));
}

TEST_CASE("every figure has a text that says its numbers and a table behind it that has them") {
    ReportData data = sample();
    for (ReportMember& member : data.members) {
        eval::LabelEfficiency few, all;
        few.perClass = 1;
        few.fitCount = 6;
        few.accuracy = {0.2345, 0.2, 0.27};
        all.perClass = -1;
        all.fitCount = 45;
        all.accuracy = {0.4567, 0.42, 0.49};
        member.evaluation.efficiency = {few, all};
    }
    data.selections = {{"1", "odd ones", "", "hash", {1, 7, 13}}};
    const std::string page = renderReport(data);
    // The pictures of a section, each with its text; behind them in the same section, the tables.
    struct Picture {
        std::string section, text, tables;
    };
    std::vector<Picture> pictures;
    const std::regex picture("<svg[^>]*role=\"img\" aria-label=\"([^\"]*)\"|<img[^>]*alt=\"([^\"]*)\"");
    for (std::size_t at = page.find("<h2"); at != std::string::npos;) {
        const std::size_t end = std::min(page.find("<h2", at + 1), page.size());
        const std::string section = page.substr(at, end - at);
        for (std::sregex_iterator it(section.begin(), section.end(), picture), none; it != none; ++it) {
            const std::string after = section.substr(static_cast<std::size_t>(it->position() + it->length()));
            std::string tables;
            for (std::size_t open = after.find("<table"); open != std::string::npos;
                 open = after.find("<table", open + 1))
                tables += after.substr(open, after.find("</table>", open) - open);
            pictures.push_back(
                {section.substr(0, section.find('>')), (*it)[1].str() + (*it)[2].str(), tables});
        }
        at = end == page.size() ? std::string::npos : end;
    }
    std::string all;
    for (const Picture& each : pictures) all += each.tables;
    const std::size_t trust = page.find("How far the maps can be trusted");
    REQUIRE(trust != std::string::npos);
    all += page.substr(trust, page.find("</table>", trust) - trust);
    CHECK(pictures.size() == occurrences(page, "<svg") + occurrences(page, "<img"));
    // Bars, two maps, a contact sheet, label efficiency, two curves.
    CHECK(pictures.size() == 7);
    const std::regex number("[0-9]+\\.[0-9]+");
    for (const Picture& each : pictures) {
        CAPTURE(each.section);
        CAPTURE(each.text);
        CHECK(each.text.size() > 40);
        CHECK(occurrences(each.tables, "<tr") >= 2);
        CHECK(occurrences(each.tables, "<th scope=\"col\"") >= 2);
        // What the text says of a figure's numbers stands in the table, too.
        for (std::sregex_iterator it(each.text.begin(), each.text.end(), number), none; it != none; ++it) {
            CAPTURE(it->str());
            // Trust in the maps has a table of its own in a later section.
            CHECK(
                (each.tables + (each.section.find("maps") != std::string::npos ? all : "")).find(it->str()) !=
                std::string::npos);
        }
    }
    const auto texts = [&](const std::string& word) {
        return std::ranges::count_if(
            pictures, [&](const Picture& each) { return each.text.find(word) != std::string::npos; });
    };
    CHECK(texts("Supervised 0.600") == 1);
    CHECK(texts("Map of the BYOL embedding") == 1);
    CHECK(texts("0.235") + texts("0.234") == 1);
    CHECK(texts("training loss by epoch") == 1);
    CHECK(texts("odd ones") == 1);
}

TEST_CASE("named selections appear as contact sheets with text and table") {
    ReportData data = sample();
    data.selections = {{"1", "odd <ones>", "", "hash", {1, 7, 13, 2, 999}},
                       {"2", "none of ours", "", "hash", {5000}}};
    const std::string page = renderReport(data);
    CHECK(page.find("odd &lt;ones&gt;") != std::string::npos);
    CHECK(page.find("none of ours") == std::string::npos);
    CHECK(
        page.find("alt=\"Contact sheet of 4 of the 4 images of the selection odd &lt;ones&gt;: b 3, c 1\"") !=
        std::string::npos);
    CHECK(occurrences(page, "src=\"data:image/jpeg;base64,") == 1);
    CHECK(occurrences(page, "<img") == 1);
    // The person's images are left out where the report is to be handed on.
    CHECK(renderReport(data, {.thumbnails = false}).find("<img") == std::string::npos);
}

TEST_CASE("marks of the notebook appear under its protocol on its data only") {
    ReportData data = sample();
    CHECK(publishedAccuracy(data.members[0].run, "notebook") == doctest::Approx(0.5908));
    CHECK_FALSE(publishedAccuracy(data.members[0].run, "standard"));
    data.members[0].run.dataKind = "demo";
    CHECK_FALSE(publishedAccuracy(data.members[0].run, "notebook"));
    data.members[1].run.dataKind = "demo";
    CHECK(renderReport(data).find("0.5908") == std::string::npos);
}

TEST_CASE("names from files are text, never markup or script") {
    ReportData data = sample();
    const std::string hostile = "</script><script>alert(1)</script>\"'&<b>";
    data.title = hostile;
    data.command = hostile;
    data.columns[0].names[0] = hostile;
    data.columns[1].names[0] = hostile;
    data.columns[1].name = "superclass";
    data.members[0].run.id = hostile;
    data.members[0].run.notes = hostile;
    data.members[0].run.recipe = {{"name", hostile}};
    data.members[0].run.method = hostile;
    data.members[0].mapName = hostile;
    data.members[0].metrics.columns[3] = hostile;
    data.differences = {hostile};
    const std::string page = renderReport(data);
    CHECK(page.find("<script>alert") == std::string::npos);
    CHECK(page.find("<b>") == std::string::npos);
    // One script for hovering, one element of data; each ends once.
    CHECK(occurrences(page, "<script") == 2);
    CHECK(occurrences(page, "</script>") == 2);
}

TEST_CASE("without images or maps the report still stands") {
    ReportData data = sample();
    data.images = nullptr;
    CHECK(renderReport(data).find("image/jpeg") == std::string::npos);
    CHECK(renderReport(sample(), {.thumbnails = false}).find("image/jpeg") == std::string::npos);
    CHECK(renderReport(sample()).find("image/jpeg") != std::string::npos);
    data.columns.clear();
    for (ReportMember& member : data.members) {
        member.map.reset();
        member.probe.reset();
        member.purity.clear();
        member.metrics = {};
    }
    const std::string page = renderReport(data);
    CHECK(page.find("not measured") != std::string::npos);
    CHECK(page.find("id=\"map0\"") == std::string::npos);
}

TEST_CASE("thumbnails are limited in number and size") {
    data::ImageSet images;
    images.count = 101;
    images.height = 100;
    images.width = 80;
    images.pixels.assign(static_cast<std::size_t>(images.count * 3 * 100 * 80), 128);
    const ThumbnailSheet sheet = makeThumbnails(images, 50);
    CHECK(sheet.stride == 3);
    CHECK(sheet.tile <= 48);
    CHECK(sheet.tile % 16 == 0);
    CHECK(sheet.rows * sheet.perRow >= (images.count + sheet.stride - 1) / sheet.stride);
    CHECK(sheet.uri.starts_with("data:image/jpeg;base64,/9j/"));
}

TEST_CASE("what is not like for like is named") {
    std::vector<RunRecord> runs(3);
    runs[0].method = "supervised";
    runs[1].method = "byol";
    runs[2].method = "random";
    for (RunRecord& run : runs) {
        run.encoder = "notebook";
        run.imagesSeen = 1000;
    }
    runs[2].imagesSeen = 0;  // untrained: not a difference in images seen
    std::vector<std::optional<eval::ProbeResult>> probes(3);
    CHECK(likeForLikeDifferences(runs, probes).empty());
    runs[1].imagesSeen = 52345;
    runs[1].width = 0.5;
    probes[0].emplace().extraction = "eval";
    probes[1].emplace().extraction = "notebook";
    const std::vector<std::string> differences = likeForLikeDifferences(runs, probes);
    REQUIRE(differences.size() == 3);
    CHECK(differences[0].starts_with("width"));
    CHECK(differences[0].find("BYOL 0.5") != std::string::npos);
    CHECK(differences[1].find("52,345") != std::string::npos);
    CHECK(differences[2].find("notebook") != std::string::npos);
}

TEST_CASE("ticks are round, within the range and evenly spaced") {
    RandomStream random(3, "ticks");
    for (int trial = 0; trial < 200; ++trial) {
        const double low = random.uniform(-1000, 1000);
        const double high = low + std::pow(10.0, random.uniform(-3, 4));
        const std::vector<double> ticks = svg::ticks(low, high, 5);
        REQUIRE(ticks.size() >= 2);
        CHECK(ticks.size() <= 11);
        const double step = ticks[1] - ticks[0];
        for (std::size_t i = 0; i < ticks.size(); ++i) {
            CHECK(ticks[i] >= low - 1e-6 * step);
            CHECK(ticks[i] <= high + 1e-6 * step);
            if (i) CHECK(ticks[i] - ticks[i - 1] == doctest::Approx(step));
        }
        const double leading = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
        CHECK((std::abs(leading - 1) < 1e-6 || std::abs(leading - 2) < 1e-6 || std::abs(leading - 5) < 1e-6));
    }
}

TEST_CASE("a long curve is thinned and keeps its extremes") {
    svg::LineChart chart;
    svg::Series series{"loss", "#000000", "", {}, {}};
    for (int i = 0; i < 100000; ++i) {
        series.x.push_back(i);
        series.y.push_back(i == 54321 ? 100.0 : i == 12345 ? -100.0 : 0.0);
    }
    chart.series.push_back(series);
    const std::string text = svg::render(chart);
    CHECK(text.size() < 60000);
    // The spike up and the spike down reach the same distance from the middle.
    std::set<std::string> heights;
    const std::regex point("[ML]([0-9.]+) ([0-9.]+)");
    for (std::sregex_iterator it(text.begin(), text.end(), point), end; it != end; ++it)
        heights.insert((*it)[2]);
    CHECK(heights.size() == 3);
}

TEST_CASE("a bar says its interval, one-sided at the ends of the scale") {
    svg::BarChart chart;
    chart.bars = {
        {"none", "#000000", 0, 0, 0.071}, {"half", "#000000", 0.5, 0.4, 0.6}, {"all", "#000000", 1, 0.93, 1}};
    const std::string drawn = svg::render(chart);
    CHECK(drawn.find(">0.000 + 0.071<") != std::string::npos);
    CHECK(drawn.find(">0.500 ± 0.100<") != std::string::npos);
    CHECK(drawn.find(">1.000 − 0.070<") != std::string::npos);
}

TEST_CASE("points keep their proportions and stay in the frame") {
    Matrix points(4, 2);
    points.values = {0, 0, 10, 0, 10, 5, 0, 5};
    const std::vector<int> placed = svg::placePoints(points);
    for (const int value : placed) {
        CHECK(value >= 0);
        CHECK(value <= svg::kMapUnits);
    }
    CHECK(placed[2] - placed[0] == 2 * (placed[1] - placed[7]));  // twice as wide as high
    CHECK(placed[1] > placed[7]);                                 // up is up
    points.values = {1, 1, 1, 1, 1, 1, 1, 1};
    for (const int value : svg::placePoints(points)) CHECK(value == svg::kMapUnits / 2);
}

TEST_CASE("colours: one hue a group, all different, the same every time") {
    std::vector<int> group;
    for (int v = 0; v < 100; ++v) group.push_back(v / 5);
    const std::vector<std::string> colours = svg::groupedColours(group, 20);
    CHECK(std::set<std::string>(colours.begin(), colours.end()).size() == 100);
    CHECK(svg::groupedColours(group, 20) == colours);
    CHECK(svg::groupedColours({-1}, 3).front() == svg::kUnlabelled);
    CHECK(svg::encoderStyle("byol", 0).colour == "#d55e00");
    CHECK(svg::encoderStyle("byol", 1).colour != "#d55e00");
}
