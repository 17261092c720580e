"""What the kill tests share: a tiny training run, its reference result, and what must hold after a kill."""

import hashlib
import json
import os
import pathlib
import subprocess

TRAIN = ["--data", "demo:train=200,test=60,seed=1", "--budget", "4ep", "--threads", "1", "--set", "encoder.width=0.1",
         "--set", "train.batch_size=32", "--set", "train.precision=float32", "--set", "train.report_every=2",
         "--set", "method.calibration_images=96"]


class Broken(Exception):
    """A promise that did not hold."""


def cli(program, *arguments, env=None, check=True):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True,
                          env={**os.environ, "OMP_WAIT_POLICY": "passive", **(env or {})})
    if check and done.returncode != 0:
        raise Broken(f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr}")
    return done


def result(run):
    """What must be equal, byte for byte, however often a run was interrupted; random weights have no metrics."""
    files = ["metrics.csv", "checkpoints/encoder.safetensors", "embeddings/test.npy", "embeddings/test.labels.npy"]
    return {f: hashlib.sha256((run / f).read_bytes()).hexdigest() if (run / f).exists() else None for f in files}


def only_run(program, workspace):
    """The workspace's single run as `runs --json` tells it, or None; nothing may be unreadable."""
    told = json.loads(cli(program, "runs", "--workspace", workspace, "--json").stdout)
    if told["problems"]:
        raise Broken(f"problems: {told['problems']}")
    if len(told["runs"]) > 1:
        raise Broken(f"{len(told['runs'])} runs in {workspace}")
    return told["runs"][0] if told["runs"] else None


def temporaries(folder):
    return [str(p) for p in pathlib.Path(folder).rglob("*") if ".selfsight-tmp" in p.name]


def check_after_kill(program, workspace):
    """After a kill the workspace opens, and a run in it is interrupted (or was done already). Returns the run."""
    run = only_run(program, workspace)
    if run and run["state"] not in ("interrupted", "succeeded"):
        raise Broken(f"after a kill the run {run['id']} is {run['state']}")
    return run


def check_end(program, workspace, reference):
    """The finished run equals the reference, and nothing half made lies about."""
    run = only_run(program, workspace)
    if not run or run["state"] != "succeeded":
        raise Broken(f"the run did not end well: {run and run['state']}")
    folder = pathlib.Path(run["folder"])
    found = result(folder)
    if found != reference:
        raise Broken(f"differs from the uninterrupted run: {[f for f in found if found[f] != reference[f]]}")
    left = temporaries(folder)
    if left:
        raise Broken(f"left behind: {left}")


def reference_run(program, workspace, method, env=None):
    cli(program, "train", method, *TRAIN, "--workspace", workspace, "--quiet", env=env)
    return result(pathlib.Path(only_run(program, workspace)["folder"]))
