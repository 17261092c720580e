"""Records scikit-learn's train_test_split(random_state=…), for test_split.cpp: train indices, then test indices, as uint16."""

import pathlib

import numpy as np
from sklearn.model_selection import train_test_split

OUT = pathlib.Path(__file__).parent / "fixtures"

for count in (10000, 2000, 101):
    for seed in (0, 20261124):
        train, test = train_test_split(np.arange(count), test_size=0.25, random_state=seed)
        np.save(OUT / f"split_{count}_{seed}.npy", np.concatenate([train, test]).astype(np.uint16))
