"""The other side of import and export: `make FOLDER` writes checkpoints in the layouts of Lightning with byol-pytorch, of
lightly and of solo-learn, with the key names that those projects use, and images; `embedding FOLDER NAME RUN` compares a run's
embeddings with PyTorch's own forward pass; `exports FOLDER [NAME RUN STEM]…` does so for several runs and compares the weights
exported as STEM.safetensors and STEM.pt with the checkpoint, bit for bit, and runs STEM.onnx and STEM.py. One process for all of
them: PyTorch takes seconds to load."""

import copy
import json
import os
import pathlib
import runpy
import sys

import numpy as np
import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from notebook_torch import Encoder, fill, mlp  # noqa: E402

WIDTH, CLASSES = 0.25, 5


class Block(nn.Module):
    def __init__(self, cin, cout, stride, skip):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout)
        self.conv2, self.bn2 = nn.Conv2d(cout, cout, 3, 1, 1, bias=False), nn.BatchNorm2d(cout)
        self.skip = skip
        branch = nn.Sequential()
        if stride != 1 or cin != cout:
            branch = nn.Sequential(nn.Conv2d(cin, cout, 1, stride, bias=False), nn.BatchNorm2d(cout))
        setattr(self, skip, branch)

    def forward(self, x):
        y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(y + getattr(self, self.skip)(x))


class ResNet18(nn.Module):
    def __init__(self, base=16, padding=1, skip="downsample", head="fc", stem=torch.relu):
        super().__init__()
        self.stem = stem
        self.conv1, self.bn1 = nn.Conv2d(3, base, 3, 1, padding, bias=False), nn.BatchNorm2d(base)
        widths = [base, base, 2 * base, 4 * base, 8 * base]
        for i in range(4):
            a, b, stride = widths[i], widths[i + 1], 1 if i == 0 else 2
            setattr(self, f"layer{i + 1}", nn.Sequential(Block(a, b, stride, skip), Block(b, b, 1, skip)))
        setattr(self, head, nn.Linear(8 * base, CLASSES))

    def embed(self, x):
        x = self.stem(self.bn1(self.conv1(x)))
        return self.layer4(self.layer3(self.layer2(self.layer1(x)))).mean((2, 3))


