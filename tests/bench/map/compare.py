"""Our maps beside openTSNE's, scikit-learn's, umap-learn's and scikit-learn-intelex's: times, divergence, trust.

    python compare.py time BENCH_MAP EMBEDDING.npy FOLDER [--what tsne,umap,pca,openTSNE,sklearn,intelex,umap-learn,sklearn-pca,...]
    python compare.py score EMBEDDING.npy FOLDER

`time` runs one thing after the other in processes of its own, each with the same number of threads, nothing else on the
machine, and keeps each map and its seconds in FOLDER, so that slow peers need to run only once; `score` computes the KL
divergence of every t-SNE map from the same affinities (openTSNE's, perplexity 30, from scikit-learn's exact neighbours) in
float64, and trustworthiness at k = 12 by scikit-learn (above 10,000 points on the same sample of 10,000 for all), and prints
all ratios. BENCH_MAP is the program bench_map of this folder. umap-learn runs twice in its process, unseeded; the second
(warm) time counts. Times are of the computation; reading and imports are left out on both sides. Processor seconds of all
threads stand beside the seconds: they say more on a machine that is not quiet (`load`).
"""
import argparse
import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

OURS = {  # arguments of bench_map
    "tsne": ["tsne"],
    "tsne-fine": ["tsne", "fine"],
    "tsne-as-sklearn": ["tsne", "scikit-learn"],
    "umap": ["umap"],
    "pca": ["pca"],
    "neighbours": ["tsne", "openTSNE", "graph"],
}
SKLEARN_TSNE = 'from sklearn.manifold import TSNE\ny = TSNE(perplexity=30, init="pca", n_jobs=T, random_state=0).fit_transform(x)'
PEERS = {
    "openTSNE": 'import openTSNE\nstart, busy = time.perf_counter(), time.process_time()\n'
    'y = np.asarray(openTSNE.TSNE(perplexity=30, n_jobs=T, initialization="pca", random_state=0).fit(x))',
    "sklearn": SKLEARN_TSNE,
    "intelex": "from sklearnex import patch_sklearn\npatch_sklearn(verbose=False)\n"
    + SKLEARN_TSNE.replace("y =", "start, busy = time.perf_counter(), time.process_time()\ny ="),
    "umap-learn": "import umap\ny = umap.UMAP(n_jobs=T).fit_transform(x)\n"
    "start, busy = time.perf_counter(), time.process_time()\ny = umap.UMAP(n_jobs=T).fit_transform(x)",
    "sklearn-pca": "from sklearn.decomposition import PCA\nstart, busy = time.perf_counter(), time.process_time()\ny = PCA(2, random_state=0).fit_transform(x)",
    "sklearn-brute": 'from sklearn.neighbors import NearestNeighbors\nstart, busy = time.perf_counter(), time.process_time()\n'
    'y = NearestNeighbors(n_neighbors=90, algorithm="brute", n_jobs=T).fit(x).kneighbors()[0]',
}
KIND = {"umap": "umap", "umap-learn": "umap", "pca": "pca", "sklearn-pca": "pca", "neighbours": "neighbours", "sklearn-brute": "neighbours"}
CHILD = """
import sys, time, json, numpy as np
T = {threads}
x = np.load({embedding!r})
import sklearn.manifold, sklearn.decomposition
start, busy = time.perf_counter(), time.process_time()
{body}
seconds, cpu = time.perf_counter() - start, time.process_time() - busy
np.save({out!r}, np.asarray(y, np.float32))
print(json.dumps(dict(seconds=seconds, cpu=cpu)))
"""


def run(command, environment):
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1].replace("nan", "null"))


def measure(args):
    variables = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
    environment = dict(os.environ, OMP_WAIT_POLICY="passive", **{name: str(args.threads) for name in variables})
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS"):
        environment.pop(name, None)
    args.folder.mkdir(parents=True, exist_ok=True)
    for what in args.what.split(","):
        out = str(args.folder / f"{what}.npy")
        if what in OURS:
            facts = run([args.bench_map, args.embedding, out, *OURS[what]], environment)
            parts = {k: facts[k] for k in ("neighbours", "prepare", "early", "late") if k in facts}
            cpu = sum(facts[f"{k}_cpu"] for k in parts)
            facts = dict(seconds=sum(parts.values()), cpu=cpu, parts=parts, recall=facts["recall"])
        else:
            code = CHILD.format(threads=args.threads, embedding=args.embedding, body=PEERS[what], out=out)
            facts = run([args.intelex if what == "intelex" else sys.executable, "-W", "ignore", "-c", code], environment)
        facts["date"] = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        facts["load"] = os.getloadavg()[0]
        (args.folder / f"{what}.json").write_text(json.dumps(facts))
        print(what, json.dumps(facts), flush=True)


