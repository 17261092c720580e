"""Kills a training run at every call that writes, syncs, renames, truncates or removes a file of its workspace, and checks each time that
the workspace opens, that the run resumes, and that its end equals the uninterrupted run byte for byte.

    kill_every_call.py CLI PRELOAD [--every N]    N: only every Nth call
"""

import argparse
import pathlib
import sys
import tempfile

import runs

parser = argparse.ArgumentParser()
parser.add_argument("cli")
parser.add_argument("preload", help="the library kill_at_call")
parser.add_argument("--every", type=int, default=1)
options = parser.parse_args()

with tempfile.TemporaryDirectory(prefix="selfsight-kill-") as top:
    top = pathlib.Path(top).resolve()
    count_file = top / "count"

    def environment(workspace, at, half):
        env = {"LD_PRELOAD": str(pathlib.Path(options.preload).resolve()), "KILL_FOLDER": str(workspace), "KILL_AT": str(at),
               "KILL_COUNT": str(count_file)}
        return {**env, "KILL_HALF": "1"} if half else env

    reference = runs.reference_run(options.cli, top / "reference", "byol", environment(top / "reference", 0, False))
    calls = int(count_file.read_text())
    if calls < 50:
        sys.exit(f"only {calls} calls were seen: the library is not preloaded")
    killed = resumed = 0
    for at in range(1, calls + 1, options.every):
        half = at % 2 == 0
        workspace = top / f"w{at}"
        workspace.mkdir()
        try:
            done = runs.cli(options.cli, "train", "byol", *runs.TRAIN, "--workspace", workspace, "--quiet",
                            env=environment(workspace, at, half), check=False)
            if done.returncode not in (-9, 0):
                raise runs.Broken(f"exit {done.returncode}: {done.stderr}")
            killed += done.returncode == -9
            run = runs.check_after_kill(options.cli, workspace)
            if run and run["state"] == "interrupted":
                runs.cli(options.cli, "resume", run["id"], "--workspace", workspace, "--quiet")
                resumed += 1
            if run:
                runs.check_end(options.cli, workspace, reference)
        except runs.Broken as broken:
            sys.exit(f"killed at call {at} of {calls}{' by half' if half else ''}: {broken}")
    print(f"{calls} calls; {killed} kills, {resumed} resumed, all ended as the uninterrupted run")
    if not killed or not resumed:
        sys.exit("nothing was killed")
