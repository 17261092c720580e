// Weights and embeddings from elsewhere, and back: with PyTorch, safetensors, onnxruntime and NumPy as the
// other side (checkpoints.py).
#include "cli.h"
#include "io/file.h"
#include "io/npy.h"
#include "support/paths.h"
#include "support/python.h"

#include <fstream>

using namespace selfsight;
using namespace selfsight::test;

namespace {

const TemporaryFolder& shared() {
    static const TemporaryFolder folder;
    return folder;
}

std::string python(const std::vector<std::string>& arguments) {
    const ProcessResult result = [&] {
        std::vector<std::string> line{testPython(), "-W", "ignore", SELFSIGHT_TEST_APP "/checkpoints.py"};
        line.insert(line.end(), arguments.begin(), arguments.end());
        return runProcess(line);
    }();
    INFO(result.out, result.err);
    REQUIRE(result.exitCode == 0);
    return result.out;
}

const std::filesystem::path& checkpoints() {
    static const std::filesystem::path folder = [] {
        python({"make", shared().path().string()});
        return shared().path();
    }();
    return folder;
}

std::string at(const std::string& name) {
    return (checkpoints() / name).string();
}
const std::string& workspace() {
    static const std::string path = (shared() / "w").string();
    return path;
}

nlohmann::json importWeights(const std::string& name, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"import",         at(name),   "-w",  workspace(), "--data",
                                       at("images.npz"), "--device", "cpu", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = cli(arguments);
    INFO(result.err);
    REQUIRE(result.exitCode == 0);
    return oneObject(result);
}

std::string exportTo(const std::string& run, const std::string& name,
                     const std::vector<std::string>& more = {}) {
    const std::string path = (shared() / name).string();
    std::vector<std::string> arguments{"export", run, "-w", workspace(), "-o", path};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = cli(arguments);
    INFO(result.err);
    REQUIRE(result.exitCode == 0);
    CHECK(result.out == path + "\n");
    return path;
}

}  // namespace

TEST_CASE("checkpoints of Lightning, byol-pytorch, lightly and solo-learn open as runs") {
    struct Expected {
        const char* file;
        const char* encoder;
        const char* prefix;
        bool classifier;
        std::vector<std::string> options;
    };
    std::vector<std::string> made{"exports", checkpoints().string()};
    for (const Expected& e :
         std::vector<Expected>{{"byol.ckpt", "notebook", "learner.online_encoder.net.", true, {}},
                               {"plain.pth", "notebook", "module.", true, {}},
                               {"lightly.ckpt", "resnet18-linear", "backbone.", false, {}},
                               {"solo.ckpt", "resnet18-pad2", "backbone.", false, {"--padded-stem"}},
                               {"torchvision.safetensors", "resnet18", "", true, {}},
                               {"compact.pth", "compact", "", true, {}}}) {
        CAPTURE(e.file);
        const nlohmann::json run = importWeights(e.file, e.options);
        CHECK(run.at("state") == "succeeded");
        CHECK(run.at("method") == "imported");
        CHECK(run.at("encoder").at("name") == e.encoder);
        CHECK(run.at("encoder").at("width") == 0.25);
        CHECK(run.at("import").at("prefix") == e.prefix);
        CHECK(run.at("import").at("target") == false);
        CHECK(run.at("import").at("classifier") == e.classifier);
        CHECK(run.at("splits") == nlohmann::json({"test", "train", "validation"}));
        // Out again in every form.
        const std::string stem = std::string("out-") + e.file;
        for (const char* ending : {".safetensors", ".pt", ".onnx", ".py"})
            exportTo(run.at("id"), stem + ending);
        for (const std::string& each :
             {std::string(e.file), run.at("folder").get<std::string>(), (shared() / stem).string()})
            made.push_back(each);
    }
    python(made);  // embeddings against PyTorch's, weights bit for bit, exports run
}

