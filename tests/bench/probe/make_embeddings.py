"""Makes the embeddings that the probe and neighbour benchmarks use: the notebook's encoder at width 1 on CIFAR-100.

    make_embeddings.py --archive cifar-100-binary.tar.gz -o build/bench [--epochs 0] [--train N] [--width 1]

Writes random-{test,train}.npy (float32 [n, 1028]) and {test,train}-labels.npy (int64). The norms use batch statistics
(training mode, batches of 1,000), as the notebook did, which makes the features ill-conditioned. With --epochs E the encoder is
first trained with labels for E epochs, and the files are called trained-….npy.
"""
import argparse
import pathlib
import tarfile
import time

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F


def block(inputs, outputs, pool=False):
    layers = [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, *([nn.MaxPool2d(2)] if pool else []))


class Encoder(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        c = [max(16, round(n * width / 16) * 16) if width != 1 else n for n in (64, 128, 256, 512, 1028)]
        self.conv1, self.conv2 = block(3, c[0]), block(c[0], c[1], True)
        self.res1 = nn.Sequential(block(c[1], c[1]), block(c[1], c[1]))
        self.conv3, self.conv4 = block(c[1], c[2], True), block(c[2], c[3], True)
        self.res2 = nn.Sequential(block(c[3], c[3]), block(c[3], c[3]))
        self.conv5 = block(c[3], c[4], True)
        self.res3 = nn.Sequential(block(c[4], c[4]), block(c[4], c[4]))
        self.fc = nn.Linear(c[4], classes)

    def embed(self, x):
        x = self.conv2(self.conv1(x))
        x = self.res1(x) + x
        x = self.conv4(self.conv3(x))
        x = self.res2(x) + x
        x = self.conv5(x)
        x = self.res3(x) + x
        return F.max_pool2d(x, 2).flatten(1)


def read(archive):
    parts = {}
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            stem = pathlib.Path(member.name).stem
            if stem in ("train", "test") and member.isfile():
                raw = np.frombuffer(tar.extractfile(member).read(), np.uint8).reshape(-1, 3074)
                parts[stem] = raw[:, 2:].reshape(-1, 3, 32, 32), raw[:, 1].astype(np.int64)
    return parts


def normalise(x):
    x = torch.from_numpy(x).float().div_(255)
    mean, std = torch.tensor([0.507, 0.487, 0.441]), torch.tensor([0.267, 0.256, 0.276])
    return (x - mean[:, None, None]).div_(std[:, None, None]).to(memory_format=torch.channels_last)


def train(model, images, labels, epochs, batch=128):
    decay = [p for p in model.parameters() if p.ndim > 1]
    rest = [p for p in model.parameters() if p.ndim <= 1]
    optimiser = torch.optim.AdamW([{"params": decay}, {"params": rest, "weight_decay": 0}], 2e-3, weight_decay=1e-2, fused=True)
    steps = int(epochs * len(labels)) // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 2e-3, total_steps=steps)
    started = time.time()
    for step in range(steps):
        index = torch.randint(len(labels), (batch,)).numpy()
        x = normalise(images[index])
        if step % 2:
            x = x.flip(3)
        with torch.autocast("cpu", torch.bfloat16):
            loss = F.cross_entropy(model.fc(model.embed(x)), torch.from_numpy(labels[index]), label_smoothing=0.1)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            print(f"step {step}/{steps} loss {loss.item():.3f} {time.time() - started:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", required=True)
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--epochs", type=float, default=0)
    parser.add_argument("--width", type=float, default=1)
    parser.add_argument("--train", type=int, default=0, help="how many training images to embed as well")
    args = parser.parse_args()
    torch.manual_seed(0)
    output = pathlib.Path(args.output)
    output.mkdir(parents=True, exist_ok=True)
    parts = read(args.archive)
    model = Encoder(args.width, 100).to(memory_format=torch.channels_last)
    if args.epochs:
        train(model, *parts["train"], args.epochs)
    name = "trained" if args.epochs else "random"
    for part in ("test", "train"):
        images, labels = parts[part]
        count = len(labels) if part == "test" else args.train
        if not count:
            continue
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            embedded = [model.embed(normalise(images[i:i + 1000])).float() for i in range(0, count, 1000)]
        np.save(output / f"{name}-{part}.npy", torch.cat(embedded).numpy())
        np.save(output / f"{part}-labels.npy", labels[:count])
        print(f"{name}-{part}.npy", count, flush=True)


if __name__ == "__main__":
    main()
