"""Two processes start and resume runs of one workspace and are killed at random instants. Each run has one writer at a time (the other is
told who), nobody takes a run from a living one, and in the end every run equals the uninterrupted run byte for byte.

    kill_two_writers.py CLI PRELOAD [--kills N] [--seed S] [--folder MOUNT [MOUNT]]

--folder puts the workspace into a network folder: mounted once, or twice for a mount of its own a writer, as two machines have it.
"""

import argparse
import collections
import concurrent.futures
import pathlib
import random
import shutil
import sys
import tempfile
import time

import runs

METHODS = ["supervised", "byol"]
parser = argparse.ArgumentParser()
parser.add_argument("cli")
parser.add_argument("preload", help="the library kill_at_call")
parser.add_argument("--kills", type=int, default=300)
parser.add_argument("--seed", type=int, default=0)
parser.add_argument("--folder", nargs="+", type=pathlib.Path)
options = parser.parse_args()
counts = collections.Counter()


def unfinished(program, workspace):
    if not (workspace / "workspace.json").exists():
        return []
    return [run for run in runs.all_runs(program, workspace) if run["state"] != "succeeded"]


def writer(number, program, workspace, length):
    draw = random.Random(f"{options.seed} {number}")
    kills = 0
    while kills < options.kills // 2:
        open_runs = unfinished(program, workspace)
        # Few open runs, so that the two often want the same one.
        if len(open_runs) < 2:
            program.start(*runs.train(draw.choice(METHODS), workspace))
        else:
            program.start("resume", draw.choice(open_runs)["id"], "--workspace", workspace, "--quiet")
        done = program.wait(draw.uniform(0, 1.05 * length))
        if done is None:
            program.kill()
            done = program.wait()
        if done.returncode == -9:
            kills += 1
        elif done.returncode == 4 and "is being written by" in done.err:
            counts["refused"] += 1
        elif done.returncode == 2 and "has succeeded" in done.err:
            counts["finished by the other"] += 1
        elif done.returncode != 0:
            raise runs.Broken(f"writer {number}, after {kills} kills: exit {done.returncode}: {done.err}")
    counts["kills"] += kills


with tempfile.TemporaryDirectory(prefix="selfsight-kill-") as top:
    top = pathlib.Path(top).resolve()
    programs = [runs.Forks(options.cli, options.preload, top / f"server{number}") for number in range(2)]
    folders = options.folder or [top]
    place = pathlib.Path(tempfile.mkdtemp(prefix="selfsight-shared-", dir=folders[0])).resolve()
    workspaces = [folders[number % len(folders)].resolve() / place.name / "w" for number in range(2)]
    workspace = workspaces[0]
    began = time.monotonic()
    references = {method: runs.reference_run(programs[0], place / method, method)[0] for method in METHODS}
    length = (time.monotonic() - began) / len(METHODS)
    try:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for each in [pool.submit(writer, number, programs[number], workspaces[number], length) for number in range(2)]:
                each.result()
        for run in unfinished(programs[0], workspace):
            runs.run(programs[0], "resume", run["id"], "--workspace", workspace, "--quiet")
        ended = runs.all_runs(programs[0], workspace)
        for run in ended:
            runs.check_end(run, workspace, references[run["method"]])
        runs.check_leftovers_go(programs[0], workspace)
        shutil.rmtree(place)
    except runs.Broken as broken:
        sys.exit(str(broken))
    print(f"{counts['kills']} kills of two writers (seed {options.seed}); {counts['refused']} times one was refused a run that the other "
          f"was writing; {len(ended)} runs, all ended as the uninterrupted runs")
    for program in programs:
        program.close()
    if not counts["refused"]:
        sys.exit("the two never wanted the same run: nothing was tried")
