"""How the programs end when they are told to, and what they do when the machine gives out: each of SIGTERM, SIGINT, SIGHUP and SIGUSR1 while
a run trains (a checkpoint, then the end within 5 s), the same while a read never returns, and a run that gets no more memory.

    endings.py CLI HANG [--window PROGRAM] [--long] [--only NAME]
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("cli")
parser.add_argument("hang", help="the library hang_at_open")
parser.add_argument("--window", help="the window's program")
parser.add_argument("--long", action="store_true", help="also what takes minutes: the window's own comparison")
parser.add_argument("--only", default="", help="tests whose name contains this")
options = parser.parse_args()

DEADLINE = 5.0
DATA = "demo:train=400,test=60,seed=1"
TRAIN = [options.cli, "train", "supervised", "--data", DATA, "--budget", "400ep", "--threads", "1", "--width", "0.1", "--set",
         "train.batch_size=32", "--set", "train.precision=float32"]


def check(truth, text):
    if not truth:
        raise AssertionError(text)


def wait_for(condition, what, seconds=60, process=None):
    end = time.monotonic() + seconds
    while not condition():
        check(process is None or process.poll() is None, f"{what}: the program ended before: {process and process.poll()}")
        check(time.monotonic() < end, f"{what}: not within {seconds} s")
        time.sleep(0.02)


def runs_of(workspace):
    done = subprocess.run([options.cli, "runs", "--workspace", workspace, "--json"], capture_output=True, text=True)
    told = json.loads(done.stdout)
    check(done.returncode == 0 and not told["problems"], done.stdout + done.stderr)
    return told["runs"]


def checkpoints(workspace):
    return sorted(pathlib.Path(workspace).glob("runs/*/checkpoints/step-*.safetensors"))


def start(arguments, **environment):
    return subprocess.Popen(list(map(str, arguments)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env={**os.environ, "OMP_WAIT_POLICY": "passive", **{k: str(v) for k, v in environment.items()}})


def end_by(process, number):
    began = time.monotonic()
    process.send_signal(number)
    try:
        out, err = process.communicate(timeout=DEADLINE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError(f"{number.name}: not ended within {DEADLINE} s")
    return time.monotonic() - began, out, err


def window(workspace, home, *more, **environment):
    return start([options.window, "--workspace", workspace, *more], HOME=home, XDG_CONFIG_HOME=home, QT_QPA_PLATFORM="offscreen",
                 LC_ALL="C.UTF-8", **environment)


SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1]


def command_line_ends_on_signals(top):
    for number in SIGNALS:
        workspace = top / number.name
        process = start([*TRAIN, "--workspace", workspace, "--json"])
        wait_for(lambda: checkpoints(workspace), "a checkpoint")
        seconds, out, err = end_by(process, number)
        check(process.returncode == 5, f"{number.name}: exit {process.returncode}: {err}")
        check(json.loads(out)["error"]["code"] == "stopped", out)
        (run,) = runs_of(workspace)
        check(run["state"] == "stopped", f"{number.name}: {run['state']}")
        step = int(checkpoints(workspace)[-1].stem.split("-")[1])
        check(step == run["progress"]["steps_done"], f"{number.name}: checkpoint of step {step}, {run['progress']['steps_done']} done")
        yield f"{number.name} {seconds:.1f} s"


def idle_window_ends_on_signals(top):
    for number in SIGNALS:
        workspace, home = top / number.name, top / f"home-{number.name}"
        home.mkdir()
        process = window(workspace, home)
        wait_for((workspace / "workspace.json").exists, "the window", 120, process)
        seconds, _, err = end_by(process, number)
        check(process.returncode == 0, f"{number.name}: exit {process.returncode}: {err}")
        yield f"{number.name} {seconds:.1f} s"


def window_ends_on_signals(top):
    for number in SIGNALS:
        workspace, home = top / number.name, top / f"home-{number.name}"
        home.mkdir()
        process = window(workspace, home, "--demo")
        wait_for(lambda: any(pathlib.Path(workspace).glob("runs/*/metrics.csv")), "training in the window", 120)
        seconds, _, err = end_by(process, number)
        check(process.returncode in (0, 5), f"{number.name}: exit {process.returncode}: {err}")
        runs = runs_of(workspace)
        check(runs and all(run["state"] in ("stopped", "cancelled", "succeeded", "interrupted") for run in runs), str(runs))
        check(checkpoints(workspace), f"{number.name}: no checkpoint")
        yield f"{number.name} {seconds:.1f} s, {runs[-1]['state']}"


def images_in(folder):
    """A folder of pictures in the format that needs no library."""
    header = b"BM" + struct.pack("<IHHI", 54 + 192, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, 8, 8, 1, 24, 0, 192, 2835, 2835, 0, 0)
    for part in ("train", "test"):
        for label in ("a", "b"):
            (folder / part / label).mkdir(parents=True)
            for i in range(8):
                (folder / part / label / f"{i}.bmp").write_bytes(header + bytes([i] * 192))
    return folder


def command_line_ends_while_a_read_hangs(top):
    data, sign = images_in(top / "data"), top / "sign"
    for number in (signal.SIGTERM, signal.SIGUSR1):
        sign.unlink(missing_ok=True)
        process = start([*TRAIN[:3], "--data", data, "--budget", "1ep", "--workspace", top / number.name, "--set",
                         "train.batch_size=4"],
                        LD_PRELOAD=options.hang, HANG_FOLDER=data / "train" / "a", HANG_SIGN=sign)
        wait_for(sign.exists, "the read that hangs", process=process)
        seconds, _, err = end_by(process, number)
        check(process.returncode == 5, f"{number.name}: exit {process.returncode}: {err}")
        yield f"{number.name} {seconds:.1f} s"


def window_ends_while_a_read_hangs(top):
    data, sign, home = images_in(top / "data"), top / "sign", top / "home"
    home.mkdir()
    # What a run on this data would cost is asked for by itself, and looks into the folder.
    process = window(top / "w", home, "--data", data, LD_PRELOAD=options.hang, HANG_FOLDER=data / "train" / "a", HANG_SIGN=sign)
    wait_for(sign.exists, "the read that hangs", 120, process)
    seconds, _, err = end_by(process, signal.SIGTERM)
    check(process.returncode in (0, 5), f"exit {process.returncode}: {err}")
    runs_of(top / "w")
    yield f"{seconds:.1f} s"


def pipes_for_files_are_refused(top):
    pipe = top / "data.tar.gz"
    os.mkfifo(pipe)
    done = subprocess.run([options.cli, "data", "info", pipe], capture_output=True, text=True, timeout=30)
    check(done.returncode == 3 and "is neither a file nor a folder" in done.stderr, done.stderr)
    data = images_in(top / "data")
    (data / "train" / "a" / "0.bmp").unlink()
    os.mkfifo(data / "train" / "a" / "0.bmp")
    done = subprocess.run([options.cli, "data", "info", data, "--check"], capture_output=True, text=True, timeout=30)
    check(done.returncode in (0, 3), f"exit {done.returncode}: {done.stderr}")
    yield f"exit {done.returncode} for a folder of images with a pipe in it"


def no_more_memory(top):
    workspace = top / "w"
    process = start([*TRAIN, "--workspace", workspace, "--json"])
    wait_for(lambda: checkpoints(workspace), "a checkpoint")
    # What it has it may keep; the next piece that it asks for is refused.
    resource.prlimit(process.pid, resource.RLIMIT_AS, (1, resource.RLIM_INFINITY))
    try:
        out, err = process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        raise AssertionError("it needs no more memory: nothing was tried")
    check(process.returncode == 4, f"exit {process.returncode}: {out}{err}")
    error = json.loads(out)["error"]
    check(error["code"] == "environment" and "emory" in error["message"], out)
    (run,) = runs_of(workspace)
    check(run["state"] in ("failed", "interrupted") and checkpoints(workspace), run["state"])
    # The last checkpoint is good, and a machine with memory goes on from it.
    process = start([options.cli, "resume", run["id"], "--workspace", workspace])
    before = checkpoints(workspace)[-1]
    wait_for(lambda: checkpoints(workspace)[-1] > before, "a checkpoint of the resumed run")
    _, _, err = end_by(process, signal.SIGTERM)
    check(process.returncode == 5, err)
    yield error["message"]


TESTS = [command_line_ends_on_signals, command_line_ends_while_a_read_hangs, pipes_for_files_are_refused, no_more_memory]
if options.window:
    TESTS += [idle_window_ends_on_signals]
if options.window and options.long:
    TESTS += [window_ends_on_signals, window_ends_while_a_read_hangs]
failed = False
for test in TESTS:
    if options.only not in test.__name__:
        continue
    folder = pathlib.Path(tempfile.mkdtemp(prefix="selfsight-endings-")).resolve()
    try:
        print(f"{test.__name__}: {'; '.join(test(folder))}", flush=True)
    except (AssertionError, subprocess.TimeoutExpired) as broken:
        failed = True
        print(f"{test.__name__}: BROKEN: {broken}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
sys.exit(1 if failed else 0)
