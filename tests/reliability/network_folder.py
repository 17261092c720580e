"""A workspace in a network folder (SFTP by sshfs, from a server on this machine), mounted twice as two machines have it. Two writers are
killed at random; then another machine (its own host name and processes) is refused a run while its writer lives, and goes on with it once
the killed writer's heartbeat has been silent for two minutes. Not part of the suite: it needs root, sshfs, socat and FUSE.

    network_folder.py CLI PRELOAD [--kills N]

The folders are mounted without caches: with sshfs' own (20 s) each machine sees what the other wrote too late, and is told so by errors.
"""

import argparse
import contextlib
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

import runs

SFTP_SERVER = "/usr/lib/openssh/sftp-server"
UNCACHED = "dir_cache=no,attr_timeout=0,entry_timeout=0,negative_timeout=0,ac_attr_timeout=0"
SILENCE = 120  # seconds after which a heartbeat has stopped (engine/store/writer_lock.cpp)
parser = argparse.ArgumentParser()
parser.add_argument("cli")
parser.add_argument("preload", help="the library kill_at_call")
parser.add_argument("--kills", type=int, default=100)
options = parser.parse_args()
cli = pathlib.Path(options.cli).resolve()


@contextlib.contextmanager
def mounts(top):
    """Two mounts of one folder."""
    served, seen = top / "served", [top / "a", top / "b"]
    for folder in [served, *seen]:
        folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(["socat", f"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr", f"EXEC:{SFTP_SERVER}"])
    try:
        time.sleep(1)
        for folder in seen:
            subprocess.run(["sshfs", "-o", f"directport={port},{UNCACHED}", f"127.0.0.1:{served}", folder], check=True)
        yield seen
    finally:
        for folder in seen:
            subprocess.run(["umount", "--lazy", folder], stderr=subprocess.DEVNULL)
        server.terminate()
        server.wait()


def elsewhere(*arguments, seconds):
    """The command on what looks like another machine, ended by SIGTERM after `seconds`."""
    command = ["unshare", "--uts", "--pid", "--fork", "--mount-proc", "sh", "-c", 'hostname elsewhere; exec timeout --foreground "$@"', "sh",
               str(seconds), cli, *map(str, arguments), "--quiet"]
    return subprocess.run(command, capture_output=True, text=True)


def a_killed_writer_is_succeeded_by_another_machine(here, there):
    train = [a if a != "3ep" else "100000ep" for a in runs.TRAIN]
    writer = subprocess.Popen([cli, "train", "byol", *train, "--workspace", here / "w", "--quiet"])
    while not any(here.glob("w/runs/*/checkpoints/step-*")):
        if writer.poll() is not None:
            raise runs.Broken(f"the first writer: exit {writer.returncode} before its first checkpoint")
        time.sleep(0.2)
    (run,) = [folder.name for folder in (here / "w" / "runs").iterdir()]
    resume = ["resume", run, "--workspace", there / "w"]
    try:
        time.sleep(20)  # past a heartbeat
        done = elsewhere(*resume, seconds=20)
        if done.returncode != 4 or f"is being written by process {writer.pid} on" not in done.stderr:
            raise runs.Broken(f"a living writer: exit {done.returncode}: {done.stderr}")
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    killed = time.monotonic()
    while True:
        asked = time.monotonic() - killed
        done = elsewhere(*resume, seconds=20)
        if "is being written by" not in done.stderr:
            break
        if asked > SILENCE + 30:
            raise runs.Broken(f"{asked:.0f} s after the kill: {done.stderr}")
        time.sleep(5)
    if done.returncode != 124 or "Stopped; what was done is kept" not in done.stderr:
        raise runs.Broken(f"the other machine: exit {done.returncode}: {done.stderr}")
    if asked < SILENCE - 20:
        raise runs.Broken(f"the other machine took the run {asked:.0f} s after the writer's end, whose heartbeat it still saw")
    return asked


with tempfile.TemporaryDirectory(prefix="selfsight-network-") as top, mounts(pathlib.Path(top).resolve()) as (here, there):
    code = subprocess.run([sys.executable, pathlib.Path(__file__).with_name("kill_two_writers.py"), cli, options.preload, "--kills",
                           str(options.kills), "--folder", here, there]).returncode
    if code != 0:
        sys.exit(code)
    print(f"another machine went on with a run {a_killed_writer_is_succeeded_by_another_machine(here, there):.0f} s after its writer was killed")
