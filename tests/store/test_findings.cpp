#include "core/error.h"
#include "store/findings.h"
#include "store/markdown.h"
#include "store/report.h"
#include "store/workspace.h"
#include "support/temporary_folder.h"

#include <doctest/doctest.h>
#include <thread>

using namespace selfsight;
using namespace selfsight::store;

namespace {

Findings someFindings() {
    Findings findings;
    findings.selections.push_back({"s1", "clocks on grass", "2026-11-24T08:00:00Z", "abc", {1, 5, 9}});
    findings.notes.push_back({"n1",
                              Note::Target::Selection,
                              "**Clocks** on grass\nare `alike`",
                              "c",
                              "2026-11-24T09:00:00Z",
                              "abc",
                              {1, 5},
                              {}});
    findings.notes.push_back({"n2", Note::Target::Comparison, "# All four", "c", "d", "", {}, {"r1", "r2"}});
    findings.labels.push_back({"shape", "abc", {"round", "square"}, {{1, 2}, {7}}});
    return findings;
}

}  // namespace

TEST_CASE("findings come back as they were, and leave the rest of the workspace alone") {
    const test::TemporaryFolder folder;
    Workspace workspace(folder.path() / "w");
    auto document = workspace.document();
    document["queue"] = {1, 2, 3};
    workspace.writeDocument(document);
    writeFindings(workspace, someFindings());
    const Findings read = readFindings(workspace);
    REQUIRE(read.selections.size() == 1);
    CHECK(read.selections[0].name == "clocks on grass");
    CHECK(read.selections[0].images == std::vector<std::int64_t>{1, 5, 9});
    REQUIRE(read.notes.size() == 2);
    CHECK(read.notes[0].title() == "Clocks on grass");
    CHECK(read.notes[1].title() == "All four");
    CHECK(read.notes[1].target == Note::Target::Comparison);
    CHECK(read.notes[1].runs == std::vector<std::string>{"r1", "r2"});
    REQUIRE(read.labels.size() == 1);
    CHECK(read.labels[0].values(9) == Labels{-1, 0, 0, -1, -1, -1, -1, 1, -1});
    CHECK(workspace.document()["queue"].size() == 3);
    // A workspace that never had any.
    Workspace other(folder.path() / "other");
    CHECK(readFindings(other).notes.empty());
}

TEST_CASE("programs that change findings at the same time lose none") {
    const test::TemporaryFolder folder;
    const Workspace made(folder.path() / "w");
    constexpr int each = 40;
    std::vector<std::thread> writers;
    for (int w = 0; w < 4; ++w)
        writers.emplace_back([&, w] {
            Workspace own(folder.path() / "w");
            for (int i = 0; i < each; ++i)
                changeFindings(own, [&](Findings& findings) {
                    findings.selections.push_back(
                        {std::to_string(w) + "-" + std::to_string(i), "n", "c", "h", {i}});
                });
        });
    for (std::thread& writer : writers) writer.join();
    const Findings all = readFindings(made);
    CHECK(all.selections.size() == 4 * each);
    // What a change throws leaves the file as it was.
    Workspace own(folder.path() / "w");
    CHECK_THROWS_AS(changeFindings(own,
                                   [](Findings& f) {
                                       f.selections.clear();
                                       throw usageError("no");
                                   }),
                    RuntimeError);
    CHECK(readFindings(made) == all);
}

TEST_CASE("two texts of one note are both kept") {
    CHECK(mergedText("theirs", "mine") == "theirs\n\n---\n\nmine");
    CHECK(mergedText("a", "a and b") == "a and b");
    CHECK(mergedText("a and b", "b") == "a and b");
    CHECK(mergedText("", "mine") == "mine");
}

TEST_CASE("an image has one hand-made value") {
    HandLabels labels{"shape", "abc", {}, {}};
    labels.assign("round", {3, 1, 3});
    labels.assign("square", {1, 2});
    CHECK(labels.values(5) == Labels{-1, 1, 1, 0, -1});
    labels.assign("round", {2});
    CHECK(labels.values(5) == Labels{-1, 1, 0, 0, -1});
    CHECK(labels.names == std::vector<std::string>{"round", "square"});
}

TEST_CASE("findings of another shape are refused with the file's name") {
    for (const char* text :
         {R"({"notes": 3})", R"({"notes": [3]})", R"({"notes": [{"on": "moon"}]})",
          R"({"selections": [{"images": [-1]}]})", R"({"selections": [{"images": "all"}]})",
          R"({"selections": [{"images": [3e65]}]})", R"({"selections": [{"images": [0.5]}]})",
          R"({"labels": [{"values": []}]})", R"({"labels": [{"column": "c", "values": 7}]})"}) {
        CAPTURE(text);
        CHECK_THROWS_WITH_AS(Findings::fromJson(nlohmann::json::parse(text), "some/workspace.json"),
                             doctest::Contains("some/workspace.json"), RuntimeError);
    }
}

