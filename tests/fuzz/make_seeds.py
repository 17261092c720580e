"""Makes the seeds in corpus/: small valid files of every kind that the parsers read. Needs NumPy, safetensors and PyTorch:
python make_seeds.py"""
import collections
import gzip
import io
import json
import pathlib
import pickle
import tarfile
import time
import types
import zipfile

import numpy as np
import torch
from safetensors.torch import save

# Members of archives are all of 1 January 1980: seeds are the same whenever they are made.
zipfile.time = types.SimpleNamespace(localtime=lambda *_: (1980, 1, 1, 0, 0, 0), time=time.time)

here = pathlib.Path(__file__).parent
images = here.parent / "data" / "io"


def seed(target, name, data):
    folder = here / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def npy(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


for code in ["<f4", ">f8", "<f2", "|u1", ">i2", "<i8", "|b1"]:
    seed("npy", code.strip("<>|") + ".npy", npy(np.arange(6).reshape(2, 3).astype(code)))
seed("npy", "fortran.npy", npy(np.asfortranarray(np.arange(6, dtype="<i4").reshape(2, 3))))
seed("npy", "version3.npy", npy(np.arange(3), (3, 0)))

for name, save_npz in [("plain.npz", np.savez), ("packed.npz", np.savez_compressed)]:
    out = io.BytesIO()
    save_npz(out, x=np.arange(4, dtype="f4"), y=np.zeros(50, "i8"))
    seed("npz", name, out.getvalue())

for name, method in [("stored.zip", zipfile.ZIP_STORED), ("deflated.zip", zipfile.ZIP_DEFLATED)]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        z.writestr("folder/", b"")
        z.writestr("folder/a", b"hello" * 20)
        with z.open("b", "w", force_zip64=True) as f:
            f.write(b"world")
    seed("zip", name, out.getvalue())

for name, kind in [("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)]:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as t:
        for member, data in [("a", b"x" * 10), ("l" * (80 if kind == tarfile.USTAR_FORMAT else 150), b"yy")]:
            info = tarfile.TarInfo(member)
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    raw = out.getvalue()[:4096]
    seed("tar", name + ".tar", raw)
    seed("tar", name + ".tar.gz", gzip.compress(raw, mtime=0))

seed("safetensors", "a.safetensors", save({"a": torch.arange(4.0), "b": torch.ones(2, 1, dtype=torch.int64)}, {"k": "v"}))
seed("safetensors", "empty.safetensors", save({}))

values = {"state_dict": [0, -1, 2**40, 2**80, 0.5, None, True, "text", (1, 2), {3}, collections.OrderedDict(a=1)]}
for protocol in range(6):
    seed("pickle", f"protocol{protocol}.pkl", pickle.dumps(values, protocol))


def torch_pickle(value):
    out = io.BytesIO()
    torch.save(value, out)
    with zipfile.ZipFile(out) as z:
        return next(z.read(name) for name in z.namelist() if name.endswith("data.pkl"))


weights = collections.OrderedDict(a=torch.zeros(2, 3), b=torch.ones(4, 2).t(), c=torch.tensor(3))
seed("torch_file", "state.pkl", torch_pickle(weights))
seed("torch_file", "nested.pkl", torch_pickle({"state_dict": weights, "epoch": 3, "hyper_parameters": {"lr": 0.1}}))
seed("torch_file", "parameter.pkl", torch_pickle({"w": torch.nn.Parameter(torch.zeros(3, dtype=torch.float16))}))

seed("csv", "metrics.csv", b"epoch,step,train_loss\n0,10,0.5\n0.5,20,\n1,30,nan\n")
seed("csv", "quoted.csv", b'a,"b ""c""",d\r\n1,"two\nlines",\r\n')

for image in images.glob("*.*"):
    if image.suffix in {".png", ".jpg", ".bmp", ".webp"}:
        seed("image", image.name, image.read_bytes())

batch = {b"data": np.arange(3 * 3072, dtype="u1").reshape(3, 3072), b"fine_labels": [5, 0, 99], b"coarse_labels": [1, 0, 19],
         b"filenames": [b"a.png"] * 3, b"batch_label": b"training batch 1 of 1"}
names = {b"fine_label_names": [f"fine_{i}".encode() for i in range(100)], b"coarse_label_names": [b"c"] * 20}
for protocol in (2, 4):  # what the authors wrote, and what a modern Python writes
    seed("cifar_pickle", f"batch{protocol}", b"\1" + pickle.dumps(batch, protocol))
    seed("cifar_pickle", f"names{protocol}", b"\3" + pickle.dumps(names, protocol))
batch10 = {b"data": batch[b"data"], b"labels": [5, 0, 9]}
seed("cifar_pickle", "batch10", b"\0" + pickle.dumps(batch10, 4))
seed("cifar_pickle", "names10", b"\2" + pickle.dumps({b"label_names": [b"name"] * 10}, 4))

seed("table_columns", "columns.csv", b"path,class,weight,blank\na.png,cat,0.5,\nb.png,dog,1,\nc.png,,,\n")
seed("table_columns", "numbers.csv", b"x\n" + b"".join(b"%d.5\n" % i for i in range(50)))

# The target's own notation: how to open it, then a name, a kind and a size for every file (stl10.cpp).
class_names = "\n".join(f"class {i}" for i in range(10)).encode() + b"\n"
files = bytes([0, 0, len(class_names)]) + class_names
for x, y, n in ((1, 2, 2), (3, 4, 1)):
    files += bytes([x, 2 * n + 1, 0, y, 0, n]) + bytes(range(1, n + 1))
for name, how, more in (("folder", 8, b""), ("archive", 9, b""), ("unlabelled", 6, bytes([5, 3, 0])), ("short", 1, bytes([5, 3, 251]))):
    seed("stl10", name, bytes([how]) + files + more)

record = {"format": {"name": "selfsight-run", "major": 1, "minor": 0}, "id": "a", "method": "byol", "state": "paused",
          "seed": 1, "data": {"kind": "demo", "train_count": 3}, "encoder": {"width": 0.5}, "recipe": {"a": "b"},
          "progress": {"steps": 3, "epochs_done": 0.5}, "versions": {}}
seed("run_json", "run.json", json.dumps(record).encode())
seed("run_json", "small.json", b'{"format":{"name":"selfsight-run","major":1},"id":"a","state":"queued"}')

document = {"format": {"name": "selfsight-workspace", "major": 1, "minor": 0},
            "selections": [{"id": "s1", "name": "odd", "created": "2026-01-01T00:00:00Z", "data": "ab", "images": [1, 5]}],
            "notes": [{"id": "n1", "on": "selection", "text": "# a\nb", "data": "ab", "images": [3], "runs": ["r"]}],
            "labels": [{"column": "background", "data": "ab", "values": [{"name": "sky", "images": [0, 2]}, {"name": "sea", "images": [1]}]}]}
seed("findings", "workspace.json", json.dumps(document).encode())
document["selections"][0]["images"] = [1, 4e65]
seed("findings", "vast_index.json", json.dumps(document).encode())

rows = b"epoch,step,images_seen,train_loss\n" + b"".join(b"%d,%d,%d,0.5\n" % (i, 10 * i, 640 * i) for i in range(70))
times = b"step,seconds,images_per_second,wall_clock\n" + b"".join(b"%d,%d,99.5,17\n" % (10 * i, i) for i in range(70))
header = json.dumps({"block_rows": 64, "rows": 70, "columns": ["step", "train_loss"],
                     **{name: {"bytes": 0, "head": 0, "tail": 0, "size": 0, "time": 0} for name in ("metrics", "timing")}}).encode()
for name, what in (("plain", 0), ("few", 4), ("timings", 2), ("cut", 3)):
    seed("metrics", name, bytes([what]) + rows + b"\0" + times)
seed("metrics", "pyramid", b"\1" + rows + b"\0" + times + b"\0" + len(header).to_bytes(2, "little") + header + bytes(2 * (16 + 2 * 28)))

# A byte that says which file follows (cifar_binary.cpp, cifar_pickle.cpp, metrics.cpp).
for name, what, columns, count in (("train10", 0, 1, 3), ("train100", 1, 2, 3), ("test100", 5, 2, 2), ("whole100", 9, 2, 3)):
    records = (bytes([1] * columns) + bytes(3072)) * count
    seed("cifar_binary", name, bytes([what]) + (records if what & 8 else records[:3200]))
for count, what in ((10, 2), (20, 7), (100, 3)):
    seed("cifar_binary", f"names{count}", bytes([what]) + b"".join(b"name %d\n" % i for i in range(count)))

# The target's own notation: a side, then for every file its folder, its name and kind, and its size (image_folder.cpp).
for name, side in (("whole", 1), ("median", 0)):
    seed("image_folder", name, bytes([side, 0, 24, 12, 9, 8, 32, 9, 9, 1, 24, 20, 20, 9, 32, 12, 30]))
