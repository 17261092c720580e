"""Kills a training run at every call that writes, syncs, renames, truncates or removes a file of its workspace, and checks each time that
the workspace opens, that the run resumes, and that its end equals the uninterrupted run byte for byte. Every second write is carried out
by half before the kill.

    kill_every_call.py CLI PRELOAD [--every N] [--method M] [--jobs N]    --every N: only every Nth call
"""

import argparse
import concurrent.futures
import pathlib
import shutil
import sys
import tempfile
import threading
import time

import runs

parser = argparse.ArgumentParser()
parser.add_argument("cli")
parser.add_argument("preload", help="the library kill_at_call")
parser.add_argument("--every", type=int, default=1)
parser.add_argument("--method", default="supervised")
parser.add_argument("--jobs", type=int, default=1)
options = parser.parse_args()
local = threading.local()
programs = []


def program():
    if not hasattr(local, "program"):
        local.program = runs.Forks(options.cli, options.preload, top / f"server{threading.get_ident()}")
        programs.append(local.program)
    return local.program


def trial(at):
    """Whether the program was killed, and whether its run then resumed."""
    half = at % 2 == 0
    workspace = top / f"w{at}"
    workspace.mkdir()
    resumed = False
    try:
        done = runs.run(program(), *runs.train(options.method, workspace), check=False, folder=workspace, at=at, half=half)
        if done.returncode not in (-9, 0):
            raise runs.Broken(f"exit {done.returncode}: {done.err}")
        found = runs.check_after_kill(program(), workspace)
        if found and found["state"] == "interrupted":
            runs.run(program(), "resume", found["id"], "--workspace", workspace, "--quiet")
            resumed = True
        if resumed or found:
            runs.check_end(runs.only_run(program(), workspace), workspace, reference)
        runs.check_leftovers_go(program(), workspace)
    except runs.Broken as broken:
        raise runs.Broken(f"killed at call {at} of {calls}{' by half' if half else ''}: {broken}") from None
    shutil.rmtree(workspace)
    return done.returncode == -9, resumed


with tempfile.TemporaryDirectory(prefix="selfsight-kill-") as top:
    top = pathlib.Path(top).resolve()
    reference, done = runs.reference_run(program(), top / "reference", options.method, folder=top / "reference")
    calls = done.calls
    if calls < 50:
        sys.exit(f"only {calls} calls were seen: the library is not preloaded")
    began = time.monotonic()
    killed = resumed = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        try:
            for was_killed, was_resumed in pool.map(trial, range(1, calls + 1, options.every)):
                killed += was_killed
                resumed += was_resumed
        except runs.Broken as broken:
            pool.shutdown(cancel_futures=True)
            sys.exit(str(broken))
    seconds = time.monotonic() - began
    print(f"{options.method}: {calls} calls; {killed} kills, {resumed} resumed, all ended as the uninterrupted run; "
          f"{60 * killed / seconds:.0f} kills a minute, {sum(p.seconds for p in programs) / max(1, killed):.2f} s of the processor each")
    for each in programs:
        each.close()
    if not killed or not resumed:
        sys.exit("nothing was killed")