TEST_CASE("the online copy is taken and the choice is said") {
    const nlohmann::json run = importWeights("byol.ckpt", {"--splits", "test", "--method", "byol"});
    CHECK(run.at("method") == "byol");
    CHECK(run.at("progress").at("steps_done") == 8436);
    const nlohmann::json account = run.at("import");
    CHECK(account.at("other_copies").size() == 2);
    int targets = 0;
    for (const auto& copy : account.at("other_copies")) targets += copy.at("target").get<bool>();
    CHECK(targets == 1);
    CHECK(account.at("choice").get<std::string>().find("online") != std::string::npos);
    CHECK(account.at("matched").size() == 79);
    for (const auto& name : account.at("left"))
        CHECK(name.get<std::string>().find("learner.online_encoder.net.") == std::string::npos);
    CHECK(run.at("notes").get<std::string>().find("SHA-256") != std::string::npos);

    // It is a run like any other.
    const std::string id = run.at("id");
    CHECK(cli({"probe", id, "-w", workspace(), "--protocol", "notebook", "-q"}).exitCode == 0);
    CHECK(cli({"project", id, "-w", workspace(), "--method", "pca", "-q"}).exitCode == 0);
    const nlohmann::json again =
        oneObject(cli({"embed", id, "-w", workspace(), "--splits", "test", "--json", "-q"}));
    python({"embedding", checkpoints().string(), "byol.ckpt", run.at("folder")});
    CHECK(again.at("files").contains("test"));
}

TEST_CASE("a checkpoint that Lightning wrote of byol-pytorch opens as a run, is probed and mapped") {
    // tests/nn/make_foreign_fixture.py --checkpoint: the notebook's code, trained; the embeddings are
    // PyTorch's.
    const std::string data = testData("nn/");
    const nlohmann::json run =
        oneObject(cli({"import", data + "byol.ckpt", "-w", workspace(), "--data", data + "byol.npz",
                       "--method", "byol", "--device", "cpu", "--json", "-q"}));
    CHECK(run.at("import").at("prefix") == "learner.online_encoder.net.");
    CHECK(run.at("import").at("choice").get<std::string>().find("target_encoder.net.\" (target)") !=
          std::string::npos);
    CHECK(run.at("import").at("filled_in").empty());
    CHECK(run.at("encoder").at("width") == 0.05);
    CHECK(run.at("progress").at("steps_done") == 4);
    const Matrix expected = io::readMatrix(data + "byol.npy");
    const Matrix found = io::readMatrix(std::filesystem::path(run.at("folder")) / "embeddings/test.npy");
    REQUIRE(found.rows == expected.rows);
    REQUIRE(found.cols == expected.cols);
    float scale = 0, worst = 0;
    for (std::size_t i = 0; i < expected.values.size(); ++i) {
        scale = std::max(scale, std::abs(expected.values[i]));
        worst = std::max(worst, std::abs(found.values[i] - expected.values[i]));
    }
    CHECK(worst <= 1e-5f * scale);
    const std::string id = run.at("id");
    const auto probe = [&](const char* protocol) {
        return oneObject(cli({"probe", id, "-w", workspace(), "--protocol", protocol, "--json", "-q"}));
    };
    CHECK(probe("standard").at("accuracy").get<double>() > 0.5);
    CHECK(probe("notebook").at("n_test") == 8);  // a quarter of the test images
    CHECK(cli({"project", id, "-w", workspace(), "--method", "tsne", "--perplexity", "5", "-q"}).exitCode ==
          0);

    // The command that its report gives makes it again: the same embeddings, byte for byte.
    const std::string report = (shared() / "byol.html").string();
    REQUIRE(cli({"report", "-w", workspace(), "--runs", id, "-o", report, "--no-images"}).exitCode == 0);
    requirePython(R"(
import html, pathlib, re, subprocess, sys
report, program, first = sys.argv[1:]
command = html.unescape(re.search(r'makes it again:</p>\s*<pre>(.*?)</pre>', open(report, encoding='utf-8').read(), re.S).group(1))
assert command.startswith('selfsight-cli import ') and '\n' not in command, command
again = subprocess.run(['bash', '-c', command.replace('selfsight-cli', program, 1)], capture_output=True, text=True, check=True).stdout.strip()
first = pathlib.Path(first)
for file in ('embeddings/test.npy', 'embeddings/train.npy', 'checkpoints/encoder.safetensors'):
    assert (first / file).read_bytes() == (first.parent / again / file).read_bytes(), file
)",
                  {report, SELFSIGHT_CLI, run.at("folder").get<std::string>()});
}