TEST_CASE("notes become HTML that holds nothing but what Markdown asks for") {
    CHECK(markdownHtml("**a** and *b* and `c*d*`") ==
          "<p><strong>a</strong> and <em>b</em> and <code>c*d*</code></p>\n");
    CHECK(markdownHtml("# T\n\none\ntwo\n\n- x\n- y\n\n1. z") ==
          "<h4>T</h4>\n<p>one two</p>\n<ul>\n<li>x</li>\n<li>y</li>\n</ul>\n<ol>\n<li>z</li>\n</ol>\n");
    CHECK(markdownHtml("> said\n> so") == "<blockquote>\n<p>said so</p>\n</blockquote>\n");
    CHECK(markdownHtml("[here](https://example.org/a?b=1&c=2)") ==
          "<p><a href=\"https://example.org/a?b=1&amp;c=2\">here</a></p>\n");
    for (const char* hostile : {"<script>alert(1)</script>", "[x](javascript:alert(1))",
                                "[x](https://a\" onclick=\"b)", "**<img src=x onerror=y>**", "`</code><b>`",
                                "# <iframe>", "- <svg/onload=a>", "[<b>](https://a.b)"}) {
        const std::string html = markdownHtml(hostile);
        CAPTURE(html);
        for (const char* element : {"<script", "<img", "<iframe", "<svg", "<b>", "href=\"java"})
            CHECK(html.find(element) == std::string::npos);
        CHECK(html.find("\" onclick") == std::string::npos);
    }
    CHECK(markdownHtml("").empty());
    for (const char* odd :
         {"*", "**", "`", "[", "[]()", "* ", "#", "1.", "a ** b", "**a", "***", "\n\n\n", ">"})
        markdownHtml(odd);
    CHECK(markdownHtml("2 * 3 * 4") == "<p>2 * 3 * 4</p>\n");
}

TEST_CASE("notes are part of the report of their runs and images") {
    const test::TemporaryFolder folder;
    Workspace workspace(folder.path() / "w");
    RunRecord record;
    record.method = "byol";
    record.dataHash = "abc";
    const std::string run = workspace.createRun(record).record().id;
    Findings findings = someFindings();
    findings.notes.push_back({"n3", Note::Target::Map, "Of *this* map <b>", "c", "d", "", {}, {run}});
    findings.notes.push_back({"n4", Note::Target::Selection, "elsewhere", "c", "d", "other", {1}, {run}});
    writeFindings(workspace, findings);
    Comparison comparison;
    comparison.runs = {run};
    const ReportData data = gatherReport(workspace, comparison, "notebook");
    REQUIRE(data.notes.size() == 2);
    const std::string page = renderReport(data);
    CHECK(page.find("<strong>Clocks</strong> on grass are <code>alike</code>") != std::string::npos);
    CHECK(page.find("Of <em>this</em> map &lt;b&gt;") != std::string::npos);
    CHECK(page.find("elsewhere") == std::string::npos);
}

TEST_CASE("a label column made by hand joins a run's embeddings") {
    const test::TemporaryFolder folder;
    Workspace workspace(folder.path() / "w");
    RunRecord record;
    record.method = "byol";
    RunFolder run = workspace.createRun(record);
    EmbeddingInfo info;
    info.labels = {{"class", {"a", "b"}, {0, 1, 0}}, {"my shape", {"x"}, {0, 0, 0}}};
    info.extraction = "eval";
    run.writeEmbeddings("test", Matrix(3, 4), info);
    run.writeLabels("test", {"my_shape", {"round", "square"}, {0, -1, 1}});
    run.writeLabels("test", {"my shape", {"x", "y"}, {1, 1, 0}});
    const EmbeddingInfo read = run.embeddingInfo("test");
    REQUIRE(read.labels.size() == 3);
    CHECK(run.labels("test", "my_shape") == Labels{0, -1, 1});
    CHECK(run.labels("test", "my shape") == Labels{1, 1, 0});
    CHECK(run.labels("test") == Labels{0, 1, 0});
    CHECK(read.extraction == "eval");
    CHECK_THROWS_AS(run.writeLabels("test", {"class", {}, {0, 0, 0}}), RuntimeError);
    CHECK_THROWS_AS(run.writeLabels("test", {"short", {}, {0}}), LogicError);
}