class Compact(nn.Module):
    """Selfsight's compact encoder, written from its description: means at three depths, then maxima that count half, one norm,
    mean squared length 64."""

    def __init__(self, c=(16, 32, 64, 128, 256)):
        super().__init__()

        def block(cin, cout, pool=False):
            layers = [nn.Conv2d(cin, cout, 3, padding=1, bias=False), nn.BatchNorm2d(cout), nn.ReLU()]
            return nn.Sequential(*layers, *([nn.MaxPool2d(2)] if pool else []))

        self.conv1, self.conv2 = block(3, c[0]), block(c[0], c[1], True)
        self.res1 = nn.Sequential(block(c[1], c[1]), block(c[1], c[1]))
        self.conv3, self.conv4 = block(c[1], c[2], True), block(c[2], c[3], True)
        self.res2 = nn.Sequential(block(c[3], c[3]), block(c[3], c[3]))
        self.conv5 = block(c[3], c[4])
        self.dimension = 2 * sum(c[2:])
        self.norm = nn.BatchNorm2d(self.dimension, affine=False)
        self.fc = nn.Sequential(nn.Flatten(), nn.Linear(self.dimension, CLASSES))

    def embed(self, x):
        x = self.conv2(self.conv1(x))
        a = self.conv3(x + self.res1(x))
        b = self.conv4(a)
        b = b + self.res2(b)
        pooled = [f(m.flatten(2)) for f in (lambda t: t.mean(2), lambda t: t.amax(2)) for m in (a, b, self.conv5(b))]
        v = torch.cat(pooled, 1)
        v = (v - self.norm.running_mean) / torch.sqrt(self.norm.running_var + 1e-5)
        counts = torch.ones(self.dimension)
        counts[self.dimension // 2:] = 0.5
        return v * counts * 8 / counts.square().sum().sqrt()


def weights(module, seed):
    """Weights and running statistics that make every layer matter."""
    fill(dict(module.named_parameters()))
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, buffer in module.named_buffers():
            if name.endswith("running_mean"):
                buffer.copy_(0.1 * torch.randn(buffer.shape, generator=generator))
            elif name.endswith("running_var"):
                buffer.copy_(0.5 + torch.rand(buffer.shape, generator=generator))
            else:
                buffer.fill_(seed)
        for p in module.parameters():
            p.mul_(1 + 0.01 * seed)
    return module.eval()


def encoders():
    return {
        "byol.ckpt": weights(Encoder(WIDTH, CLASSES), 1),
        "plain.pth": weights(Encoder(WIDTH, CLASSES), 2),
        "lightly.ckpt": weights(ResNet18(skip="shortcut", head="linear", stem=lambda x: x), 3),
        "solo.ckpt": weights(ResNet18(padding=2), 4),
        "torchvision.safetensors": weights(ResNet18(), 5),
        "compact.pth": weights(Compact(), 6),
    }


class Evil:
    """Runs something as soon as it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


def prefixed(state, prefix):
    return {prefix + k: v for k, v in state.items()}


def make(folder):
    made = encoders()
    byol = made["byol.ckpt"]
    target = copy.deepcopy(byol)
    with torch.no_grad():
        for p in target.parameters():
            p.mul_(0.5)
    # byol_pytorch: BYOL.net is online_encoder.net; the target is a copy of the whole wrapper.
    projector, predictor = mlp(byol.dimension, 32, 64), mlp(32, 32, 64)
    state = prefixed(byol.state_dict(), "learner.net.")
    state |= prefixed(byol.state_dict(), "learner.online_encoder.net.")
    state |= prefixed(projector.state_dict(), "learner.online_encoder.projector.")
    state |= prefixed(target.state_dict(), "learner.target_encoder.net.")
    state |= prefixed(projector.state_dict(), "learner.target_encoder.projector.")
    state |= prefixed(predictor.state_dict(), "learner.online_predictor.")
    optimiser = torch.optim.AdamW(byol.parameters(), lr=5e-4)
    torch.save({"epoch": 11, "global_step": 8436, "pytorch-lightning_version": "2.6.0", "state_dict": state,
                "loops": {}, "callbacks": {}, "optimizer_states": [optimiser.state_dict()], "lr_schedulers": [],
                "hparams_name": "kwargs", "hyper_parameters": {"lr": 5e-4, "batch_size": 64, "image_size": 32}},
               folder / "byol.ckpt")
    torch.save(prefixed(made["plain.pth"].state_dict(), "module."), folder / "plain.pth")
    # lightly: the backbone is a Sequential of the children without the classifier, and so without the ReLU of its forward().
    net = made["lightly.ckpt"]
    backbone = nn.Sequential(*list(net.children())[:-1], nn.AdaptiveAvgPool2d(1))
    momentum = {k: v * 0.5 for k, v in backbone.state_dict().items() if v.is_floating_point()}
    torch.save({"epoch": 3, "global_step": 100, "state_dict": prefixed(momentum, "backbone_momentum.")
                | prefixed(backbone.state_dict(), "backbone.")}, folder / "lightly.ckpt")
    # solo-learn: torchvision's module without fc, a classifier beside it, and a momentum copy.
    solo = {k: v for k, v in made["solo.ckpt"].state_dict().items() if not k.startswith("fc.")}
    torch.save({"epoch": 9, "state_dict": prefixed(solo, "backbone.") | prefixed(solo, "momentum_backbone.")
                | {"classifier.weight": torch.zeros(100, 128), "classifier.bias": torch.zeros(100)}}, folder / "solo.ckpt")
    from safetensors.torch import save_file
    save_file(made["torchvision.safetensors"].state_dict(), folder / "torchvision.safetensors")
    torch.save(made["compact.pth"].state_dict(), folder / "compact.pth")
    broken = dict(made["plain.pth"].state_dict())
    del broken["res2.0.0.weight"]
    torch.save(broken, folder / "incomplete.pth")
    bottleneck = dict(made["torchvision.safetensors"].state_dict())
    bottleneck["layer1.0.conv3.weight"] = torch.zeros(64, 16, 1, 1)
    torch.save(bottleneck, folder / "resnet50.pth")
    imagenet = dict(made["torchvision.safetensors"].state_dict())
    imagenet["conv1.weight"] = torch.zeros(16, 3, 7, 7)
    torch.save(imagenet, folder / "imagenet.pth")
    torch.save({"head.weight": torch.zeros(3, 3)}, folder / "nothing.pth")
    torch.save({"state_dict": {"conv1.0.weight": torch.zeros(64, 3, 3, 3)}, "callback": Evil(folder / "EXECUTED")}, folder / "evil.ckpt")
    rng = np.random.default_rng(0)
    tone = rng.integers(0, 200, (60, 1, 1, 3))
    images = np.clip(tone + rng.integers(0, 56, (60, 32, 32, 3)), 0, 255).astype("u1")
    labels = np.arange(60) % CLASSES
    np.savez(folder / "images.npz", x_train=images[:40], y_train=labels[:40], x_test=images[40:], y_test=labels[40:])


def normalised(folder, run):
    about = json.loads((run / "normalisation.json").read_text())
    x = torch.from_numpy(np.load(folder / "images.npz")["x_test"]).permute(0, 3, 1, 2).float() / 255
    mean, deviation = (torch.tensor(about[k], dtype=torch.float32).view(3, 1, 1) for k in ("mean", "deviation"))
    return (x - mean) / deviation, about


@torch.inference_mode()
def embedding(folder, name, run):
    x, about = normalised(folder, run)
    if name == "byol.ckpt":
        assert np.allclose(about["mean"], [0.485, 0.456, 0.406]) and np.allclose(about["deviation"], [0.229, 0.224, 0.225]), about
    expected = encoders()[name].embed(x).numpy()
    found = np.load(run / "embeddings/test.npy")
    assert found.dtype == np.float32 and found.shape == expected.shape, (found.shape, expected.shape)
    error = np.abs(found - expected).max() / np.abs(expected).max()
    assert error < 1e-5, error
    assert np.abs(expected).max() > 0.1 and expected.std(0).max() > 1e-3


def load(file):
    if file.suffix == ".safetensors":
        from safetensors.torch import load_file
        return load_file(file)
    return torch.load(file, weights_only=True)


def same(folder, name, file):
    expected, found = encoders()[name].state_dict(), load(file)
    expected = {k.replace("shortcut.", "downsample.").replace("linear.", "fc."): v for k, v in expected.items()}
    assert set(found) == set(expected), set(found) ^ set(expected)
    for key, value in expected.items():
        if key.startswith("fc.") and name in ("lightly.ckpt", "solo.ckpt"):
            continue  # these layouts do not carry the classifier
        assert found[key].dtype == value.dtype and found[key].shape == value.shape, key
        assert found[key].numpy().tobytes() == value.numpy().tobytes(), key


def near(found, run):
    expected = np.load(run / "embeddings/test.npy")
    assert found.shape == expected.shape and np.abs(found - expected).max() < 1e-5 * np.abs(expected).max()


def onnx(file, folder, run):
    import onnxruntime
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    assert [i.shape for i in session.get_inputs()] == [["n", 3, "height", "width"]], session.get_inputs()[0].shape
    assert session.get_modelmeta().custom_metadata_map["selfsight.run"] == run.name
    near(session.run(["embedding"], {"images": normalised(folder, run)[0].numpy()})[0], run)


def script(file, folder, run):
    code = runpy.run_path(str(file))
    images = torch.from_numpy(np.load(folder / "images.npz")["x_test"]).permute(0, 3, 1, 2)
    near(code["embed"](code["load"](), images).numpy(), run)


def exports(folder, rest):
    for name, run, stem in zip(rest[::3], map(pathlib.Path, rest[1::3]), rest[2::3]):
        print(name)  # of the one that fails, for the message
        embedding(folder, name, run)
        same(folder, name, pathlib.Path(stem + ".safetensors"))
        same(folder, name, pathlib.Path(stem + ".pt"))
        onnx(pathlib.Path(stem + ".onnx"), folder, run)
        script(pathlib.Path(stem + ".py"), folder, run)


if __name__ == "__main__":
    command, folder, *rest = sys.argv[1:]
    if command == "make":
        make(pathlib.Path(folder))
    elif command == "embedding":
        embedding(pathlib.Path(folder), rest[0], pathlib.Path(rest[1]))
    else:
        assert command == "exports" and rest and len(rest) % 3 == 0, sys.argv
        exports(pathlib.Path(folder), rest)