TEST_CASE("files that hold no encoder of ours are refused with what they hold") {
    const auto refused = [&](const std::string& name, const std::vector<std::string>& words) {
        checkFailure({"import", at(name), "-w", workspace(), "--data", at("images.npz"), "-q"}, 3, "input",
                     words);
    };
    refused("incomplete.pth", {"incomplete.pth", "missing", "res2.0.0.weight"});
    refused("resnet50.pth", {"bottleneck"});
    refused("imagenet.pth", {"7×7 stem"});
    refused("nothing.pth", {"no encoder", "head.weight"});
    refused("images.npz", {"not a PyTorch file"});
    std::ofstream(shared() / "text.pt") << "these are no weights, whatever the name says";
    refused("text.pt", {"no file of weights"});
    // Pickles that would run something are refused before anything is made.
    refused("evil.ckpt", {"evil.ckpt", "system"});
    CHECK_FALSE(std::filesystem::exists(shared() / "EXECUTED"));
    // A cut-off file.
    const io::Bytes whole = io::readFile(at("byol.ckpt"), 1u << 30);
    std::ofstream(shared() / "cut.ckpt", std::ios::binary)
        .write(reinterpret_cast<const char*>(whole.data()), static_cast<std::streamsize>(whole.size() / 2));
    refused("cut.ckpt", {"cut.ckpt"});
    checkFailure({"import", at("byol.ckpt"), "-w", workspace(), "--labels", "y.npy"}, 2, "usage",
                 {"--labels"});
}

TEST_CASE("results leave as arrays, tables and TensorBoard's projector") {
    const nlohmann::json run = importWeights("plain.pth", {"--splits", "test"});
    const std::string id = run.at("id");
    REQUIRE(cli({"probe", id, "-w", workspace(), "--protocol", "notebook", "-q"}).exitCode == 0);
    REQUIRE(cli({"project", id, "-w", workspace(), "--method", "pca", "-q"}).exitCode == 0);
    const std::string arrays = exportTo(id, "arrays", {"--format", "npy", "--neighbours", "5"});
    const std::string tables = exportTo(id, "tables", {"--format", "csv", "--neighbours", "5"});
    const std::string projector = exportTo(id, "projector", {"--format", "tensorboard-projector"});
    requirePython(R"(
import sys, json, pathlib, numpy as np, pandas as pd
from google.protobuf import text_format
from PIL import Image
from tensorboard.plugins.projector.projector_config_pb2 import ProjectorConfig
from tensorboard.plugins.projector import projector_plugin
run, arrays, tables, projector = map(pathlib.Path, sys.argv[1:])
e = np.load(run / 'embeddings/test.npy')
assert (np.load(arrays / 'embeddings.npy') == e).all() and len(np.load(arrays / 'class.npy')) == 20
t = pd.read_csv(tables / 'embeddings.csv', dtype='float32')
assert (t.to_numpy() == e).all(), 'the table reads back to the same floats'
n, d = np.load(arrays / 'neighbours.npy'), np.load(arrays / 'neighbour-distances.npy')
true = np.linalg.norm(e[:, None].astype('f8') - e[None], axis=2); np.fill_diagonal(true, np.inf)
assert (np.sort(true, 1)[:, :5] - d < 1e-3 * d.max()).all() and n.shape == (20, 5)
nt = pd.read_csv(tables / 'neighbours.csv'); assert (nt.neighbour.to_numpy().reshape(20, 5) == n).all()
m = [p for p in tables.glob('map-*.csv')]; assert len(m) == 1
assert np.allclose(pd.read_csv(m[0])[['x', 'y']].to_numpy('f4'), np.load(next(arrays.glob('map-*.npy'))))
p, q = np.load(arrays / 'predictions-notebook.npy'), pd.read_csv(tables / 'predictions-notebook.csv')
assert (p == q[['row', 'truth', 'predicted']].to_numpy()).all()
assert json.loads((arrays / 'provenance.json').read_text())['run'] == run.name
c = text_format.Parse((projector / 'projector_config.pbtxt').read_text(), ProjectorConfig())
assert [*c.embeddings[0].tensor_shape] == list(e.shape)
assert (np.fromfile(projector / c.embeddings[0].tensor_path, '<f4').reshape(e.shape) == e).all()
meta = pd.read_csv(projector / 'metadata.tsv', sep='\t'); assert list(meta.columns) == ['index', 'class'] and len(meta) == 20
sprite = Image.open(projector / c.embeddings[0].sprite.image_path); assert sprite.size == (5 * 32, 4 * 32), sprite.size
x = np.load(sys.argv[1] + '/../../../images.npz')['x_test']
assert (np.asarray(sprite.convert('RGB'))[32:64, 64:96] == x[7]).all()
)",
                  {run.at("folder").get<std::string>(), arrays, tables, projector});
    // An occupied folder is left as it is.
    checkFailure({"export", id, "-w", workspace(), "--format", "csv", "-o", tables}, 2, "usage",
                 {"there already"});
}

