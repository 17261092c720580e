"""Records the losses of ten steps of every method in PyTorch: python tests/methods/make_fixture.py

The siamese methods follow byol-pytorch 0.6: views pass one by one; the loss is loss_one + loss_two; the moving average is updated after
the optimiser's step.
"""

import copy
import json
import pathlib
import sys

import torch
import torch.nn.functional as F

root = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(root / "support"))
from notebook_torch import Encoder, cosine_loss, fill, images, mlp, simsiam_mlp  # noqa: E402

# Ten steps of Adam through ReLU and max-pool amplify rounding errors: at a rate of 5e-4 even this script in float32 and in float64 differ
# by 1e-3 in the end. At this rate they agree to a few 1e-6 while the losses move by far more.
WIDTH, CLASSES, BATCH, STEPS, RATE = 0.125, 10, 16, 10, 5e-6


def named(**modules):
    return {f"{m}.{n}": p for m, module in modules.items() for n, p in module.named_parameters()}


def supervised():
    encoder = Encoder(WIDTH, CLASSES).train()
    parameters = named(encoder=encoder)
    fill(parameters)
    optimiser = torch.optim.AdamW(parameters.values(), lr=RATE, weight_decay=1e-3)
    losses = []
    for step in range(STEPS):
        labels = (torch.arange(BATCH) * 3 + step) % CLASSES
        loss = F.cross_entropy(encoder(images(BATCH, 32, 2 * step)), labels, label_smoothing=0.1)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


def siamese(momentum):
    encoder = Encoder(WIDTH, CLASSES).train()
    projector = (mlp if momentum else simsiam_mlp)(encoder.dimension, 128, 512)
    predictor = mlp(128, 128, 512)
    parameters = named(encoder=encoder, projector=projector, predictor=predictor)
    fill(parameters)
    target = copy.deepcopy(torch.nn.ModuleList([encoder, projector])) if momentum else None
    trained = [p for n, p in parameters.items() if not n.startswith("encoder.fc.")]
    optimiser = torch.optim.AdamW(trained, lr=RATE, weight_decay=0)
    losses = []
    for step in range(STEPS):
        one, two = images(BATCH, 32, 2 * step), images(BATCH, 32, 2 * step + 1)
        p1, p2 = projector(encoder.embed(one)), projector(encoder.embed(two))
        q1, q2 = predictor(p1), predictor(p2)
        with torch.no_grad():
            if momentum:
                t1, t2 = (target[1](target[0].embed(v)) for v in (one, two))
            else:
                t1, t2 = p1.detach(), p2.detach()
        loss = (cosine_loss(q1, t2) + cosine_loss(q2, t1)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if momentum:
            with torch.no_grad():
                for t, s in zip(target.parameters(), [*encoder.parameters(), *projector.parameters()]):
                    t.mul_(0.99).add_(s, alpha=0.01)
        losses.append(loss.item())
    return losses


def expander(inputs, hidden, outputs):
    """The projector of Barlow Twins' and VICReg's authors, without biases."""
    layers = []
    for a, b in ((inputs, hidden), (hidden, hidden)):
        layers += [torch.nn.Linear(a, b, bias=False), torch.nn.BatchNorm1d(b), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers, torch.nn.Linear(hidden, outputs, bias=False))


def simclr_loss(a, b, temperature=0.5):
    """NT-Xent, term by term as in the paper."""
    z = F.normalize(torch.cat([a, b]), dim=1)
    n, count = len(a), 2 * len(a)
    similarity = torch.exp(z @ z.T / temperature)
    terms = []
    for i in range(count):
        others = sum(similarity[i, k] for k in range(count) if k != i)
        terms.append(-torch.log(similarity[i, (i + n) % count] / others))
    return torch.stack(terms).mean()


def barlow_loss(a, b, weight=0.005):
    norm = torch.nn.BatchNorm1d(a.shape[1], affine=False)
    c = norm(a).T @ norm(b) / len(a)
    identity = torch.eye(len(c), dtype=torch.bool)
    return ((c[identity] - 1).pow(2).sum() + weight * c[~identity].pow(2).sum()) / len(c)


def vicreg_loss(a, b):
    def variance(x):
        return F.relu(1 - torch.sqrt(x.var(dim=0) + 1e-4)).mean()

    def covariance(x):
        c = torch.cov(x.T)
        return c[~torch.eye(len(c), dtype=torch.bool)].pow(2).sum() / len(c)

    return 25 * F.mse_loss(a, b) + 25 * (variance(a) + variance(b)) / 2 + covariance(a) + covariance(b)


def joint_embedding(make_projector, compare):
    encoder = Encoder(WIDTH, CLASSES).train()
    projector = make_projector(encoder.dimension)
    parameters = named(encoder=encoder, projector=projector)
    fill(parameters)
    trained = [p for n, p in parameters.items() if not n.startswith("encoder.fc.")]
    optimiser = torch.optim.AdamW(trained, lr=RATE, weight_decay=0)
    losses = []
    for step in range(STEPS):
        a, b = (projector(encoder.embed(images(BATCH, 32, 2 * step + view))) for view in (0, 1))
        loss = compare(a, b)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


torch.set_num_threads(1)
out = root / "data" / "methods" / "ten_steps.json"
result = {"width": WIDTH, "classes": CLASSES, "batch": BATCH, "rate": RATE, "supervised": supervised(), "byol": siamese(True), "simsiam": siamese(False),
          "simclr": joint_embedding(lambda d: mlp(d, 128, 512), simclr_loss),
          "barlow": joint_embedding(lambda d: expander(d, 512, 128), barlow_loss),
          "vicreg": joint_embedding(lambda d: expander(d, 512, 128), vicreg_loss)}
out.write_text(json.dumps(result, indent=1) + "\n")