def affinities(x, threads):
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors
    from sklearn.neighbors import NearestNeighbors

    # openTSNE's own exact search is a ball tree, which takes hours at 60,000 points of 1,028 columns.
    nearest = NearestNeighbors(n_neighbors=90, algorithm="brute", n_jobs=threads).fit(x)
    distances, indices = nearest.kneighbors()
    known = PrecomputedNeighbors(indices, distances)
    return PerplexityBasedNN(knn_index=known, perplexity=30, n_jobs=threads).P.tocoo()


def divergence(p, y):
    y = y.astype(np.float64)
    z = -len(y)
    rows = max(1, 2_000_000 // len(y))
    for i in range(0, len(y), rows):
        square = (y[i : i + rows, None, 0] - y[None, :, 0]) ** 2
        square += (y[i : i + rows, None, 1] - y[None, :, 1]) ** 2
        square += 1
        z += (1 / square).sum()
    square = ((y[p.row] - y[p.col]) ** 2).sum(1)
    return float((p.data * np.log(p.data * (1 + square) * z)).sum())


def trust(x, y, k=12):
    from sklearn.manifold import trustworthiness

    if len(x) > 10000:
        keep = np.random.default_rng(0).permutation(len(x))[:10000]
        x, y = x[keep], y[keep]
    return float(trustworthiness(x, y, n_neighbors=k))


def score(args):
    x = np.load(args.embedding)
    facts = {f.stem: json.loads(f.read_text()) for f in args.folder.glob("*.json") if f.stem in OURS or f.stem in PEERS}
    p = None
    for what, fact in facts.items():
        kind = KIND.get(what, "tsne")
        if kind == "neighbours" or fact.get("scored") == fact["date"]:
            continue
        y = np.load(args.folder / f"{what}.npy")
        if kind == "tsne":
            p = affinities(x, args.threads) if p is None else p
            fact["kl"] = divergence(p, y)
        fact["trust"] = trust(x, y)
        fact["scored"] = fact["date"]
        (args.folder / f"{what}.json").write_text(json.dumps(fact))
    print(f"{args.embedding}: {len(x)} x {x.shape[1]}")
    for kind in ("tsne", "umap", "pca", "neighbours"):
        if kind not in facts:
            continue
        ours = facts[kind]
        for what, fact in sorted(facts.items(), key=lambda item: item[1]["seconds"]):
            if KIND.get(what, "tsne") != kind:
                continue
            text = f"{what:16s} {fact['seconds']:8.2f} s {fact['seconds'] / ours['seconds']:6.2f} x ours, "
            text += f"processors {fact['cpu']:8.2f} s {fact['cpu'] / ours['cpu']:6.2f} x ours"
            text += f"  KL {fact['kl']:.4f}" if "kl" in fact else ""
            text += f"  trust {fact['trust']:.4f}" if "trust" in fact else ""
            text += "  " + " ".join(f"{k} {v:.2f}" for k, v in fact.get("parts", {}).items())
            text += f"  recall {fact['recall']:.3f}" if fact.get("recall", 1) != 1 else ""
            print(text + f"  ({fact['date']}, load {fact['load']:.1f})")


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
commands = parser.add_subparsers(required=True)
timing = commands.add_parser("time")
timing.add_argument("bench_map")
timing.add_argument("embedding")
timing.add_argument("folder", type=Path)
timing.add_argument("--what", default="tsne,umap,pca,neighbours")
timing.add_argument("--intelex", default=sys.executable, help="the Python that has scikit-learn-intelex")
timing.set_defaults(work=measure)
scoring = commands.add_parser("score")
scoring.add_argument("embedding")
scoring.add_argument("folder", type=Path)
scoring.set_defaults(work=score)
for each in (timing, scoring):
    each.add_argument("--threads", type=int, default=2)
arguments = parser.parse_args()
arguments.work(arguments)