TEST_CASE("embeddings made elsewhere open as a run") {
    requirePython(R"(
import sys, subprocess, runpy, numpy as np
folder, cli = sys.argv[1:]
rng = np.random.default_rng(1); y = np.arange(120) % 3
e = (rng.normal(size=(120, 8)) + 6 * np.eye(3, 8)[y]).astype('f4')
np.save(folder + '/E.npy', e.astype('f8')); np.save(folder + '/y.npy', y)
open(folder + '/names.txt', 'w').write('cat\ndog\nhorse, brown\n')
open(folder + '/columns.csv', 'w').write('path,species,weight,"tame, or not"\n' + ''.join(
    f'"a,{i}.png",{["felis", "canis", ""][i % 3]},{i * 0.5},{i % 2}\n' for i in range(120)))
np.savez(folder + '/pictures.npz', images=rng.integers(0, 255, (120, 16, 16, 3), dtype='u1'))
code = subprocess.run([cli, 'import', '--script'], capture_output=True, text=True, check=True).stdout
open(folder + '/write_run.py', 'w').write(code)
assert len(code.splitlines()) < 40
runpy.run_path(folder + '/write_run.py')['write_run'](folder + '/w2', 'from Python', e, y, ['a', 'b', 'c'])
runpy.run_path(folder + '/write_run.py')['write_run'](folder + '/w2', 'without labels', e)
)",
                  {shared().path().string(), SELFSIGHT_CLI});
    const auto file = [](const std::string& name) { return (shared() / name).string(); };
    const nlohmann::json run =
        oneObject(cli({"import", file("E.npy"), "-w", workspace(), "--labels", file("y.npy"), "--names",
                       file("names.txt"), "--columns", file("columns.csv"), "--images",
                       file("pictures.npz") + ":all", "--name", "mine", "--json", "-q"}));
    const std::string id = run.at("id");
    CHECK(run.at("name") == "mine");
    CHECK(run.at("data").at("test_count") == 120);
    const auto columns = nlohmann::json::parse(io::asText(
        io::readFile(std::filesystem::path(run.at("folder")) / "embeddings/test.columns.json", 1 << 20)));
    REQUIRE(columns.at("columns").size() == 4);
    CHECK(columns.at("columns").at(0).at("names") == nlohmann::json({"cat", "dog", "horse, brown"}));
    CHECK(columns.at("columns").at(1).at("names") == nlohmann::json({"canis", "felis"}));
    CHECK(columns.at("columns").at(2).at("names").size() == 10);
    CHECK(columns.at("columns").at(3).at("name") == "tame, or not");
    const nlohmann::json probe =
        oneObject(cli({"probe", id, "-w", workspace(), "--protocol", "notebook", "--json", "-q"}));
    CHECK(probe.at("accuracy").get<double>() > 0.95);
    CHECK(cli({"project", id, "-w", workspace(), "--method", "pca", "-q"}).exitCode == 0);
    exportTo(id, "projector2", {"--format", "tensorboard-projector"});
    CHECK(std::filesystem::exists(shared() / "projector2/sprite.png"));
    // A second split joins it; the standard protocol then works.
    for (const char* split : {"train", "validation"})
        CHECK(cli({"import", file("E.npy"), "-w", workspace(), "--labels", file("y.npy"), "--into", id,
                   "--split", split, "-q"})
                  .exitCode == 0);
    CHECK(cli({"probe", id, "-w", workspace(), "--protocol", "standard", "-q"}).exitCode == 0);
    checkFailure({"export", id, "-w", workspace(), "-o", file("x.pt")}, 3, "input", {"no weights"});
    checkFailure({"embed", id, "-w", workspace()}, 3, "input", {"no weights"});

    // What the script wrote is a run, with labels and without.
    const nlohmann::json list = oneObject(cli({"runs", "-w", file("w2"), "--json"})).at("runs");
    REQUIRE(list.size() == 2);
    for (const auto& each : list) {
        const std::string name = each.at("id");
        CHECK(each.at("method") == "external");
        CHECK(cli({"project", name, "-w", file("w2"), "--method", "pca", "-q"}).exitCode == 0);
        const ProcessResult probed = cli({"probe", name, "-w", file("w2"), "--protocol", "notebook", "-q"});
        CHECK(probed.exitCode == (each.at("name") == "from Python" ? 0 : 2));
    }

    // Hostile and mistaken files.
    std::ofstream(shared() / "short.csv") << "class\na\n";
    std::ofstream(shared() / "ragged.csv") << "a,b\n1,2\n3\n";
    std::ofstream(shared() / "liar.npy", std::ios::binary)
        << "\x93NUMPY\x01" << '\0' << "v" << '\0'
        << "{'descr': '<f4', 'fortran_order': False, 'shape': (4000000000, 4000), }" << std::string(50, ' ')
        << "\n";
    const auto refused = [&](const std::vector<std::string>& more, const std::string& words) {
        std::vector<std::string> arguments{"import", file("E.npy"), "-w", workspace(), "-q"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        checkFailure(arguments, 3, "input", {words});
    };
    refused({"--columns", file("short.csv")}, "short.csv");
    refused({"--columns", file("ragged.csv")}, "ragged.csv");
    refused({"--labels", file("E.npy")}, "E.npy");
    refused({"--images", file("images.npz")}, "20 images for 120 embeddings");
    checkFailure({"import", file("liar.npy"), "-w", workspace(), "-q"}, 3, "input", {"liar.npy"});
}

