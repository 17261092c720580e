"""Our maps beside openTSNE's, scikit-learn's, umap-learn's and scikit-learn-intelex's: times, divergence, trust.

    python compare.py BENCH_MAP EMBEDDING.npy [--peers openTSNE,umap,sklearn,pca,intelex] [--intelex PYTHON] [--threads 2]

One process after the other, each with the same number of threads, nothing else on the machine. BENCH_MAP is the program
bench_map of this folder. The KL divergence of every t-SNE map is computed here, from the same affinities (exact neighbours,
perplexity 30) and in float64, whoever made the map; trustworthiness by scikit-learn, above 10,000 points on a sample of 10,000
of them. umap-learn is run twice in its process, unseeded, and the second (warm) time counts.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile

import numpy as np

PEERS = {
    "openTSNE": """
import openTSNE
y = np.asarray(openTSNE.TSNE(perplexity=30, n_jobs=T, initialization="pca", random_state=0).fit(x))
""",
    "sklearn": """
from sklearn.manifold import TSNE
y = TSNE(perplexity=30, init="pca", n_jobs=T, random_state=0).fit_transform(x)
""",
    "intelex": """
from sklearnex import patch_sklearn
patch_sklearn(verbose=False)
from sklearn.manifold import TSNE
y = TSNE(perplexity=30, init="pca", n_jobs=T, random_state=0).fit_transform(x)
""",
    "umap": """
import umap
y = umap.UMAP(n_jobs=T).fit_transform(x)
start = time.perf_counter()
y = umap.UMAP(n_jobs=T).fit_transform(x)
""",
    "pca": """
from sklearn.decomposition import PCA
y = PCA(2, random_state=0).fit_transform(x)
""",
}
CHILD = """
import sys, time, json, numpy as np
T = {threads}
x = np.load({embedding!r})
import sklearn.manifold, sklearn.decomposition
start = time.perf_counter()
{body}
seconds = time.perf_counter() - start
np.save({out!r}, np.asarray(y, np.float32))
print(json.dumps(dict(seconds=seconds)))
"""


def affinities(x):
    from openTSNE.affinity import PerplexityBasedNN

    return PerplexityBasedNN(x, perplexity=30, method="exact", n_jobs=2).P.tocoo()


def divergence(p, y):
    y = y.astype(np.float64)
    z = -len(y)
    for i in range(0, len(y), 250):
        square = ((y[i : i + 250, None] - y[None]) ** 2).sum(-1)
        z += (1 / (1 + square)).sum()
    square = ((y[p.row] - y[p.col]) ** 2).sum(1)
    return float((p.data * np.log(p.data * (1 + square) * z)).sum())


def trust(x, y, k=12):
    from sklearn.manifold import trustworthiness

    if len(x) > 10000:
        keep = np.random.default_rng(0).permutation(len(x))[:10000]
        x, y = x[keep], y[keep]
    return float(trustworthiness(x, y, n_neighbors=k))


parser = argparse.ArgumentParser()
parser.add_argument("bench_map")
parser.add_argument("embedding")
parser.add_argument("--peers", default="openTSNE,umap,pca")
parser.add_argument("--intelex", default=sys.executable, help="the Python that has scikit-learn-intelex")
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--no-kl", action="store_true", help="spare the exact neighbours of the divergence")
args = parser.parse_args()
environment = dict(os.environ, **{k: str(args.threads) for k in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")})
x = np.load(args.embedding)
rows, maps = [], {}
with tempfile.TemporaryDirectory() as folder:
    for method in ("tsne", "umap", "pca"):
        out = os.path.join(folder, method + ".npy")
        done = subprocess.run([args.bench_map, args.embedding, out, method], env=environment, capture_output=True, text=True, check=True)
        facts = json.loads(done.stdout.replace("nan", "null"))
        seconds = sum(facts[part] for part in ("neighbours", "prepare", "early", "late"))
        rows.append((f"ours {method}", method, seconds, {k: facts[k] for k in ("neighbours", "prepare", "early", "late")}))
        maps[f"ours {method}"] = np.load(out)
    for peer in args.peers.split(","):
        out = os.path.join(folder, peer + ".npy")
        code = CHILD.format(threads=args.threads, embedding=args.embedding, body=PEERS[peer], out=out)
        python = args.intelex if peer == "intelex" else sys.executable
        done = subprocess.run([python, "-W", "ignore", "-c", code], env=environment, capture_output=True, text=True, check=True)
        method = {"umap": "umap", "pca": "pca"}.get(peer, "tsne")
        rows.append((peer, method, json.loads(done.stdout.splitlines()[-1])["seconds"], {}))
        maps[peer] = np.load(out)
ours = {method: seconds for name, method, seconds, _ in rows if name.startswith("ours")}
p = None if args.no_kl else affinities(x)
print(f"{len(x)} x {x.shape[1]}, {args.threads} threads, load {os.getloadavg()[0]:.1f}")
for name, method, seconds, parts in rows:
    kl = divergence(p, maps[name]) if p is not None and method == "tsne" else float("nan")
    print(f"{name:10s} {seconds:8.2f} s  {seconds / ours[method]:6.2f} x ours  KL {kl:7.4f}  trust {trust(x, maps[name]):.4f}  "
          + " ".join(f"{k} {v:.2f}" for k, v in parts.items()), flush=True)
