"""Our training loop beside the notebook's pipeline and the best eager loop, one after the other on the same cores.

    python tests/bench/train/compare.py BENCH_TRAIN [--methods supervised,byol] [--widths 0.25,1] [--seconds 15] [--peers PYTHON]

The peers run in float32, PyTorch's default on a CPU, and in bfloat16; ours in both. All have the notebook's encoder. Ours and the eager loop take
batches of 128 (supervised) and 256; the notebook's pipeline its own (64 and 256). All have two full views a step, which bench_train is asked for
(method.small_views=0). PYTHON has torchvision, pytorch-lightning and byol-pytorch==0.6.0. Prints one JSON object a line and ratios.
"""
import argparse
import json
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("bench_train")
parser.add_argument("--methods", default="supervised,byol")
parser.add_argument("--widths", default="0.25,1")
parser.add_argument("--precisions", default="float32,bfloat16")
parser.add_argument("--seconds", default="15")
parser.add_argument("--peers", default=sys.executable)
args = parser.parse_args()


def rate(command):
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{command}: {run.stderr[-2000:]}")
    facts = json.loads(run.stdout.strip().splitlines()[-1])
    print(json.dumps({"who": pathlib.Path(command[1]).stem if command[1].endswith(".py") else "ours", **facts}), flush=True)
    return facts["images_per_second"]


for method in args.methods.split(","):
    for width in args.widths.split(","):
        ours, eager, notebook = {}, {}, {}
        for precision in args.precisions.split(","):
            # The eager loop knows two full views only: the same work for both.
            same = ["encoder.kind=notebook", "encoder.last_width=0"]
            if method != "supervised":
                same += ["train.batch_size=256", "method.small_views=0", "method.projector_hidden=512", "method.projection=128",
                         "method.predictor_hidden=512", "augment.size=0"]
            ours[precision] = rate([args.bench_train, method, width, precision, args.seconds, *same])
            eager[precision] = rate([sys.executable, str(here / "eager.py"), method, width, precision, args.seconds])
            notebook[precision] = rate([args.peers, str(here / "notebook.py"), method, width, precision, args.seconds])
        best = max(ours.values())
        print(f"{method} width {width}: {best:.0f} images/s; "
              + "; ".join(f"notebook in {p} {n:.0f}: {best / n:.2f} x" for p, n in notebook.items())
              + f"; best eager {max(eager.values()):.0f}: {best / max(eager.values()):.2f} x", flush=True)
