#include "store/python_snippet.h"

#include "core/error.h"
#include "io/csv.h"
#include "io/json_file.h"
#include "store/format.h"

#include <algorithm>

namespace selfsight::store {
namespace {

using io::numberText;

// What the notebook's encoder and the compact one share.
constexpr const char* kTrunk = R"(
def block(cin, cout, pool=False):
    layers = [nn.Conv2d(cin, cout, 3, padding=1BIAS), nn.BatchNorm2d(cout), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, *([nn.MaxPool2d(2)] if pool else []))


class Encoder(nn.Module):
    def __init__(self, c=CHANNELS, classes=CLASSES):
        super().__init__()
        self.conv1, self.conv2 = block(3, c[0]), block(c[0], c[1], pool=True)
        self.res1 = nn.Sequential(block(c[1], c[1]), block(c[1], c[1]))
        self.conv3, self.conv4 = block(c[1], c[2], pool=True), block(c[2], c[3], pool=True)
        self.res2 = nn.Sequential(block(c[3], c[3]), block(c[3], c[3]))
)";

constexpr const char* kNotebook = R"(        self.conv5 = block(c[3], c[4], pool=True)
        self.res3 = nn.Sequential(block(c[4], c[4]), block(c[4], c[4]))
        self.fc = nn.Sequential(nn.Flatten(), nn.Linear(c[4], classes))

    def embed(self, x):
        x = self.conv2(self.conv1(x))
        x = self.res1(x) + x
        x = self.conv4(self.conv3(x))
        x = self.res2(x) + x
        x = self.conv5(x)
        return (self.res3(x) + x).amax((2, 3))

    def forward(self, x):
        return self.fc(self.embed(x))
)";

constexpr const char* kCompact = R"(        self.conv5 = block(c[3], c[4])
        self.norm = nn.BatchNorm2d(DIMENSION, affine=False)
        self.fc = nn.Sequential(nn.Flatten(), nn.Linear(DIMENSION, classes))

    def embed(self, x):
        x = self.conv2(self.conv1(x))
        shallow = self.conv3(self.res1(x) + x)
        x = self.conv4(shallow)
        middle = self.res2(x) + x
        maps = (shallow, middle, self.conv5(middle))
        parts = [m.mean((2, 3), keepdim=True) for m in maps] + [m.amax((2, 3), keepdim=True) for m in maps]
        mean, maximum = self.norm(torch.cat(parts, 1)).flatten(1).chunk(2, 1)
        return torch.cat([mean, MAXIMUM * maximum], 1) * (2 * ENERGY / DIMENSION / (1 + MAXIMUM**2)) ** 0.5

    def forward(self, x):
        return self.fc(self.embed(x))
)";

constexpr const char* kResNet = R"(
class Block(nn.Module):
    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout)
        self.conv2, self.bn2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False), nn.BatchNorm2d(cout)
        self.downsample = None
        if stride != 1 or cin != cout:
            self.downsample = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + (x if self.downsample is None else self.downsample(x)))


class Encoder(nn.Module):  # names as torchvision's resnet18 has them, with a 3x3 stem and no pool
    def __init__(self, c=CHANNELS, classes=CLASSES):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, c[0], 3, 1, PADDING, bias=False), nn.BatchNorm2d(c[0])
        self.layer1 = nn.Sequential(Block(c[0], c[0], 1), Block(c[0], c[0], 1))
        self.layer2 = nn.Sequential(Block(c[0], c[1], 2), Block(c[1], c[1], 1))
        self.layer3 = nn.Sequential(Block(c[1], c[2], 2), Block(c[2], c[2], 1))
        self.layer4 = nn.Sequential(Block(c[2], c[3], 2), Block(c[3], c[3], 1))
        self.fc = nn.Linear(c[3], classes)

    def embed(self, x):
        x = STEM
        return self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3))

    def forward(self, x):
        return self.fc(self.embed(x))
)";

void replaceAll(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != text.npos; at += by.size())
        text.replace(at, what.size(), by);
}

// A Python string in double quotes, or a part of a docstring.
std::string pythonText(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return out;
}

// As nn::scaledChannels, which stands beyond torch's headers.
std::int64_t scaled(std::int64_t channels, double factor) {
    if (factor == 1) return channels;
    return std::max<std::int64_t>(
        16, 16 * static_cast<std::int64_t>(static_cast<double>(channels) * factor / 16 + 0.5));
}

std::string channelList(const RunRecord& run, std::int64_t dimension) {
    const bool resnet = run.encoder.starts_with("resnet18");
    std::string text = "(";
    for (int i = 0; i < (resnet ? 3 : 4); ++i)
        text += std::to_string(scaled(std::int64_t{64} << i, run.width)) + ", ";
    // Half of a compact embedding's dimensions are the channels of its three depths.
    if (run.encoder == "compact") dimension = dimension / 2 - scaled(256, run.width) - scaled(512, run.width);
    return text + std::to_string(dimension) + ")";
}

std::string triple(const std::array<double, 3>& values) {
    return numberText(values[0]) + ", " + numberText(values[1]) + ", " + numberText(values[2]);
}

}  // namespace

