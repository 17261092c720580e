"""The notebook's encoder, heads and losses in plain PyTorch, and weights by formula: what the recorded fixtures of nn and methods come from."""

import numpy as np
import torch
from torch import nn
import torch.nn.functional as F


def channels(count, width):
    return count if width == 1 else max(16, 16 * int(np.floor(count * width / 16 + 0.5)))


def conv_block(cin, cout, pool=False):
    layers = [nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU(inplace=True)]
    return nn.Sequential(*(layers + [nn.MaxPool2d(2)] if pool else layers))


class Encoder(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        a, b, c, d, e = (channels(n, width) for n in (64, 128, 256, 512, 1028))
        self.conv1 = conv_block(3, a)
        self.conv2 = conv_block(a, b, pool=True)
        self.res1 = nn.Sequential(conv_block(b, b), conv_block(b, b))
        self.conv3 = conv_block(b, c, pool=True)
        self.conv4 = conv_block(c, d, pool=True)
        self.res2 = nn.Sequential(conv_block(d, d), conv_block(d, d))
        self.conv5 = conv_block(d, e, pool=True)
        self.res3 = nn.Sequential(conv_block(e, e), conv_block(e, e))
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Sequential(nn.Flatten(), nn.Linear(e, classes))
        self.dimension = e

    def embed(self, x):
        x = self.conv2(self.conv1(x))
        x = self.res1(x) + x
        x = self.conv4(self.conv3(x))
        x = self.res2(x) + x
        x = self.conv5(x)
        x = self.res3(x) + x
        return self.pool(x).flatten(1)

    def forward(self, x):
        return self.fc(self.embed(x))


def mlp(dim, projection, hidden):
    return nn.Sequential(nn.Linear(dim, hidden), nn.BatchNorm1d(hidden), nn.ReLU(inplace=True), nn.Linear(hidden, projection))


def simsiam_mlp(dim, projection, hidden):
    return nn.Sequential(
        nn.Linear(dim, hidden, bias=False), nn.BatchNorm1d(hidden), nn.ReLU(inplace=True),
        nn.Linear(hidden, hidden, bias=False), nn.BatchNorm1d(hidden), nn.ReLU(inplace=True),
        nn.Linear(hidden, projection, bias=False), nn.BatchNorm1d(projection, affine=False))


def cosine_loss(x, y):
    return 2 - 2 * (F.normalize(x, dim=-1) * F.normalize(y, dim=-1)).sum(dim=-1)


def noise(count, key):
    """Uniform in [-1, 1), from integers alone, so that C++ makes the same: tests/support/formula.h."""
    x = (np.arange(count, dtype=np.uint64) * 2654435761 + (key + 1) * 2246822519) & 0xFFFFFFFF
    x ^= x >> np.uint64(15)
    x = (x * 0x2C1B3C6D) & 0xFFFFFFFF
    x ^= x >> np.uint64(12)
    return x.astype(np.float64) / 2.0**31 - 1


def fill(named):
    """Weights by formula. `named` is a dictionary of parameters; the key of each is its place among the sorted names."""
    with torch.no_grad():
        for key, name in enumerate(sorted(named)):
            p = named[name]
            u = noise(p.numel(), key)
            if p.dim() > 1:
                u = u * np.sqrt(6.0 / (p.numel() / p.shape[0]))
            elif name.endswith(("weight", "running_var")):
                u = 1 + 0.1 * u
            else:
                u = 0.1 * u
            p.copy_(torch.from_numpy(u.reshape(p.shape)).float())


def images(count, side, key):
    """Smooth random images: noise on a coarse grid, enlarged, so that convolutions have something to see."""
    coarse = noise(count * 3 * 16, key).reshape(count, 3, 4, 4).repeat(side // 4, 2).repeat(side // 4, 3)
    fine = noise(count * 3 * side * side, key + 1000).reshape(count, 3, side, side)
    return torch.from_numpy(coarse + 0.3 * fine).float()
