"""Kills training runs at random instants, again and again until each is through, and checks each time that the workspace opens and, in the
end, that the result equals the uninterrupted run byte for byte.

    kill_at_random.py CLI [--kills N] [--seed S]
"""

import argparse
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import runs

parser = argparse.ArgumentParser()
parser.add_argument("cli")
parser.add_argument("--kills", type=int, default=1000)
parser.add_argument("--seed", type=int, default=0)
options = parser.parse_args()
draw = random.Random(options.seed)


def kill_after(seconds, arguments):
    """True when the process was killed, False when it had ended by itself."""
    process = subprocess.Popen([options.cli, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        _, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return True
    if process.returncode != 0:
        raise runs.Broken(f"exit {process.returncode}: {err.decode()}")
    return False


with tempfile.TemporaryDirectory(prefix="selfsight-kill-") as top:
    top = pathlib.Path(top).resolve()
    references, lengths = {}, {}
    methods = ["supervised", "byol", "simsiam", "random"]
    for method in methods:
        began = time.monotonic()
        references[method] = runs.reference_run(options.cli, top / f"reference-{method}", method)
        lengths[method] = time.monotonic() - began
    kills = finished = 0
    while kills < options.kills:
        method = methods[finished % len(methods)]
        workspace = top / f"w{finished}"
        run = None
        try:
            while True:
                if run:
                    arguments = ["resume", run["id"], "--workspace", workspace, "--quiet"]
                else:
                    arguments = ["train", method, *runs.TRAIN, "--workspace", workspace, "--quiet"]
                if not kill_after(draw.uniform(0, 1.15 * lengths[method]), arguments):
                    break
                kills += 1
                if workspace.exists():
                    run = runs.check_after_kill(options.cli, workspace)
                if run and run["state"] == "succeeded":
                    break
            runs.check_end(options.cli, workspace, references[method])
        except runs.Broken as broken:
            sys.exit(f"{method}, after {kills} kills: {broken}")
        finished += 1
    print(f"{kills} kills at random instants (seed {options.seed}), {finished} runs, all ended as the uninterrupted runs")
