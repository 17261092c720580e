"""Writes tests/data/eval: what scikit-learn, SciPy, statsmodels and NumPy say about small inputs. Run from the repository root with
an environment that has them (made with scikit-learn 1.9.1, SciPy 1.17.1, statsmodels 0.15.0)."""
import json
import pathlib

import numpy as np
from scipy import stats
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import StandardScaler
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

OUT = pathlib.Path(__file__).parents[1] / "data/eval"


def samples(n, d, classes, seed):
    """Correlated, shifted columns of very different scales, like an embedding in front of no norm."""
    rng = np.random.default_rng(seed)
    y = rng.integers(0, classes, n)
    centres = rng.normal(size=(classes, d)) * 0.7
    x = (centres[y] + rng.normal(size=(n, d))) @ rng.normal(size=(d, d)) / np.sqrt(d)
    return (np.exp(rng.uniform(-2, 2, d)) * x + rng.uniform(0, 5, d)).astype(np.float32), y


def binary_objective(model, x, target):
    z = x.astype(np.float64) @ model.coef_[0] + model.intercept_[0]
    return float(np.logaddexp(0, -np.where(target, z, -z)).sum() + 0.5 * (model.coef_**2).sum())


def probe():
    x, y = samples(400, 30, 6, 0)
    test, _ = samples(400, 30, 6, 0)
    rng = np.random.default_rng(5)
    test = (test + rng.normal(size=test.shape) * 0.3).astype(np.float32)
    np.save(OUT / "probe-x.npy", x)
    np.save(OUT / "probe-y.npy", y.astype(np.int64))
    np.save(OUT / "probe-test.npy", test)
    exact = dict(tol=1e-10, max_iter=100000, C=1.0)
    ovr = OneVsRestClassifier(LogisticRegression(**exact)).fit(x.astype(np.float64), y)
    joint = LogisticRegression(**exact).fit(x.astype(np.float64), y)
    logits = x.astype(np.float64) @ joint.coef_.T + joint.intercept_
    loss = (np.log(np.exp(logits - logits.max(1, keepdims=True)).sum(1)) + logits.max(1) - logits[np.arange(len(y)), y]).sum()
    scaler = StandardScaler().fit(x)
    scaled = LogisticRegression(**{**exact, "C": 0.05}).fit(scaler.transform(x.astype(np.float64)), y)
    return {
        "ovr_objectives": [binary_objective(m, x, y == c) for c, m in enumerate(ovr.estimators_)],
        "ovr_weights": [m.coef_[0].tolist() for m in ovr.estimators_],
        "ovr_intercepts": [float(m.intercept_[0]) for m in ovr.estimators_],
        "ovr_predicted": ovr.predict(test.astype(np.float64)).tolist(),
        "joint_objective": float(loss + 0.5 * (joint.coef_**2).sum()),
        "joint_weights": joint.coef_.tolist(),
        "joint_predicted": joint.predict(test.astype(np.float64)).tolist(),
        "scaled_predicted": scaled.predict(scaler.transform(test.astype(np.float64))).tolist(),
    }


def statistics():
    pairs = [(0, 0), (0, 1), (3, 9), (12, 12), (40, 71), (300, 251), (1200, 1100)]
    p = [0.001, 0.04, 0.03, 0.005, 0.9, 0.04, 0.2]
    values = [0.61, 0.63, 0.58, 0.66]
    low, high = stats.t.interval(0.95, len(values) - 1, np.mean(values), stats.sem(values))
    return {
        "mcnemar": [[b, c, float(mcnemar([[5, b], [c, 5]], exact=True).pvalue)] for b, c in pairs],
        "p": p,
        "holm": multipletests(p, method="holm")[1].tolist(),
        "bh": multipletests(p, method="fdr_bh")[1].tolist(),
        "wilson": [[k, n, *map(float, proportion_confint(k, n, method="wilson"))]
                   for k, n in [(0, 10), (10, 10), (1, 3), (59, 100), (1477, 2500), (7012, 10000)]],
        "t_values": values,
        "t_interval": [float(low), float(high)],
        "t_quantiles": [[nu, float(stats.t.ppf(0.975, nu))] for nu in (1, 2, 4, 9, 30, 200)],
    }


def geometry():
    rng = np.random.default_rng(3)
    x = (rng.normal(size=(60, 12)) @ rng.normal(size=(12, 12)) + 2).astype(np.float32)
    y = (x[:, :8] * 0.5 + rng.normal(size=(60, 8))).astype(np.float32)
    np.save(OUT / "geometry-x.npy", x)
    np.save(OUT / "geometry-y.npy", y)
    a, b = x.astype(np.float64), y.astype(np.float64)
    # CKA by the n × n kernels, the other way round than the program computes it.
    centring = np.eye(60) - 1 / 60
    k, l = centring @ (a @ a.T) @ centring, centring @ (b @ b.T) @ centring
    s = np.linalg.svd(a, compute_uv=False)
    p = s / s.sum() + 1e-7
    unit = a / np.linalg.norm(a, axis=1, keepdims=True)
    square = ((unit[:, None] - unit[None]) ** 2).sum(2)[np.triu_indices(60, 1)]
    labels = rng.integers(0, 4, 60)
    cosine = (b / np.linalg.norm(b, axis=1, keepdims=True)) @ (b / np.linalg.norm(b, axis=1, keepdims=True)).T
    votes = []
    for i in range(40, 60):
        order = np.argsort(-cosine[i, :40], kind="stable")[:7]
        sums = np.bincount(labels[order], np.exp(cosine[i, order] / 0.07), 4)
        votes.append(int(sums.argmax()))
    return {
        "cka": float((k * l).sum() / np.sqrt((k * k).sum() * (l * l).sum())),
        "rankme": float(np.exp(-(p * np.log(p)).sum())),
        "singular_values": s.tolist(),
        "deviation": float(unit.std(0, ddof=1).mean() * np.sqrt(12)),
        "uniformity": float(np.log(np.exp(-2 * square).mean())),
        "labels": labels.tolist(),
        "votes": votes,
    }


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    (OUT / "expected.json").write_text(json.dumps({"probe": probe(), "statistics": statistics(), "geometry": geometry()}))