TEST_CASE("STL-10's images without labels are trained on; large images on a CPU are warned of") {
    const std::string data = (shared() / "stl").string();
    requirePython(R"(
import sys, pathlib, numpy as np
d = pathlib.Path(sys.argv[1]); d.mkdir()
rng = np.random.default_rng(0)
def images(n, classes):  # one colour a class
    x = rng.integers(0, 60, (n, 3, 96, 96), dtype='u1'); x[np.arange(n), classes % 3] += 150; return x
for part, n in (('train', 60), ('test', 40)):
    images(n, np.arange(n)).tofile(d / (part + '_X.bin')); (np.arange(n) % 3 + 1).astype('u1').tofile(d / (part + '_y.bin'))
images(100, np.arange(100)).tofile(d / 'unlabeled_X.bin')
(d / 'class_names.txt').write_text('\n'.join('abcdefghij') + '\n')
)",
                  {data});
    const auto train = [&](const char* method, const std::string& from) {
        const ProcessResult result =
            cli({"train", method, "--data", from, "-w", workspace(), "--recipe", "quick", "--budget", "64img",
                 "--set", "encoder.width=0.0625", "--set", "train.batch_size=16", "--set",
                 "train.validation=0.1", "--device", "cpu", "--json"});
        CAPTURE(result.err);
        REQUIRE(result.exitCode == 0);
        const bool warned = result.err.find("Images of 96 px on the CPU") != std::string::npos &&
                            result.err.find("images a second were measured") != std::string::npos;
        CHECK(warned == (from.find(":size=") == std::string::npos));
        return oneObject(result);
    };
    const nlohmann::json all = train("simsiam", data + ":unlabelled");
    CHECK(all.at("data").at("train_count") == 144);  // of 160, a tenth for validation
    const nlohmann::json some = train("supervised", data + ":size=32:unlabelled");
    CHECK(some.at("data").at("train_count") == 144);
    for (const nlohmann::json& run : {all, some}) {
        const std::string id = run.at("id");
        REQUIRE(cli({"embed", id, "-w", workspace(), "--splits", "train,validation,test", "-q"}).exitCode ==
                0);
        const nlohmann::json probe =
            oneObject(cli({"probe", id, "-w", workspace(), "--protocol", "standard", "--json", "-q"}));
        CHECK(probe.at("n_test") == 40);
        CHECK(probe.at("n_fit").get<int>() <= 60);  // those with labels alone
        CHECK(probe.at("n_fit").get<int>() >= 50);
    }
}

TEST_CASE("the example of docs/run-folder.md loads a workspace with NumPy and pandas") {
    const nlohmann::json run = importWeights("plain.pth", {"--splits", "test"});
    REQUIRE(cli({"probe", run.at("id"), "-w", workspace(), "--protocol", "notebook", "-q"}).exitCode == 0);
    REQUIRE(cli({"project", run.at("id"), "-w", workspace(), "--method", "pca", "-q"}).exitCode == 0);
    requirePython(R"(
import sys, re, numpy as np
text = open(sys.argv[1], encoding='utf-8').read()
code = re.search(r'```python\n(.*?)```', text, re.S).group(1)
space = {}; exec(code, space)
runs, details = space['load'](sys.argv[2])
row = runs[runs.run == sys.argv[3]].iloc[0]
assert row.method == 'imported' and row.state == 'succeeded' and 0 <= row.notebook <= 1
embeddings, labels = details[sys.argv[3]]['test']
assert embeddings.shape == (20, 256) and list(labels.columns) == ['class'] and len(labels) == 20
assert [*details[sys.argv[3]]['maps'].values()][0].shape == (20, 2)
p = details[sys.argv[3]]['predictions']['notebook']; assert abs((p.truth == p.predicted).mean() - row.notebook) < 1e-9
)",
                  {SELFSIGHT_DOCS "/run-folder.md", workspace(), run.at("id").get<std::string>()});
}
