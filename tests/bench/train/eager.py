"""The best eager PyTorch loop that one would write, for comparison with bench_train.

    python tests/bench/train/eager.py METHOD WIDTH float32|bfloat16 [SECONDS]

Channels-last, autocast, fused AdamW, batched augmentation on tensors, both views in one pass. Prints one line of JSON.
"""

import copy
import json
import pathlib
import sys
import time

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from notebook_torch import Encoder, cosine_loss, mlp  # noqa: E402

method, width, precision = sys.argv[1], float(sys.argv[2]), sys.argv[3]
seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 5
batch = 128 if method == "supervised" else 256
torch.manual_seed(0)
data = torch.randint(256, (10000, 3, 32, 32), dtype=torch.uint8)
labels = torch.randint(100, (10000,))
mean, std = torch.tensor([0.5, 0.5, 0.5]).view(3, 1, 1), torch.tensor([0.25, 0.25, 0.25]).view(3, 1, 1)
grey = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)


def crop_flip(x):
    n = len(x)
    x = F.pad(x, (4, 4, 4, 4))
    dx, dy = torch.randint(9, (n, 1)), torch.randint(9, (n, 1))
    cols, rows = dx + torch.arange(32), dy + torch.arange(32)
    cols = torch.where(torch.rand(n, 1) < 0.5, cols.flip(1), cols)
    x = x[torch.arange(n)[:, None, None, None], torch.arange(3)[None, :, None, None], rows[:, None, :, None], cols[:, None, None, :]]
    return (x - mean) / std


def resized_crop_jitter(x):
    n = len(x)
    scale = torch.empty(n).uniform_(0.12, 1).sqrt()
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = scale * torch.where(torch.rand(n) < 0.5, 1.0, -1.0)
    theta[:, 1, 1] = scale
    theta[:, :, 2] = (torch.rand(n, 2) * 2 - 1) * (1 - scale[:, None])
    x = F.grid_sample(x, F.affine_grid(theta, (n, 3, 32, 32), align_corners=False), align_corners=False)
    b, c, s = (torch.empty(n, 1, 1, 1).uniform_(0.6, 1.4) for _ in range(3))
    x = x * b
    x = (x - x.mean((1, 2, 3), keepdim=True)) * c + x.mean((1, 2, 3), keepdim=True)
    g = (x * grey).sum(1, keepdim=True)
    s = torch.where(torch.rand(n, 1, 1, 1) < 0.2, torch.zeros(()), s)
    return (((x - g) * s + g).clamp(0, 1) - mean) / std


encoder = Encoder(width, 100).train().to(memory_format=torch.channels_last)
modules = [encoder]
if method == "byol":
    projector, predictor = mlp(encoder.dimension, 128, 512), mlp(128, 128, 512)
    target = copy.deepcopy(torch.nn.ModuleList([encoder, projector]))
    for p in target.parameters():
        p.requires_grad_(False)
    modules += [projector, predictor]
parameters = [p for m in modules for p in m.parameters()]
optimiser = torch.optim.AdamW(parameters, lr=1e-3, fused=True)
low = precision == "bfloat16"


def step():
    index = torch.randint(10000, (batch,))
    x = data[index].float() / 255
    if method == "supervised":
        view = crop_flip(x).to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=low):
            loss = F.cross_entropy(encoder(view).float(), labels[index])
    else:
        views = torch.cat([resized_crop_jitter(x), resized_crop_jitter(x)]).to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16, enabled=low):
            q = predictor(projector(encoder.embed(views))).float()
            with torch.no_grad():
                t = target[1](target[0].embed(views)).float()
        loss = cosine_loss(q, torch.cat(t.chunk(2)[::-1])).mean()
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()
    if method == "byol":
        with torch.no_grad():
            sources = list(encoder.parameters()) + list(projector.parameters())
            torch._foreach_lerp_(list(target.parameters()), sources, 0.01)


for _ in range(2):
    step()
steps, begin = 0, time.perf_counter()
while time.perf_counter() - begin < seconds:
    step()
    steps += 1
elapsed = time.perf_counter() - begin
print(json.dumps({"method": method, "width": width, "precision": precision, "batch": batch, "threads": torch.get_num_threads(), "images_per_second": steps * batch / elapsed}))
