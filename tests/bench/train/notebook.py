"""The notebook's Python pipeline, for comparison with bench_train: torchvision's transforms on PIL images in DataLoader workers,
byol_pytorch 0.6 with its own augmentations, pytorch_lightning's loop. One line of JSON.

    python tests/bench/train/notebook.py METHOD WIDTH float32|bfloat16 [SECONDS]

METHOD supervised, byol or simsiam. Needs torchvision, pytorch-lightning and byol-pytorch==0.6.0 beside torch. The data is random.
"""

import json
import logging
import os
import pathlib
import sys
import time
import warnings

import numpy as np
import pytorch_lightning as lightning
import torch
import torch.nn.functional as F
from byol_pytorch import BYOL
from PIL import Image
from torchvision import transforms as T

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from notebook_torch import Encoder  # noqa: E402

warnings.simplefilter("ignore")
logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)
method, width, precision = sys.argv[1], float(sys.argv[2]), sys.argv[3]
seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 20
batch = 64 if method == "supervised" else 256
lightning.seed_everything(0, verbose=False)


class Images(torch.utils.data.Dataset):
    def __init__(self, transform):
        rng = np.random.default_rng(0)
        self.images, self.labels = rng.integers(0, 256, (10000, 32, 32, 3), dtype=np.uint8), rng.integers(0, 100, 10000)
        self.transform = transform

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.transform(Image.fromarray(self.images[i])), int(self.labels[i])


class Supervised(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = Encoder(width, 100)

    def training_step(self, item, _):
        return F.cross_entropy(self.net(item[0]), item[1])

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=5e-4, weight_decay=1e-3)


class SelfSupervised(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.learner = BYOL(Encoder(width, 100), image_size=32, hidden_layer="pool", projection_size=128, projection_hidden_size=512,
                            use_momentum=method == "byol")

    def training_step(self, item, _):
        return self.learner(item[0])

    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=5e-4, weight_decay=0)

    def on_before_zero_grad(self, _):
        if self.learner.use_momentum:
            self.learner.update_moving_average()


class Clock(lightning.Callback):
    warm = 3
    done = 0

    def on_train_batch_end(self, trainer, *_):
        self.done += 1
        if self.done == self.warm:
            self.begin = time.perf_counter()
        self.now = time.perf_counter()
        if self.done > self.warm and self.now - self.begin > seconds:
            trainer.should_stop = True


steps = [T.ToTensor()]
if method == "supervised":
    steps = [T.RandomCrop(32, 4), T.RandomHorizontalFlip(), T.RandomRotation(15), T.ToTensor(),
             T.Normalize((0.507, 0.487, 0.441), (0.267, 0.256, 0.276))]
loader = torch.utils.data.DataLoader(Images(T.Compose(steps)), batch, shuffle=True, drop_last=True, num_workers=os.cpu_count(),
                                     persistent_workers=True)
clock = Clock()
lightning.Trainer(accelerator="cpu", max_epochs=1000, min_epochs=0, precision="bf16-mixed" if precision == "bfloat16" else "32-true",
                  logger=False, enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
                  callbacks=[clock]).fit(Supervised() if method == "supervised" else SelfSupervised(), loader)
print(json.dumps({"method": method, "width": width, "precision": precision, "batch": batch, "threads": torch.get_num_threads(),
                  "torch": torch.__version__, "images_per_second": (clock.done - clock.warm) * batch / (clock.now - clock.begin)}))
