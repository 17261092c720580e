"""The linear probe and its relatives against scikit-learn on the same embeddings, in one process tree, all on all cores.

    cmake --preset bench && ninja -C build/bench bench_probe      # builds our side
    bench_probe.py fit E.npy Y.npy --model ovr [--one-job] [--exact]
    bench_probe.py fit E.npy Y.npy --model multinomial [--exact] [--intelex PYTHON]
    bench_probe.py knn E.npy F.npy
    bench_probe.py sgemm

fit: the notebook's split (75/25, random_state 0), C = 1, raw features. scikit-learn's one-vs-rest runs with n_jobs=-1 and, with
--one-job, with its default too (a minute). Peers run with their defaults, which stop at 100 iterations; ours goes on until it
has converged; --iterations 5000 lets the peers converge as well. --exact also runs scikit-learn to tol=1e-8 in float64
(one-vs-rest by Newton's method, multinomial by L-BFGS) and compares every objective. --intelex names a Python that has scikit-learn-intelex. Each prints a JSON object
with seconds and ratios. OPENBLAS variables are removed, because they halve the peers' speed.
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

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neighbors import NearestNeighbors

INTELEX = """
import sys, time, json, numpy as np
from sklearnex import patch_sklearn
patch_sklearn(verbose=False)
from sklearn.linear_model import LogisticRegression
x, y, fit, held = (np.load(f) for f in sys.argv[1:5])
most = int(sys.argv[5])
a, b = x[fit], y[fit]
LogisticRegression(max_iter=2).fit(a[:500], b[:500])
started = time.perf_counter()
model = LogisticRegression(max_iter=most).fit(a, b)
print(json.dumps({"seconds": time.perf_counter() - started, "accuracy": float((model.predict(x[held]) == y[held]).mean()),
                  "iterations": int(model.n_iter_[0]), "estimator": type(model).__module__}))
