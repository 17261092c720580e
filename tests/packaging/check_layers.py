"""Checks what the compiler cannot: that no file includes a layer above its own, that torch and Qt never meet in one file, that
the engine and the command line are free of Qt, and that core and io (and every header the window sees) are free of torch."""

import pathlib
import re
import sys

LAYERS = {"core": 0, "io": 1, "neighbours": 1, "data": 2, "nn": 2, "methods": 3, "eval": 4, "map": 4, "store": 5, "jobs": 6}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
TORCH = re.compile(r"^(torch|ATen|c10)/")
QT = re.compile(r"^(Q[A-Z]\w*|Qt\w+/|qcustomplot)")


def includes(path):
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def uses_torch(path, root, seen):
    """Whether a header pulls torch in, directly or through our own headers."""
    if path in seen:
        return False
    seen.add(path)
    for name in includes(path):
        if TORCH.match(name):
            return True
        ours = root / "engine" / name
        if ours.is_file() and uses_torch(ours, root, seen):
            return True
    return False


def main():
    root = pathlib.Path(sys.argv[1])
    faults, files = [], 0
    for folder in ("engine", "ui", "app", "tests"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".h", ".cpp"):
                continue
            files += 1
            where = path.relative_to(root)
            names = includes(path)
            qt = [n for n in names if QT.match(n)]
            torch = [n for n in names if TORCH.match(n)]
            for name in names:
                ours = root / "engine" / name
                if (folder == "ui" or qt) and ours.is_file() and uses_torch(ours, root, set()):
                    faults.append(f"{where}: includes {name}, which brings torch into a Qt file")
            if qt and torch:
                faults.append(f"{where}: includes both {torch[0]} and {qt[0]}")
            if qt and (folder == "engine" or where.parts[:2] == ("app", "cli")):
                faults.append(f"{where}: includes {qt[0]}, but must build without Qt")
            if folder == "engine" and len(where.parts) > 2:
                own = where.parts[1]
                if own in ("core", "io") and torch:
                    faults.append(f"{where}: includes {torch[0]}, but {own}/ is free of torch")
                for name in names:
                    other = name.split("/")[0]
                    if "/" in name and other in LAYERS and other != own and LAYERS[other] >= LAYERS[own]:
                        faults.append(f"{where}: includes {name}, but {other}/ is not below {own}/")
                    if name.startswith(("ui/", "app/")):
                        faults.append(f"{where}: includes {name} from above the engine")
    print("\n".join(faults))
    print(f"{files} files checked, {len(faults)} faults")
    sys.exit(1 if faults or not files else 0)


if __name__ == "__main__":
    main()
