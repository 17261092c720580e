"""Makes the fixtures of tests/map with scikit-learn, scipy and openTSNE.

    python make_fixtures.py            (openTSNE 1.0.4, scikit-learn 1.9.1, numpy 2.4)
"""
import json
from pathlib import Path

import numpy as np
import openTSNE
import umap
from openTSNE.affinity import PerplexityBasedNN
from openTSNE.tsne import kl_divergence_bh
from scipy.spatial.distance import pdist
from scipy.stats import spearmanr
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.manifold import trustworthiness
from sklearn.neighbors import NearestNeighbors
from umap.umap_ import find_ab_params, fuzzy_simplicial_set

here = Path(__file__).parent
rng = np.random.default_rng(7)
n, d, classes = 300, 10, 6
labels = np.arange(n) % classes
X = (rng.normal(size=(classes, d))[labels] * 2 + rng.normal(size=(n, d))).astype(np.float32)
np.save(here / "embeddings.npy", X)
np.save(here / "labels.npy", labels.astype(np.int64))

facts = {"versions": {"openTSNE": openTSNE.__version__}}

# Affinities of exact neighbours.
perplexity = 10
A = PerplexityBasedNN(X.astype(np.float64), perplexity=perplexity, method="exact")
P = A.P.tocsr()
P.sort_indices()
np.save(here / "affinities_value.npy", P.data.astype(np.float32))
np.save(here / "affinities_column.npy", P.indices.astype(np.int64))
np.save(here / "affinities_row.npy", P.indptr.astype(np.int64))

# The gradient of a map in the middle of the optimisation, in float64 and exact.
tsne = openTSNE.TSNE(perplexity=perplexity, negative_gradient_method="bh", theta=0.0, random_state=0)
start = openTSNE.initialization.pca(X.astype(np.float64), random_state=0)
half = openTSNE.TSNEEmbedding(start.copy(), A, negative_gradient_method="bh", theta=0.0)
half = half.optimize(100, exaggeration=12, momentum=0.8).optimize(50, momentum=0.8)
Y = np.asarray(half).astype(np.float32)
kl, gradient = kl_divergence_bh(Y.astype(np.float64), A.P, 1, {"theta": 0.0}, should_eval_error=True)
np.save(here / "points.npy", Y)
np.save(here / "gradient.npy", gradient.astype(np.float32))
facts["perplexity"] = perplexity
facts["kl_points"] = float(kl)

# Where openTSNE ends with its default course. How the last digits of the start are rounded moves that by more than a per cent, so
# it is the mean over starts that differ in them (test_tsne.cpp takes the same).
def nudged(start, k):
    i = np.arange(start.size).reshape(start.shape)
    return start * (1 + 1e-6 * k * ((7 * i + k) % 5))


ends = [float(tsne.fit(affinities=A, initialization=nudged(start, k)).kl_divergence) for k in range(32)]
facts["kl_openTSNE"] = float(np.mean(ends))

# Trust of the half-way map.
k = 12
facts["k"] = k
facts["trustworthiness"] = float(trustworthiness(X, Y, n_neighbors=k))
facts["continuity"] = float(trustworthiness(Y, X, n_neighbors=k))
near = lambda m: NearestNeighbors(n_neighbors=k).fit(m).kneighbors(return_distance=False)
facts["neighbour_preservation"] = float(np.mean([len(set(a) & set(b)) / k for a, b in zip(near(X), near(Y))]))
facts["shepard_correlation"] = float(spearmanr(pdist(X.astype(np.float64)), pdist(Y.astype(np.float64))).statistic)

pca = PCA(2, svd_solver="full").fit(X.astype(np.float64))
np.save(here / "pca.npy", pca.transform(X.astype(np.float64)).astype(np.float32))
facts["pca_variance"] = pca.explained_variance_.tolist()

lda = LinearDiscriminantAnalysis(n_components=2, solver="eigen", shrinkage=None).fit(X[:200].astype(np.float64), labels[:200])
np.save(here / "lda.npy", lda.transform(X[200:].astype(np.float64)).astype(np.float32))

# UMAP: the fuzzy graph of 15 neighbours (the point itself among them), the curve, and how far umap-learn's map is trusted.
distances, indices = NearestNeighbors(n_neighbors=15).fit(X).kneighbors(X)
graph, _, _ = fuzzy_simplicial_set(X, 15, None, "euclidean", knn_indices=indices, knn_dists=distances.astype(np.float32))
graph = graph.tocsr()
graph.eliminate_zeros()
graph.sort_indices()
np.save(here / "umap_value.npy", graph.data.astype(np.float32))
np.save(here / "umap_column.npy", graph.indices.astype(np.int64))
np.save(here / "umap_row.npy", graph.indptr.astype(np.int64))
facts["umap_a"], facts["umap_b"] = map(float, find_ab_params(1.0, 0.1))
scores = [trustworthiness(X, umap.UMAP(random_state=s).fit_transform(X), n_neighbors=k) for s in range(3)]
facts["umap_trustworthiness"] = float(np.mean(scores))

(here / "facts.json").write_text(json.dumps(facts, indent=1) + "\n")