"""

warnings.simplefilter("ignore", ConvergenceWarning)


def ours(program, *arguments):
    run = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout)


def timed(work):
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def binary_objective(model, x, target):
    z = x @ model.coef_[0] + model.intercept_[0]
    return np.logaddexp(0, -np.where(target, z, -z)).sum() + 0.5 * (model.coef_**2).sum()


def joint_objective(model, x, y):
    z = x @ model.coef_.T + model.intercept_
    top = z.max(1)
    loss = np.log(np.exp(z - top[:, None]).sum(1)) + top - z[np.arange(len(y)), np.searchsorted(model.classes_, y)]
    return loss.sum() + 0.5 * (model.coef_**2).sum()


def exact(model, x, y, mine):
    """The largest |ours / scikit-learn's − 1| of an objective, and scikit-learn's model."""
    if model == "ovr":
        peer = OneVsRestClassifier(LogisticRegression(tol=1e-8, solver="newton-cholesky")).fit(x, y)
        best = [binary_objective(m, x, y == c) for m, c in zip(peer.estimators_, peer.classes_)]
    else:
        peer = LogisticRegression(tol=1e-8, max_iter=20000).fit(x, y)
        best = [joint_objective(peer, x, y)]
    return float(np.abs(np.array(mine) / np.array(best) - 1).max()), peer


def fit(args):
    x, y = np.load(args.embeddings), np.load(args.labels)
    rows, held = train_test_split(np.arange(len(y)), test_size=0.25, random_state=0)
    result = {"embeddings": args.embeddings, "model": args.model, "n_fit": len(rows), "dimension": x.shape[1],
              "cores": os.cpu_count()}
    peers = {}
    with tempfile.TemporaryDirectory() as folder:
        files = [pathlib.Path(folder) / name for name in ("rows.npy", "held.npy")]
        np.save(files[0], rows)
        np.save(files[1], held)
        mine = ours(args.program, "fit", args.embeddings, args.labels, files[0], args.model, args.repetitions)
        if args.intelex and args.model == "multinomial":
            out = subprocess.run([args.intelex, "-c", INTELEX, args.embeddings, args.labels, *files,
                                  str(args.iterations)], check=True,
                                 capture_output=True, text=True).stdout
            peers["scikit-learn-intelex"] = json.loads(out)
    if args.model == "ovr":
        models = {"n_jobs=-1": OneVsRestClassifier(LogisticRegression(max_iter=args.iterations), n_jobs=-1)}
        if args.one_job:
            models["n_jobs=None"] = OneVsRestClassifier(LogisticRegression(max_iter=args.iterations))
    else:
        models = {"scikit-learn": LogisticRegression(max_iter=args.iterations)}
    for name, model in models.items():
        seconds, _ = timed(lambda: model.fit(x[rows], y[rows]))
        parts = getattr(model, "estimators_", [model])
        peers[name] = {"seconds": seconds, "accuracy": accuracy_score(y[held], model.predict(x[held])),
                       "most_iterations": int(max(part.n_iter_[0] for part in parts))}
        if args.model == "multinomial":
            best = joint_objective(model, x[rows].astype(np.float64), y[rows])
            peers[name]["objective_to_ours"] = best / mine["objectives"][0]
    for peer in peers.values():
        peer["ratio"] = peer["seconds"] / mine["seconds"]
    result["ours"] = {k: v for k, v in mine.items() if k != "objectives"}
    result["peers"] = peers
    if args.exact:
        wide = x.astype(np.float64)
        excess, peer = exact(args.model, wide[rows], y[rows], mine["objectives"])
        result["objective_difference"] = excess
        result["exact_accuracy"] = accuracy_score(y[held], peer.predict(wide[held]))
    return result


def knn(args):
    base, queries = np.load(args.embeddings), np.load(args.labels)
    with tempfile.TemporaryDirectory() as folder:
        found = pathlib.Path(folder) / "found.npy"
        mine = ours(args.program, "knn", args.embeddings, args.labels, args.k, found)
        found = np.load(found)
    peers = {}
    unit = [m / np.linalg.norm(m, axis=1, keepdims=True) for m in (base, queries)]
    for name, metric, a, b in (("brute, cosine", "cosine", base, queries), ("brute, euclidean of unit rows", "euclidean", *unit)):
        search = NearestNeighbors(n_neighbors=args.k, algorithm="brute", metric=metric, n_jobs=-1).fit(a)
        seconds, (distance, index) = timed(lambda: search.kneighbors(b))
        # Another order counts only where it is not a tie in float32.
        there = np.einsum("ijk,ik->ij", unit[0][found[:500]].astype(np.float64), unit[1][:500].astype(np.float64))
        best = np.einsum("ijk,ik->ij", unit[0][index[:500]].astype(np.float64), unit[1][:500].astype(np.float64))
        peers[name] = {"seconds": seconds, "ratio": seconds / mine["seconds"], "equal_indices": float((found == index).mean()),
                       "largest_difference_of_cosine": float(np.abs(there - best).max())}
    return {"base": base.shape, "queries": queries.shape, "k": args.k, "ours": mine, "peers": peers}


def sgemm(args):
    rng = np.random.default_rng(0)
    rates = {}
    for rows in (100, 1028):
        a, b = rng.normal(size=(rows, 1028)).astype(np.float32), rng.normal(size=(1028, 7500)).astype(np.float32)
        rates[f"{rows} x 1028 x 7500"] = max(2e-9 * rows * 1028 * 7500 / timed(lambda: a @ b)[0] for _ in range(20))
    return {"ours": ours(args.program, "sgemm")["gflops"], "numpy": rates}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["fit", "knn", "sgemm"])
    parser.add_argument("embeddings", nargs="?")
    parser.add_argument("labels", nargs="?")
    parser.add_argument("--program", default="build/bench/bin/bench_probe")
    parser.add_argument("--model", choices=["ovr", "multinomial"], default="ovr")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--one-job", action="store_true")
    parser.add_argument("--iterations", type=int, default=100)
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--intelex")
    parser.add_argument("--k", type=int, default=20)
    args = parser.parse_args()
    json.dump({"fit": fit, "knn": knn, "sgemm": sgemm}[args.what](args), sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
