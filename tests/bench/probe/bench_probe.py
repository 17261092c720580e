"""The linear probe against scikit-learn on the same embeddings, in one process tree, both on all cores.

    cmake --preset bench && ninja -C build/bench bench_probe      # builds our side
    make_embeddings.py --archive cifar-100-binary.tar.gz -o build/embeddings
    bench_probe.py build/embeddings/random-test.npy build/embeddings/test-labels.npy --program build/bench/bin/bench_probe

The notebook's split (75/25, random_state 0), C = 1, raw features. scikit-learn's one-vs-rest runs with its default and with
n_jobs=-1, the faster counts as its best. --exact also runs it to tol=1e-8 and compares every class's objective (minutes).
Prints a JSON object: seconds, ratios, accuracies, the largest relative excess of our objectives. OPENBLAS variables are
removed, because they halve the peers' speed.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

for name in ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS"):
    os.environ.pop(name, None)

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.multiclass import OneVsRestClassifier


def timed(model, x, y):
    started = time.perf_counter()
    model.fit(x, y)
    return time.perf_counter() - started


def binary_objective(model, x, target):
    z = x.astype(np.float64) @ model.coef_[0].astype(np.float64) + model.intercept_[0]
    return np.logaddexp(0, -np.where(target, z, -z)).sum() + 0.5 * (model.coef_.astype(np.float64) ** 2).sum()


def joint_objective(model, x, y):
    z = x.astype(np.float64) @ model.coef_.T.astype(np.float64) + model.intercept_
    top = z.max(1)
    loss = np.log(np.exp(z - top[:, None]).sum(1)) + top - z[np.arange(len(y)), np.searchsorted(model.classes_, y)]
    return loss.sum() + 0.5 * (model.coef_.astype(np.float64) ** 2).sum()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("embeddings")
    parser.add_argument("labels")
    parser.add_argument("--program", default="build/bench/bin/bench_probe")
    parser.add_argument("--model", choices=["ovr", "multinomial"], default="ovr")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--one-job", action="store_true", help="time scikit-learn's one-vs-rest with its default n_jobs too (about a minute)")
    parser.add_argument("--exact", action="store_true")
    args = parser.parse_args()

    x, y = np.load(args.embeddings), np.load(args.labels)
    fit, held = train_test_split(np.arange(len(y)), test_size=0.25, random_state=0)
    result = {"embeddings": args.embeddings, "model": args.model, "n_fit": len(fit), "dimension": x.shape[1], "cores": os.cpu_count()}
    with tempfile.TemporaryDirectory() as folder:
        rows = pathlib.Path(folder) / "fit.npy"
        np.save(rows, fit)
        command = [args.program, args.embeddings, args.labels, rows, args.model, str(args.repetitions)]
        ours = json.loads(subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True).stdout)
    result["ours"] = {k: v for k, v in ours.items() if k != "objectives"}

    options = dict(max_iter=1000)
    if args.model == "ovr":
        peers = {"n_jobs=-1": OneVsRestClassifier(LogisticRegression(**options), n_jobs=-1)}
        if args.one_job:
            peers["n_jobs=None"] = OneVsRestClassifier(LogisticRegression(**options))
    else:
        peers = {"default": LogisticRegression(**options)}
    result["sklearn"] = {}
    for name, model in peers.items():
        seconds = timed(model, x[fit], y[fit])
        accuracy = accuracy_score(y[held], model.predict(x[held]))
        result["sklearn"][name] = {"seconds": seconds, "accuracy": accuracy, "ratio": seconds / ours["seconds"]}
    if args.exact:
        options = dict(tol=1e-8, max_iter=20000)
        wide = x[fit].astype(np.float64)
        if args.model == "ovr":
            exact = OneVsRestClassifier(LogisticRegression(**options), n_jobs=-1).fit(wide, y[fit])
            best = np.array([binary_objective(m, wide, y[fit] == c) for m, c in zip(exact.estimators_, exact.classes_)])
        else:
            exact = LogisticRegression(**options).fit(wide, y[fit])
            best = np.array([joint_objective(exact, wide, y[fit])])
        result["largest_excess"] = float((np.array(ours["objectives"]) / best - 1).max())
        result["exact_accuracy"] = accuracy_score(y[held], exact.predict(x[held].astype(np.float64)))
    json.dump(result, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