std::string encoderSnippet(const RunRecord& run, std::int64_t dimension, std::int64_t classes,
                           const std::string& weightsFile, const std::optional<PixelStatistics>& statistics) {
    std::string body = run.encoder == "notebook"             ? std::string(kTrunk) + kNotebook
                       : run.encoder == "compact"            ? std::string(kTrunk) + kCompact
                       : run.encoder.starts_with("resnet18") ? std::string(kResNet)
                                                             : std::string();
    if (body.empty()) throw LogicError("encoderSnippet: no code for the encoder " + run.encoder);
    replaceAll(body, "BIAS", run.encoder == "compact" ? ", bias=False" : "");
    replaceAll(body, "CHANNELS", channelList(run, dimension));
    replaceAll(body, "DIMENSION", std::to_string(dimension));
    replaceAll(body, "ENERGY", "64");    // nn::kCompactEnergy, which stands beyond torch's headers
    replaceAll(body, "MAXIMUM", "0.5");  // nn::kCompactMaximum
    replaceAll(body, "CLASSES", std::to_string(classes));
    replaceAll(body, "PADDING", run.encoder == "resnet18-pad2" ? "2" : "1");
    replaceAll(body, "STEM",
               run.encoder == "resnet18-linear" ? "self.bn1(self.conv1(x))  # no ReLU: lightly's stem"
                                                : "torch.relu(self.bn1(self.conv1(x)))");
    std::string text = "\"\"\"The encoder of the run " + pythonText(run.id) + " (" + pythonText(run.name) +
                       ") in plain PyTorch. Made by Selfsight.\"\"\"\n" +
                       "from pathlib import Path\n\nimport torch\nfrom torch import nn\n\n" + body + "\n\n";
    if (statistics) {
        text += "MEAN = torch.tensor([" + triple(statistics->mean) + "]).view(3, 1, 1)\n" +
                "DEVIATION = torch.tensor([" + triple(statistics->deviation) + "]).view(3, 1, 1)\n\n\n";
    } else {
        text +=
            "MEAN, DEVIATION = 0.0, 1.0  # not recorded in this run: set those of its training images\n\n\n";
    }
    const std::string path = "Path(__file__).with_name(\"" + pythonText(weightsFile) + "\")";
    text += "def load(path=" + path + "):\n    encoder = Encoder()\n";
    if (weightsFile.ends_with(".safetensors"))
        text += "    from safetensors.torch import load_file\n    encoder.load_state_dict(load_file(path))\n";
    else
        text += "    encoder.load_state_dict(torch.load(path, weights_only=True))\n";
    text +=
        "    return encoder.eval()\n\n\n"
        "@torch.inference_mode()\n"
        "def embed(encoder, images):  # uint8 [n, 3, height, width]\n"
        "    return encoder.embed((images.float() / 255 - MEAN) / DEVIATION)\n\n\n"
        "if __name__ == \"__main__\":\n"
        "    print(embed(load(), torch.zeros(2, 3, 32, 32, dtype=torch.uint8)).shape)\n";
    return text;
}

const char* const kWriteRunSnippet =
    R"("""Writes the embeddings of any encoder as a run that Selfsight opens: write_run("workspace", "my encoder", E, y)."""
import json
import time
from pathlib import Path

import numpy as np


def write_run(workspace, name, embeddings, labels=None, class_names=(), split="test"):
    e = np.ascontiguousarray(embeddings, dtype="<f4")  # [n, d]
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime()) + f"-{time.time_ns() % 10**6:06d}"
    run = Path(workspace) / "runs" / (stamp + "-external")
    (run / "embeddings").mkdir(parents=True)
    tag = lambda kind: {"name": kind, "major": 1, "minor": 0}
    columns = [{"name": "class", "file": f"{split}.labels.npy", "names": list(class_names)}] if labels is not None else []
    if labels is not None:
        np.save(run / f"embeddings/{split}.labels.npy", np.asarray(labels, dtype="<i8"))  # [n], -1: none
    about = {"format": tag("selfsight-embeddings"), "count": e.shape[0], "dimension": e.shape[1], "columns": columns}
    (run / f"embeddings/{split}.columns.json").write_text(json.dumps(about))
    np.save(run / f"embeddings/{split}.npy", e)
    record = {"format": tag("selfsight-run"), "id": run.name, "name": name, "method": "external", "state": "succeeded",
              "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "encoder": {"dimension": e.shape[1]}}
    (run / "run.json").write_text(json.dumps(record))
    return run
)";

void writeNormalisation(const std::filesystem::path& runFolder, const PixelStatistics& statistics) {
    io::writeJsonAtomic(runFolder / "normalisation.json", {{"format", formatTag("selfsight-normalisation")},
                                                           {"mean", statistics.mean},
                                                           {"deviation", statistics.deviation}});
}

std::optional<PixelStatistics> readNormalisation(const std::filesystem::path& runFolder) {
    const auto file = runFolder / "normalisation.json";
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return std::nullopt;
    const auto document = io::readJson(file);
    checkFormat(document, "selfsight-normalisation", file.string());
    const auto values = [&](const char* key) {
        const auto list = io::jsonValue<std::vector<double>>(document, key, {}, file.string());
        if (list.size() != 3)
            throw inputError(file.string(), std::string("\"") + key + "\" is no list of three numbers");
        return std::array<double, 3>{list[0], list[1], list[2]};
    };
    return PixelStatistics{values("mean"), values("deviation")};
}

}  // namespace selfsight::store
