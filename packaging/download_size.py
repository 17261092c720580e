"""Says how much a `pip install` would download, before it does. Arguments are passed on to pip."""

import json
import os
import subprocess
import sys
import urllib.parse
import urllib.request


def size_of(url: str) -> int:
    parts = urllib.parse.urlparse(url)
    if parts.scheme == "file":
        return os.path.getsize(urllib.request.url2pathname(parts.path))
    request = urllib.request.Request(url, method="HEAD")
    with urllib.request.urlopen(request, timeout=20) as answer:
        return int(answer.headers["Content-Length"])


def main() -> None:
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--report", "-", *sys.argv[1:]]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    total = 0
    for item in report["install"]:
        name, version = item["metadata"]["name"], item["metadata"]["version"]
        size = size_of(item["download_info"]["url"])
        total += size
        if size > 20e6:
            print(f"  {name} {version}: {size / 1e6:.0f} MB")
    print(f"  together {total / 1e6:.0f} MB to download, about {3 * total / 1e6:.0f} MB unpacked")


if __name__ == "__main__":
    main()
