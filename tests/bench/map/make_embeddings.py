"""Embeddings of CIFAR-100 by random encoders, for the benchmark of the maps. Never committed.

    python make_embeddings.py ARCHIVE OUT [--width 1] [--part test|all] [--dimension 1028]

The encoder is the notebook's, with random weights and batch statistics in its norms. At a width below 1 a random layer with
ReLU widens the embedding to the dimension asked for, so that 60,000 images need minutes and not hours on two cores.
"""
import argparse
import tarfile

import numpy as np
import torch
from torch import nn


def images(archive, part):
    blocks = []
    with tarfile.open(archive) as tar:
        for name in ["test"] if part == "test" else ["train", "test"]:
            raw = tar.extractfile(f"cifar-100-binary/{name}.bin").read()
            blocks.append(np.frombuffer(raw, np.uint8).reshape(-1, 3074))
    rows = np.concatenate(blocks)
    return rows[:, 2:].reshape(-1, 3, 32, 32), rows[:, 1].astype(np.int64)


def block(inputs, outputs, pool=False):
    layers = [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs), nn.ReLU()]
    return nn.Sequential(*layers, *([nn.MaxPool2d(2)] if pool else []))


class Encoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        c = [max(16, int(round(n * width / 16)) * 16) if width != 1 else n for n in (64, 128, 256, 512, 1028)]
        self.a = nn.Sequential(block(3, c[0]), block(c[0], c[1], True))
        self.r1 = nn.Sequential(block(c[1], c[1]), block(c[1], c[1]))
        self.b = nn.Sequential(block(c[1], c[2], True), block(c[2], c[3], True))
        self.r2 = nn.Sequential(block(c[3], c[3]), block(c[3], c[3]))
        self.c = block(c[3], c[4], True)
        self.r3 = nn.Sequential(block(c[4], c[4]), block(c[4], c[4]))
        self.dimension = c[4]

    def forward(self, x):
        x = self.a(x)
        x = self.b(self.r1(x) + x)
        x = self.c(self.r2(x) + x)
        return (self.r3(x) + x).amax((2, 3))


parser = argparse.ArgumentParser()
parser.add_argument("archive")
parser.add_argument("out")
parser.add_argument("--width", type=float, default=1)
parser.add_argument("--part", default="test")
parser.add_argument("--dimension", type=int, default=1028)
parser.add_argument("--threads", type=int, default=2)
args = parser.parse_args()
torch.set_num_threads(args.threads)
torch.manual_seed(0)
pixels, labels = images(args.archive, args.part)
encoder = Encoder(args.width).train()
widen = nn.Identity()
if encoder.dimension < args.dimension:
    widen = nn.Sequential(nn.BatchNorm1d(encoder.dimension, affine=False), nn.Linear(encoder.dimension, args.dimension), nn.ReLU())
result = []
with torch.inference_mode():
    for i in range(0, len(pixels), 250):
        x = torch.from_numpy(pixels[i : i + 250].astype(np.float32) / 255)
        result.append(widen(encoder((x - 0.5) / 0.25)).numpy())
np.save(args.out, np.concatenate(result).astype(np.float32))
np.save(args.out.replace(".npy", "_labels.npy"), labels)
