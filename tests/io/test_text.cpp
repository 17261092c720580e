#include "core/random.h"
#include "io/atomic_file.h"
#include "io/csv.h"
#include "io/file.h"
#include "io/json_file.h"
#include "support/hostile.h"
#include "support/paths.h"
#include "support/python.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <doctest/doctest.h>
#include <filesystem>
#include <limits>

using namespace selfsight;
using namespace selfsight::io;
using selfsight::test::TemporaryFolder;

TEST_CASE("CSV: quotes, newlines inside of fields, both line ends, the spreadsheet's mark") {
    const auto rows = parseCsv(
        "\xef\xbb\xbf"
        "a,\"b \"\"c\"\"\",d\r\n1,\"two\nlines\",\n\n,,x",
        "t.csv");
    REQUIRE(rows.size() == 3);
    CHECK(rows[0] == CsvRow{"a", "b \"c\"", "d"});
    CHECK(rows[1] == CsvRow{"1", "two\nlines", ""});
    CHECK(rows[2] == CsvRow{"", "", "x"});
    for (const auto& row : rows) CHECK(parseCsv(csvLine(row), "t.csv") == std::vector<CsvRow>{row});
    CHECK_THROWS_AS(parseCsv("a,\"b", "t.csv"), RuntimeError);
    CHECK_THROWS_AS(parseCsv("\"a\"b,c", "t.csv"), RuntimeError);
    CHECK_THROWS_AS(parseCsv("a,b,c", "t.csv", {.columns = 2}), RuntimeError);
    CHECK_THROWS_AS(parseCsv("a\nb\nc\n", "t.csv", {.rows = 2}), RuntimeError);
}

TEST_CASE("tables of numbers: blanks, words of floating point, a torn last line, errors with their line") {
    const auto table = parseNumberTable("epoch,step,loss\n0,1,0.5\n0,2,\n1,3,nan\n1,4,-inf\n1,5,0.", "m.csv");
    CHECK(table.columns == std::vector<std::string>{"epoch", "step", "loss"});
    REQUIRE(table.rows.size() == 4);
    CHECK(table.rows[0] == std::vector<double>{0, 1, 0.5});
    CHECK(std::isnan(table.rows[1][2]));
    CHECK(std::isnan(table.rows[2][2]));
    CHECK(table.rows[3][2] == -std::numeric_limits<double>::infinity());
    CHECK(table.bytesRead == 46);
    CHECK(parseNumberTable("", "m.csv").columns.empty());
    CHECK(parseNumberTable("a,b", "m.csv").columns.empty());
    const auto message = [](const char* text) -> std::string {
        try {
            parseNumberTable(text, "m.csv");
        } catch (const RuntimeError& error) {
            return error.what();
        }
        return "accepted";
    };
    CHECK(message("a,b\n1,2\n1,x\n").find("m.csv: line 3: 'x'") == 0);
    CHECK(message("a,b\n1\n").find("line 2") != std::string::npos);
    CHECK(message("a,b\n1,2,3\n").find("line 2") != std::string::npos);
}

TEST_CASE("numbers as text read back the same, in Python too") {
    std::vector<double> values{
        0, -1, 100000, 1e15, 1e16, 0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 1e-5, -123456.75};
    RandomStream random(7, "numbers");
    for (int i = 0; i < 2000; ++i)
        values.push_back(std::ldexp(random.uniform(-1, 1), static_cast<int>(random.below(200)) - 100));
    std::string text = "v\n";
    for (const double value : values) {
        CHECK(std::strtod(numberText(value).c_str(), nullptr) == value);
        text += numberText(value) + "\n";
    }
    CHECK(numberText(100000) == "100000");
    CHECK(numberText(NAN) == "nan");
    const TemporaryFolder folder;
    writeFileAtomic(folder / "n.csv", text);
    const std::string output = test::requirePython(R"(
import sys, pandas as pd
for v in pd.read_csv(sys.argv[1], float_precision='round_trip').v: print(repr(float(v)))
)",
                                                   {(folder / "n.csv").string()});
    std::size_t at = 0;
    for (const double value : values) {
        CHECK(std::strtod(output.c_str() + at, nullptr) == value);
        at = output.find('\n', at) + 1;
    }
    CHECK(at == output.size());
}

