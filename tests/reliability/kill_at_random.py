"""Kills training runs at random instants, again and again until each is through, and checks each time that the workspace opens and, in the
end, that the result equals the uninterrupted run byte for byte.

    kill_at_random.py CLI [PRELOAD] [--kills N] [--seed S] [--jobs N]    without PRELOAD: one program start a trial
"""

import argparse
import concurrent.futures
import pathlib
import random
import shutil
import sys
import tempfile
import time

import runs

METHODS = ["supervised", "byol", "simsiam", "random"]
parser = argparse.ArgumentParser()
parser.add_argument("cli")
parser.add_argument("preload", nargs="?", help="the library kill_at_call")
parser.add_argument("--kills", type=int, default=1000)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--jobs", type=int, default=1)
options = parser.parse_args()


def worker(number):
    """Its share of the kills. Returns kills, runs, kills in a run that had already begun."""
    scratch = top / f"worker{number}"
    program = runs.Forks(options.cli, options.preload, scratch) if options.preload else runs.Processes(options.cli)
    draw = random.Random(f"{options.seed} {number}")
    references, lengths = {}, {}
    for method in METHODS:
        began = time.monotonic()
        references[method], _ = runs.reference_run(program, scratch / f"reference-{method}", method)
        lengths[method] = time.monotonic() - began
    kills = finished = begun = 0
    while kills < options.kills // options.jobs:
        method = METHODS[finished % len(METHODS)]
        workspace = scratch / f"w{finished}"
        found = None
        try:
            while not found or found["state"] != "succeeded":
                arguments = ["resume", found["id"], "--workspace", workspace, "--quiet"] if found else runs.train(method, workspace)
                program.start(*arguments)
                done = program.wait(draw.uniform(0, 1.05 * lengths[method]))
                if done is None:
                    program.kill()
                    done = program.wait()
                    kills += done.returncode == -9
                    begun += found is not None
                if done.returncode not in (-9, 0):
                    raise runs.Broken(f"exit {done.returncode}: {done.err}")
                if workspace.exists():
                    found = runs.check_after_kill(program, workspace)
            runs.check_end(found, workspace, references[method])
            runs.check_leftovers_go(program, workspace)
        except runs.Broken as broken:
            raise runs.Broken(f"{method}, worker {number}, after {kills} kills: {broken}") from None
        shutil.rmtree(workspace)
        finished += 1
    program.close()
    return kills, finished, begun


with tempfile.TemporaryDirectory(prefix="selfsight-kill-") as top:
    top = pathlib.Path(top).resolve()
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        try:
            kills, finished, begun = (sum(column) for column in zip(*pool.map(worker, range(options.jobs))))
        except runs.Broken as broken:
            sys.exit(str(broken))
    print(f"{kills} kills at random instants (seed {options.seed}), {begun} of them of resumed runs; {finished} runs, all ended as the "
          f"uninterrupted runs; {60 * kills / (time.monotonic() - began):.0f} kills a minute")
