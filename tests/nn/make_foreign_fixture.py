"""Records what the real libraries write: python tests/nn/make_foreign_fixture.py [--checkpoint]

tests/data/nn/foreign.json holds, for ResNet-18 in CIFAR form as torchvision, lightly and solo-learn build it and for the notebook's
encoder inside byol-pytorch under Lightning, the names and shapes of the state dictionary and the embedding of images, with weights by
formula (tests/support/formula.h makes the same). solo-learn's module is built by its own recipe (solo/methods/base.py) from
torchvision's ResNet-18. tests/data/nn/byol.ckpt is a checkpoint that Lightning wrote after two epochs of byol-pytorch on made-up
images; byol.npz holds images and the embeddings that PyTorch computes from it.

Needs torch, torchvision, lightly 1.6, pytorch-lightning 2.6 and byol-pytorch 0.9; no test needs them.
"""

import json
import pathlib
import sys

import lightly.models
import numpy as np
import pytorch_lightning as pl
import torch
import torchvision
from byol_pytorch import BYOL
from torch import nn

root = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(root / "support"))
from notebook_torch import Encoder, fill, images, noise  # noqa: E402

data = root / "data" / "nn"


def cifar_form(padding):
    """solo-learn, solo/methods/base.py; torchvision's users on CIFAR do the same with a padding of 1."""
    net = torchvision.models.resnet18()
    net.conv1 = nn.Conv2d(3, 64, kernel_size=3, stride=1, padding=padding, bias=False)
    net.maxpool = nn.Identity()
    return net


class SelfSupervisedLearner(pl.LightningModule):
    """The notebook's: byol-pytorch's README."""

    def __init__(self, net, **kwargs):
        super().__init__()
        self.save_hyperparameters(ignore=["net"])
        self.learner = BYOL(net, **kwargs)

    def training_step(self, batch, _):
        return self.learner(batch[0])

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=0.03)

    def on_before_zero_grad(self, _):
        self.learner.update_moving_average()


def learner(width):
    net = Encoder(width, 10)
    return SelfSupervisedLearner(net, image_size=32, hidden_layer="pool", projection_size=16, projection_hidden_size=32,
                                 use_simplicial_embeddings=False)


class Momentum(nn.Module):
    """What solo-learn's BYOL holds beside the backbone."""

    def __init__(self):
        super().__init__()
        self.backbone, self.momentum_backbone = cifar_form(2), cifar_form(2)
        self.backbone.fc, self.momentum_backbone.fc = nn.Identity(), nn.Identity()
        self.classifier = nn.Linear(512, 100)
        self.projector = nn.Sequential(nn.Linear(512, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 32))


class LightlyByol(nn.Module):
    """As lightly's CIFAR examples: its own ResNet without the classifier, and a momentum copy."""

    def __init__(self, width):
        super().__init__()
        children = lambda: list(lightly.models.ResNetGenerator("resnet-18", width).children())[:-1]
        self.backbone = nn.Sequential(*children(), nn.AdaptiveAvgPool2d(1))
        self.backbone_momentum = nn.Sequential(*children(), nn.AdaptiveAvgPool2d(1))


@torch.inference_mode()
def record(layout, module, prefix, embed, kind, classifier):
    state = module.state_dict()
    fill({k: v for k, v in state.items() if v.is_floating_point()})
    module.eval()
    embedding = embed(module, images(4, 32, 7)).flatten(1)
    return {"layout": layout, "prefix": prefix, "kind": kind, "classifier": classifier, "count": 4,
            "tensors": [[k, list(v.shape)] for k, v in state.items()],
            "scale": embedding.abs().max().item(), "embedding": embedding[:, :: max(1, embedding.shape[1] // 16)].double().tolist()}


def trunk(net, x):
    return nn.Sequential(*list(net.children())[:-1])(x)


def checkpoint():
    torch.manual_seed(0)
    tone = noise(96 * 3, 1).reshape(96, 1, 1, 3) * 100 + 110
    grain = noise(96 * 8 * 8 * 3, 2).reshape(96, 8, 8, 3).repeat(4, 1).repeat(4, 2) * 40  # coarse: the file stays small
    pictures = np.clip(tone + grain, 0, 255).astype("u1")
    labels = (tone.reshape(96, 3).argmax(1)).astype("i8")
    x = torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255
    module = learner(0.05)
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x[:64]), batch_size=32)
    trainer = pl.Trainer(max_epochs=2, accelerator="cpu", logger=False, enable_progress_bar=False, enable_checkpointing=False,
                         enable_model_summary=False)
    trainer.fit(module, loader)
    trainer.save_checkpoint(data / "byol.ckpt")
    module.eval()
    mean, deviation = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
    with torch.inference_mode():
        embedding = module.learner.online_encoder.net.embed((x[64:] - mean.view(3, 1, 1)) / deviation.view(3, 1, 1))
    np.savez_compressed(data / "byol.npz", x_train=pictures[:64], y_train=labels[:64], x_test=pictures[64:], y_test=labels[64:])
    np.save(data / "byol.npy", embedding.numpy())


versions = {m.__name__: m.__version__ for m in (torch, torchvision, lightly, pl)}
layouts = [
    record("torchvision", cifar_form(1), "", trunk, "resnet18", True),
    record("solo-learn", Momentum(), "backbone.", lambda m, x: trunk(m.backbone, x), "resnet18-pad2", False),
    record("lightly", LightlyByol(0.25), "backbone.", lambda m, x: m.backbone(x), "resnet18-linear", False),
    record("byol-pytorch", learner(0.25), "learner.online_encoder.net.", lambda m, x: m.learner.net.embed(x), "notebook", True),
]
(data / "foreign.json").write_text(json.dumps({"versions": versions, "layouts": layouts}) + "\n")
if "--checkpoint" in sys.argv:
    checkpoint()
