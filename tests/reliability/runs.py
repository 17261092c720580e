"""What the kill tests share: a tiny training run, its reference result, what must hold after a kill, and ways to start the program."""

import dataclasses
import hashlib
import json
import os
import pathlib
import select
import signal
import subprocess

# Three epochs of two steps, each with an evaluation and a checkpoint, so that the third removes the first generation.
TRAIN = ["--data", "demo:train=40,test=20,seed=1", "--budget", "3ep", "--threads", "1", "--set", "encoder.width=0.1",
         "--set", "train.batch_size=16", "--set", "train.precision=float32", "--set", "train.report_every=2",
         "--set", "method.calibration_images=32"]


class Broken(Exception):
    """A promise that did not hold."""


@dataclasses.dataclass
class Done:
    returncode: int  # negative: the signal that ended it
    out: str
    err: str
    calls: int = 0  # that changed files, where they were counted
    seconds: float = 0  # of the processor, where they were counted


class Processes:
    """selfsight-cli as anybody starts it: one program start a trial."""

    def __init__(self, cli):
        self.cli = cli

    def start(self, *arguments):
        self.process = subprocess.Popen([self.cli, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, "OMP_WAIT_POLICY": "passive"})

    def wait(self, seconds=None):
        """The end, or None when it has not come within `seconds`."""
        try:
            out, err = self.process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            return None
        return Done(self.process.returncode, out, err)

    def kill(self):
        self.process.kill()

    def close(self):
        pass


class Forks:
    """selfsight-cli loaded once and forked for each trial (see fork_server.cpp). One trial at a time."""

    def __init__(self, cli, preload, scratch):
        pathlib.Path(scratch).mkdir(parents=True, exist_ok=True)
        self.prefix = pathlib.Path(scratch) / "trial"
        self.seconds = 0
        env = {**os.environ, "OMP_WAIT_POLICY": "passive", "LD_PRELOAD": str(pathlib.Path(preload).resolve()),
               "SELFSIGHT_FORK_SERVER": "1"}
        self.server = subprocess.Popen([cli], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, bufsize=0)
        self.unread = b""

    def _line(self, seconds=None):
        while b"\n" not in self.unread:
            if not select.select([self.server.stdout], [], [], seconds)[0]:
                return None
            got = self.server.stdout.read(4096)
            if not got:
                raise Broken("the fork server has ended")
            self.unread += got
        line, self.unread = self.unread.split(b"\n", 1)
        return line.decode().split()

    def start(self, *arguments, folder="", at=0, half=False):
        """`folder`, `at`, `half`: the process dies at its call number `at` that changes a file below `folder`."""
        request = [str(folder), str(at), "1" if half else "0", str(self.prefix), *map(str, arguments)]
        self.server.stdin.write(("\t".join(request) + "\n").encode())
        self.pid = int(self._line()[1])

    def wait(self, seconds=None):
        end = self._line(seconds)
        if end is None:
            return None
        done = Done(int(end[1]), self.prefix.with_suffix(".out").read_text(), self.prefix.with_suffix(".err").read_text(), int(end[2]),
                    float(end[3]))
        self.seconds += done.seconds
        return done

    def kill(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def close(self):
        self.server.stdin.close()
        self.server.wait()


def run(program, *arguments, check=True, **kill):
    program.start(*arguments, **kill)
    done = program.wait()
    if check and done.returncode != 0:
        raise Broken(f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.out}{done.err}")
    return done


def result(folder):
    """What must be equal, byte for byte, however often a run was interrupted; random weights have no metrics."""
    files = ["metrics.csv", "checkpoints/encoder.safetensors", "embeddings/test.npy", "embeddings/test.labels.npy"]
    files += sorted(str(f.relative_to(folder)) for f in (folder / "checkpoints").glob("step-*"))[-1:]
    return {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() if (folder / f).exists() else None for f in files}


def all_runs(program, workspace):
    """The workspace's runs as `runs --json` tells them; nothing may be unreadable."""
    told = json.loads(run(program, "runs", "--workspace", workspace, "--json").out)
    if told["problems"]:
        raise Broken(f"problems: {told['problems']}")
    return told["runs"]


def only_run(program, workspace):
    runs = all_runs(program, workspace)
    if len(runs) > 1:
        raise Broken(f"{len(runs)} runs in {workspace}")
    return runs[0] if runs else None


def leftovers(workspace):
    return [str(p) for p in pathlib.Path(workspace).rglob("*") if ".selfsight-tmp" in p.name or p.name.startswith(".new-")]


def check_after_kill(program, workspace):
    """After a kill the workspace opens, and a run in it is interrupted (or was done already). Returns the run."""
    found = only_run(program, workspace)
    if found and found["state"] not in ("interrupted", "succeeded"):
        raise Broken(f"after a kill the run {found['id']} is {found['state']}")
    return found


def check_end(found, workspace, reference):
    """The finished run equals the reference, and nothing half made lies about in its folder."""
    if not found or found["state"] != "succeeded":
        raise Broken(f"the run did not end well: {found and found['state']}")
    folder = pathlib.Path(found["folder"])
    files = result(folder)
    if files != reference:
        raise Broken(f"differs from the uninterrupted run: {[f for f in reference if files.get(f) != reference[f]]}")
    if leftovers(folder):
        raise Broken(f"left behind: {leftovers(folder)}")


def check_leftovers_go(program, workspace):
    """What a killed program left elsewhere in the workspace may be a living one's, and goes once it is old."""
    for path in leftovers(workspace):
        os.utime(path, (1e9, 1e9))  # not 0, which SFTP takes for now
    run(program, "runs", "--workspace", workspace, "--json")
    if leftovers(workspace):
        raise Broken(f"left behind: {leftovers(workspace)}")


def train(method, workspace):
    return ["train", method, *TRAIN, "--workspace", workspace, "--quiet"]


def reference_run(program, workspace, method, **kill):
    """The result of an uninterrupted run, and the Done of the program."""
    done = run(program, *train(method, workspace), **kill)
    return result(pathlib.Path(only_run(program, workspace)["folder"])), done
