#include "io/atomic_file.h"
#include "io/file.h"
#include "io/json_file.h"
#include "io/npy.h"
#include "store/run_folder.h"
#include "support/hostile.h"
#include "support/python.h"
#include "support/temporary_folder.h"

#include <cmath>
#include <doctest/doctest.h>

using namespace selfsight;
using namespace selfsight::store;
using nlohmann::json;
using selfsight::test::requirePython;
using selfsight::test::TemporaryFolder;

namespace {

RunRecord someRecord() {
    RunRecord record;
    record.id = "20261124-081503-byol-s0-1f3a";
    record.name = "BYOL ü";
    record.notes = "a *note*\nof two lines";
    record.method = "byol";
    record.created = "2026-11-24T08:15:03.000Z";
    record.state = RunState::Paused;
    record.seed = 0xffffffffffffffffULL;
    record.dataKind = "demo";
    record.dataLocation = "demo:train=10";
    record.dataHash = "ab";
    record.trainCount = 9;
    record.validationCount = 1;
    record.testCount = 5;
    record.encoder = "notebook";
    record.width = 0.25;
    record.dimension = 257;
    record.parameters = 123;
    record.device = "cpu";
    record.threads = 2;
    record.precision = "float32";
    record.recipeName = "notebook";
    record.recipe = {{"optimiser.learning_rate", "0.0005"}};
    record.budget = "2m";
    record.steps = 100;
    record.stepsDone = 40;
    record.epochsDone = 1.5;
    record.imagesSeen = 2560;
    record.trainSeconds = 12.25;
    record.imagesPerSecond = 209;
    record.versions = {{"libtorch", "2.13.0"}};
    return record;
}

std::string messageOf(const auto& action) {
    try {
        action();
    } catch (const RuntimeError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a record comes back as it was") {
    const TemporaryFolder folder;
    const RunRecord record = someRecord();
    RunFolder::create(folder / record.id, record);
    const RunFolder opened(folder / record.id);
    CHECK(opened.record().toJson() == record.toJson());
    CHECK(opened.record().seed == record.seed);
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
    CHECK_THROWS_AS(RunFolder::create(folder / record.id, record), RuntimeError);
    CHECK_THROWS_AS(RunFolder(folder / "absent"), RuntimeError);
}

TEST_CASE("fields of a newer minor version stay, a newer major version is refused") {
    const TemporaryFolder folder;
    const RunRecord record = someRecord();
    RunFolder run = RunFolder::create(folder / record.id, record);
    const auto file = run.path() / "run.json";
    json document = io::readJson(file);
    document["format"]["minor"] = 7;
    document["invented"] = {{"later", 1}};
    document["encoder"]["depth"] = 50;
    io::writeJsonAtomic(file, document);

    run.reload();
    RunRecord changed = run.record();
    changed.stepsDone = 41;
    run.update(changed);
    document = io::readJson(file);
    CHECK(document["invented"]["later"] == 1);
    CHECK(document["encoder"]["depth"] == 50);
    CHECK(document["format"]["minor"] == 7);
    CHECK(document["progress"]["steps_done"] == 41);

    document["format"]["major"] = 2;
    io::writeJsonAtomic(file, document);
    const std::string message = messageOf([&] { RunFolder again(run.path()); });
    CHECK(message.find(file.string()) == 0);
    CHECK(message.find("newer version of Selfsight") != std::string::npos);
    CHECK_FALSE(messageOf([&] { run.update(changed); }).empty());
}

TEST_CASE("two programs change different fields of one run, and neither change is lost") {
    const TemporaryFolder folder;
    RunFolder trainer = RunFolder::create(folder / "r", someRecord());
    RunFolder window(folder / "r");
    RunRecord renamed = window.record();
    renamed.name = "my best";
    renamed.notes = "";
    window.update(renamed);
    RunRecord progressed = trainer.record();
    progressed.stepsDone = 77;
    progressed.state = RunState::Running;
    progressed.recipe["new"] = "x";
    trainer.update(progressed);
    window.reload();
    CHECK(window.record().name == "my best");
    CHECK(window.record().notes == "");
    CHECK(window.record().stepsDone == 77);
    CHECK(window.record().state == RunState::Running);
    CHECK(window.record().recipe["new"] == "x");
    CHECK(trainer.record().name == "my best");
    RunRecord further = trainer.record();
    further.recipe.erase("new");
    trainer.update(further);
    CHECK(RunFolder(folder / "r").record().recipe.contains("new") == false);
}

TEST_CASE("a damaged run.json is refused or read, never more") {
    const std::string text = io::jsonText(someRecord().toJson());
    const io::Bytes bytes(text.begin(), text.end());
    const auto parse = [](const io::Bytes& damaged) {
        RunRecord::fromJson(io::parseJson(io::asText(damaged), "run.json"), "run.json");
    };
    CHECK(test::acceptedTruncations(bytes, parse) <= 1);
    test::acceptedBitFlips(bytes, parse, 6000);
    for (const char* wrong :
         {"[]", "3", "{}", "null", R"({"format": 1})",
          R"({"format": {"name": "selfsight-run", "major": "x"}})",
          R"({"format": {"name": "other", "major": 1}, "id": "a", "state": "queued"})",
          R"({"format": {"name": "selfsight-run", "major": 1}, "id": "a", "state": "dancing"})",
          R"({"format": {"name": "selfsight-run", "major": 1}, "id": "../../a", "state": "queued"})",
          R"({"format": {"name": "selfsight-run", "major": 1}, "id": "..", "state": "queued"})",
          R"({"format": {"name": "selfsight-run", "major": 1}, "id": "a", "state": "queued", "data": 3})",
          R"({"format": {"name": "selfsight-run", "major": 1}, "state": "queued"})"}) {
        CAPTURE(wrong);
        const std::string wrongText = wrong;
        CHECK(test::tryParse({wrongText.begin(), wrongText.end()}, parse) == test::Verdict::Refused);
    }
}

TEST_CASE("embeddings with label columns and indices, here and in NumPy") {
    const TemporaryFolder folder;
    RunFolder run = RunFolder::create(folder / "r", someRecord());
    CHECK_FALSE(run.hasEmbeddings("test"));
    CHECK_FALSE(messageOf([&] { run.embeddings("test"); }).empty());
    Matrix matrix(3, 2);
    matrix.values = {1, 2, 3, 4, 5, 6.5f};
    EmbeddingInfo info;
    info.labels = {{"class", {"cat", "dog"}, {0, 1, -1}},
                   {"super/class", {"animal"}, {0, 0, 0}},
                   {"super_class", {}, {1, 1, 1}},
                   {"labels", {}, {2, 2, 2}}};
    info.indices = {7, 3, 99};
    info.extraction = "eval";
    info.step = 40;
    run.writeEmbeddings("test", matrix, info);
    run.writeEmbeddings("validation", matrix, Labels{1, 2, 3});

    const RunFolder opened(folder / "r");
    CHECK(opened.embeddedSplits() == std::vector<std::string>{"test", "validation"});
    CHECK(opened.embeddings("test").values == matrix.values);
    const EmbeddingInfo back = opened.embeddingInfo("test");
    REQUIRE(back.labels.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(back.labels[i].name == info.labels[i].name);
        CHECK(back.labels[i].names == info.labels[i].names);
        CHECK(back.labels[i].values == info.labels[i].values);
    }
    CHECK(back.indices == info.indices);
    CHECK(back.extraction == "eval");
    CHECK(back.step == 40);
    CHECK(opened.labels("test") == Labels{0, 1, -1});
    CHECK(opened.labels("test", "labels") == Labels{2, 2, 2});
    CHECK(opened.labels("test", "absent").empty());
    CHECK(opened.labels("validation") == Labels{1, 2, 3});
    info.indices.pop_back();
    CHECK_THROWS_AS(run.writeEmbeddings("test", matrix, info), LogicError);
    CHECK_THROWS_AS(run.embeddingsPath("../x"), RuntimeError);
    requirePython(R"(
import sys, json, numpy as np
e = sys.argv[1] + '/embeddings/'
assert np.load(e + 'test.npy').tolist() == [[1, 2], [3, 4], [5, 6.5]] and np.load(e + 'test.npy').dtype == np.float32
assert np.load(e + 'test.labels.npy').tolist() == [0, 1, -1] and np.load(e + 'test.labels.npy').dtype == np.int64
assert np.load(e + 'test.indices.npy').tolist() == [7, 3, 99]
columns = json.load(open(e + 'test.columns.json'))['columns']
assert [c['name'] for c in columns] == ['class', 'super/class', 'super_class', 'labels'], columns
assert all(len(np.load(e + c['file'])) == 3 for c in columns) and len({c['file'] for c in columns}) == 4
run = json.load(open(sys.argv[1] + '/run.json'))
assert run['method'] == 'byol' and run['progress']['steps'] == 100 and run['seed'] == 2**64 - 1
)",
                  {run.path().string()});
}

TEST_CASE("a flipped bit in embeddings, labels or indices is found; what a person wrote is not questioned") {
    const TemporaryFolder folder;
    RunFolder run = RunFolder::create(folder / "r", someRecord());
    Matrix matrix(40, 3);
    EmbeddingInfo info;
    info.labels = {{"class", {}, Labels(40, 1)}, {"background", {}, Labels(40, 2)}};
    info.indices = Labels(40, 3);
    run.writeEmbeddings("test", matrix, info);
    const auto read = [&] {
        run.embeddings("test");
        run.embeddingInfo("test");
    };
    read();
    for (const char* name : {"test.npy", "test.labels.npy", "test.background.npy", "test.indices.npy"}) {
        const auto file = run.path() / "embeddings" / name;
        const io::Bytes whole = io::readFile(file, 10000);
        io::Bytes damaged = whole;
        damaged.back() ^= 1;
        io::writeFileAtomic(file, damaged);
        CHECK(messageOf(read).find(file.string()) == 0);
        io::writeFileAtomic(file, whole);
        read();
    }
    // A column that is replaced has another file, and the one before is gone.
    const auto filesNow = [&] {
        return std::distance(std::filesystem::directory_iterator(run.path() / "embeddings"), {});
    };
    const auto before = filesNow();
    run.writeLabels("test", {"background", {"sky"}, Labels(40, 0)});
    CHECK(run.labels("test", "background") == Labels(40, 0));
    CHECK(filesNow() == before);
    // Embeddings from NumPy, without a list of columns: a label column is added and the array stays as it is.
    std::filesystem::remove(run.path() / "embeddings" / "test.columns.json");
    io::writeNpy(run.path() / "embeddings" / "test.npy", Matrix(40, 5));
    run.writeLabels("test", {"by hand", {}, Labels(40, 4)});
    CHECK(run.embeddings("test").cols == 5);
    CHECK(run.labels("test") == Labels(40, 1));
    CHECK(run.labels("test", "by hand") == Labels(40, 4));
}

TEST_CASE(
    "metrics of a run that has ended are as they were, or refused; while it goes on they are not checked") {
    const TemporaryFolder folder;
    RunFolder run = RunFolder::create(folder / "r", someRecord());
    const auto metrics = [](std::int64_t step) {
        event::Metrics row;
        row.step = step;
        row.values = {{"train_loss", 2.5}};
        return row;
    };
    const auto to = [&](RunState state) {
        RunRecord record = run.record();
        record.state = state;
        run.update(record);
    };
    to(RunState::Running);
    run.appendMetrics(metrics(10));
    to(RunState::Stopped);
    CHECK(run.metrics().rows.size() == 1);
    const auto file = run.path() / "metrics.csv";
    const std::string whole(io::asText(io::readFile(file, 10000)));
    std::string damaged = whole;
    damaged.replace(damaged.find("2.5"), 3, "7.5");
    io::writeFileAtomic(file, damaged);
    CHECK(messageOf([&] { run.metrics(); }).find(file.string()) == 0);
    // A name that is edited meanwhile does not vouch for what is damaged.
    RunRecord record = run.record();
    record.name = "mine";
    run.update(record);
    CHECK_FALSE(messageOf([&] { RunFolder(run.path()).metrics(); }).empty());
    io::writeFileAtomic(file, whole);
    const RunFolder reader(run.path());
    CHECK(reader.metrics().rows.size() == 1);
    to(RunState::Running);
    run.appendMetrics(metrics(20));
    CHECK(reader.metrics().rows.size() == 2);  // though it was opened before
    // Nor does a name that is given by a program which does not know that the run goes on.
    RunFolder elsewhere = reader;
    RunRecord renamed = elsewhere.record();
    renamed.name = "theirs";
    elsewhere.update(renamed);
    run.appendMetrics(metrics(30));
    CHECK(reader.metrics().rows.size() == 3);
    run.truncateMetrics(20);
    to(RunState::Succeeded);
    CHECK(reader.metrics().rows.size() == 2);
    run.truncateMetrics(10);  // a resume that ends right after it
    CHECK(reader.metrics().rows.size() == 1);
}

TEST_CASE("a columns file that points elsewhere is refused") {
    const TemporaryFolder folder;
    RunFolder run = RunFolder::create(folder / "r", someRecord());
    run.writeEmbeddings("test", Matrix(2, 1), Labels{0, 1});
    const auto file = run.path() / "embeddings" / "test.columns.json";
    json document = io::readJson(file);
    for (const char* name : {"../../secret.npy", "/etc/passwd", ".hidden", ""}) {
        document["columns"][0]["file"] = name;
        io::writeJsonAtomic(file, document);
        CHECK_FALSE(messageOf([&] { run.embeddingInfo("test"); }).empty());
    }
    std::filesystem::remove(file);
    CHECK(run.labels("test") == Labels{0, 1});  // as a person with NumPy would leave it
}

TEST_CASE("maps come back with their options; halves of two different maps are found") {
    const TemporaryFolder folder;
    RunFolder run = RunFolder::create(folder / "r", someRecord());
    CHECK(run.mapStems().empty());
    map::MapResult map;
    map.points = Matrix(2, 2);
    map.points.values = {1, 2, 3, -4};
    map.options.method = "tsne";
    map.options.perplexity = 12;
    map.options.seed = 5;
    map.trust.trustworthiness = 0.75;
    map.objective = NAN;
    map.iterations = 750;
    map.split = "validation";
    run.writeMap("tsne-p12-s5", map);
    CHECK(run.mapStems() == std::vector<std::string>{"tsne-p12-s5"});
    const map::MapResult back = run.map("tsne-p12-s5");
    CHECK(back.points.values == map.points.values);
    CHECK(back.options.perplexity == 12);
    CHECK(back.options.seed == 5);
    CHECK(back.trust.trustworthiness == 0.75);
    CHECK(back.iterations == 750);
    CHECK(back.split == "validation");
    const auto old = io::readFile(run.path() / "maps" / "tsne-p12-s5.npy", 10000);
    map.points.values[0] = 9;
    run.writeMap("tsne-p12-s5", map);
    CHECK(run.map("tsne-p12-s5").points.values[0] == 9);
    io::writeFileAtomic(run.path() / "maps" / "tsne-p12-s5.npy", old);
    CHECK(messageOf([&] { run.map("tsne-p12-s5"); }).find("make the map again") != std::string::npos);
    CHECK_FALSE(messageOf([&] { run.writeMap("../up", map); }).empty());
    // A record that someone made or edited, without a seal.
    const auto record = run.path() / "maps" / "tsne-p12-s5.json";
    for (const auto& [key, value] :
         {std::pair<const char*, nlohmann::json>{"iterations", 1e70}, {"seconds", "long"}, {"options", 3}}) {
        CAPTURE(key);
        nlohmann::json wrong = io::readJson(record);
        wrong[key] = value;
        io::writeFileAtomic(record, io::jsonText(wrong));
        CHECK(messageOf([&] { run.map("tsne-p12-s5"); }).find("tsne-p12-s5.json") != std::string::npos);
    }
    CHECK_FALSE(messageOf([&] { run.map("absent"); }).empty());
}

TEST_CASE("probes come back, with their predictions beside them") {
    const TemporaryFolder folder;
    RunFolder run = RunFolder::create(folder / "r", someRecord());
    CHECK_FALSE(run.probe("notebook").has_value());
    eval::ProbeResult probe;
    probe.protocol = "notebook";
    probe.accuracy = 0.5;
    probe.interval = {0.25, 0.75};
    probe.fitCount = 6;
    probe.testCount = 2;
    probe.classCount = 2;
    probe.dimension = 4;
    probe.testIndices = {4, 1};
    probe.truth = {0, 1};
    probe.predicted = {0, 0};
    run.writeProbe(probe);
    probe.label = "superclass";
    probe.accuracy = 1;
    run.writeProbe(probe);
    CHECK(run.probeProtocols() == std::vector<std::string>{"notebook", "notebook-superclass"});
    const auto back = run.probe("notebook");
    REQUIRE(back);
    CHECK(back->accuracy == 0.5);
    CHECK(back->interval == std::pair{0.25, 0.75});
    CHECK(back->testIndices == probe.testIndices);
    CHECK(back->predicted == probe.predicted);
    CHECK(run.probe("notebook-superclass")->label == "superclass");
    CHECK(io::asText(io::readFile(run.path() / "probes" / "notebook.predictions.csv", 1000)) ==
          "index,truth,predicted\n4,0,0\n1,1,0\n");
}