TEST_CASE("JSON: limits, messages with the place, types that are checked") {
    CHECK(parseJson("{\"a\": [1, 2]}", "j")["a"][1] == 2);
    CHECK_THROWS_AS(parseJson("{\"a\": [1, 2}", "j"), RuntimeError);
    CHECK_THROWS_AS(parseJson("", "j"), RuntimeError);
    CHECK_THROWS_AS(parseJson("{\"a\":\"\xff\"}", "j"), RuntimeError);
    CHECK_THROWS_AS(parseJson(std::string(200'000, '['), "j"), RuntimeError);
    CHECK_NOTHROW(parseJson("\"" + std::string(1000, '[') + "\"", "j"));
    CHECK_THROWS_AS(parseJson("[1,2,3]", "j", {.bytes = 3}), RuntimeError);
    CHECK_THROWS_AS(parseJson("{\"a\":1,\"a\":2}", "j", {.uniqueKeys = true}), RuntimeError);
    CHECK(parseJson("{\"a\":{\"b\":1},\"b\":{\"b\":2}}", "j", {.uniqueKeys = true}).size() == 2);

    const auto object = parseJson(R"({"n": 3, "f": 1.5, "t": "x", "null": null, "neg": -1, "b": true})", "j");
    CHECK(jsonValue<int>(object, "n", 0, "j") == 3);
    CHECK(jsonValue<int>(object, "absent", 7, "j") == 7);
    CHECK(jsonValue<int>(object, "null", 7, "j") == 7);
    CHECK(jsonValue<double>(object, "n", 0, "j") == 3);
    CHECK_THROWS_AS(jsonValue<int>(object, "f", 0, "j"), RuntimeError);
    CHECK_THROWS_AS(jsonValue<int>(object, "t", 0, "j"), RuntimeError);
    CHECK_THROWS_AS(jsonValue<std::string>(object, "n", "", "j"), RuntimeError);
    CHECK_THROWS_AS(jsonValue<std::uint64_t>(object, "neg", 0, "j"), RuntimeError);
    CHECK_THROWS_AS(jsonValue<bool>(object, "n", false, "j"), RuntimeError);
    CHECK(jsonValue<bool>(object, "b", false, "j"));
    CHECK(jsonText({{"a", "\xff"}, {"n", NAN}}).find("null") != std::string::npos);
}

TEST_CASE("JSON: a whole number is one, within its type, also in lists") {
    using nlohmann::json;
    const json numbers =
        json::parse(R"({"half": 1.5, "one": 1.0, "vast": 1e70, "below": -1e70, "minus": -1, "big": 4294967296,
        "most": 18446744073709551615, "list": [1, 2, 1e70], "text": "1", "ok": [0, 255]})");
    for (const char* key : {"half", "one", "vast", "below", "text", "list"}) {
        CAPTURE(key);
        CHECK_THROWS_AS(numbers[key].get<std::int64_t>(), json::type_error);
    }
    CHECK_THROWS_AS(numbers["big"].get<int>(), json::out_of_range);
    CHECK_THROWS_AS(numbers["minus"].get<std::size_t>(), json::out_of_range);
    CHECK_THROWS_AS(numbers["most"].get<std::int64_t>(), json::out_of_range);
    CHECK_THROWS_AS(numbers["big"].get<float>() > 0 ? numbers.value("big", 0) : 0, json::out_of_range);
    CHECK_THROWS_AS(numbers["list"].get<std::vector<std::int64_t>>(), json::type_error);
    CHECK(numbers["most"].get<std::uint64_t>() == UINT64_MAX);
    CHECK(numbers["ok"].get<std::vector<std::uint8_t>>() == std::vector<std::uint8_t>{0, 255});
    CHECK(numbers["one"].get<double>() == 1);
    CHECK(json(std::int16_t{-3}).dump() == "-3");
    CHECK_THROWS_WITH_AS(jsonValue<int>(numbers, "big", 0, "a.json"),
                         doctest::Contains("\"big\" is out of range"), RuntimeError);
    CHECK_THROWS_WITH_AS(jsonValue<std::vector<int>>(numbers, "list", {}, "a.json"),
                         doctest::Contains("a.json"), RuntimeError);
}

TEST_CASE(
    "JSON comes through core/json.h: a file that included it otherwise would convert numbers its own way") {
    namespace fs = std::filesystem;
    const std::string include = std::string("#include <nlohmann/") + "json.hpp>";
    int seen = 0;
    for (const char* room : {"engine", "app", "ui", "tests"}) {
        for (const auto& entry :
             fs::recursive_directory_iterator(test::testData("../../" + std::string(room)))) {
            const auto kind = entry.path().extension();
            if (kind != ".h" && kind != ".cpp") continue;
            CAPTURE(entry.path());
            const Bytes source = readFile(entry.path(), 10 << 20);
            const bool includes = asText(source).find(include) != std::string_view::npos;
            CHECK(includes == entry.path().native().ends_with("engine/core/json.h"));
            ++seen;
        }
    }
    CHECK(seen > 100);
}

TEST_CASE("a JSON file that was written carries its seal: another value is refused, another layout is not") {
    const TemporaryFolder folder;
    const auto file = folder / "a.json";
    const nlohmann::json written = {{"accuracy", 0.1},
                                    {"tiny", 5e-324},
                                    {"great", 18446744073709551615u},
                                    {"nan", NAN},
                                    {"text", "caf\xc3\xa9 \xff"},
                                    {"list", {1.0, -0.0, 3}}};
    writeJsonAtomic(file, written);
    const nlohmann::json read = readJson(file);
    CHECK_FALSE(read.contains(kSealKey));
    CHECK(read["accuracy"] == 0.1);
    CHECK(read["nan"].is_null());
    const std::string text(asText(readFile(file, 10000)));
    writeJsonAtomic(file, read);  // and again is the same
    CHECK(asText(readFile(file, 10000)) == text);
    writeFileAtomic(file, nlohmann::json::parse(text).dump());
    CHECK(readJson(file) == read);
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string damaged = text;
        damaged[at] ^= 1;
        writeFileAtomic(file, damaged);
        try {
            nlohmann::json found = readJson(file);
            for (const auto& [key, value] : read.items()) CHECK(found[key] == value);
        } catch (const RuntimeError& error) {
            CHECK(error.code() == ErrorCode::Input);
        }
    }
    std::string edited = text;
    edited.replace(edited.find("0.1"), 3, "0.2");
    writeFileAtomic(file, edited);
    CHECK_THROWS_WITH(readJson(file), doctest::Contains(kSealKey));
    edited.replace(edited.find(kSealKey), 4, "away");
    writeFileAtomic(file, edited);
    CHECK(readJson(file)["accuracy"] == 0.2);  // by hand, from Python
}

TEST_CASE("damaged text is refused or read, never more") {
    const std::string json = jsonText({{"a", {1, 2.5, "x\n\"y"}}, {"b", {{"c", nullptr}, {"d", true}}}});
    const Bytes bytes(json.begin(), json.end());
    const auto parse = [](const Bytes& damaged) { parseJson(asText(damaged), "j", {.uniqueKeys = true}); };
    CHECK(test::acceptedTruncations(bytes, parse) <= 1);  // all but the newline
    test::acceptedBitFlips(bytes, parse);
    const std::string csv = "epoch,step,\"a \"\"b\"\"\"\n0,1,0.5\n1,2,\n";
    const Bytes table(csv.begin(), csv.end());
    const auto numbers = [](const Bytes& damaged) { parseNumberTable(asText(damaged), "c"); };
    const auto cells = [](const Bytes& damaged) { parseCsv(asText(damaged), "c"); };
    test::acceptedTruncations(table, numbers);
    test::acceptedTruncations(table, cells);
    test::acceptedBitFlips(table, numbers);
    test::acceptedBitFlips(table, cells);
}
