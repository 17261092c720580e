"""Records one forward and one backward pass of the PyTorch encoder: python tests/nn/make_fixture.py"""

import json
import pathlib
import sys

import torch
import torch.nn.functional as F

root = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(root / "support"))
from notebook_torch import Encoder, fill, images  # noqa: E402


def record(width, count):
    model = Encoder(width, 100).train()
    parameters = dict(model.named_parameters())
    fill(parameters)
    embedding = model.embed(images(count, 32, 7))
    logits = model.fc(embedding)
    loss = F.cross_entropy(logits, torch.arange(count) * 7 % 100)
    loss.backward()
    eval_embedding = model.eval().embed(images(count, 32, 7))
    return {
        "width": width,
        "count": count,
        "parameters": sum(p.numel() for p in model.parameters()),
        "names": list(model.state_dict()),
        "loss": loss.item(),
        "embedding": embedding[:, :12].tolist(),
        "embedding_norm": embedding.norm().item(),
        "eval_embedding": eval_embedding[:, :12].tolist(),
        "logits": logits[:, :6].tolist(),
        "gradients": {n: {"norm": p.grad.norm().item(), "first": p.grad.flatten()[:4].tolist()} for n, p in parameters.items()},
    }


out = root / "data" / "nn" / "encoder.json"
out.write_text(json.dumps([record(1, 4), record(0.25, 8)], indent=1) + "\n")
