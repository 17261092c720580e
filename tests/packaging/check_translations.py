"""Fails where a text of the window has no Russian translation: lupdate is run on a copy of the file.

Usage: check_translations.py LUPDATE SOURCE_FOLDER
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml


def main() -> int:
    lupdate, source = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / "selfsight_ru.ts"
        shutil.copy(source / "resources" / "translations" / copy.name, copy)
        subprocess.run(
            [lupdate, "-silent", "-I", ".", "ui", "app/window", "-locations", "none", "-ts", str(copy)],
            cwd=source, check=True, stderr=subprocess.DEVNULL)
        missing = [
            f"{context.findtext('name')}: {message.findtext('source')}"
            for context in xml.parse(copy).getroot().iter("context")
            for message in context.iter("message")
            if message.find("translation").get("type") == "unfinished"
        ]
    for line in missing:
        print("not translated:", line)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
