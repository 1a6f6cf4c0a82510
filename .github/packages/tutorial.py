#!/usr/bin/env python3
"""Runs the tutorial with the program of each package, in a root that has nothing else but Debian's own programs.

  tutorial.py DIR [--strict]

DIR is what build.py wrote. The root has this machine's /usr without /usr/local, an empty home, and no network. The
commands are those of docs/tutorial.md. From the installation to the first built advisory, each may take five minutes.
Packages that can't be tried here are named as not checked; --strict fails then."""

import argparse
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

import npm
import project

NATIVE = next(t for t in project.TARGETS if t.npm_os == sys.platform and t.triple.startswith(os.uname().machine))
PAGE = project.ROOT / "docs/tutorial.md"
LIMIT = 300  # seconds

# The first two arguments are the root and the packages; the others are the command.
ENTER = """
set -eu
root=$1 packages=$2
shift 2
mkdir -p "$root/usr" "$root/dev" "$root/etc" "$root/tmp" "$root/root" "$root/packages" "$root/opt"
mount --bind /usr "$root/usr"
mount -t tmpfs none "$root/usr/local"
mount --bind "$packages" "$root/packages"
for name in bin lib lib32 lib64 libx32 sbin; do
  if [ -L "/$name" ]; then ln -sfn "$(readlink "/$name")" "$root/$name"; fi
done
for name in null zero urandom; do : > "$root/dev/$name"; mount --bind "/dev/$name" "$root/dev/$name"; done
echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
if [ -d /etc/alternatives ]; then cp -a /etc/alternatives "$root/etc"; fi
exec chroot "$root" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 TERM=dumb CI=false \\
  GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org "$@"
"""

unchecked = []


def steps(text):
    """The commands of the page, each with whether it is meant to fail."""
    found, inside, skipped = [], None, False
    for line in text.splitlines():
        if inside is None:
            skipped |= line.startswith("<!-- not run: ")
            if line.startswith("```"):
                inside = "skipped" if skipped else line.removeprefix("```")
                skipped = False
                if inside == "sh":
                    found.append(["", False])
        elif line == "```":
            inside = None
        elif inside == "sh":
            found[-1][0] += line + "\n"
        elif inside == "console" and line.startswith("$ "):
            found.append([line.removeprefix("$ "), False])
        elif inside == "console" and line.startswith("> ") and found[-1][0].endswith("\\"):
            found[-1][0] += "\n" + line.removeprefix("> ")
        elif inside == "console" and line.startswith("(exit status "):
            found[-1][1] = True
    return found


def script():
    """The page as a script that ends at the first command that does not do what the page says."""
    lines = ["set -eu", "cd"]
    for command, fails in steps(PAGE.read_text(encoding="utf-8")):
        lines.append(f"if {command}; then exit 9; fi" if fails else command)
    lines.append("test -s ../public/site/LODE-*.html")
    return "\n".join(lines) + "\n"


def archive(root, packages):
    with tarfile.open(packages / NATIVE.archive_file) as files:
        files.extractall(root / "opt", filter="data")
    return f"/opt/{NATIVE.archive}", []


def deb(root, packages):
    if not shutil.which("dpkg-deb"):
        return None
    file = f"{project.NAME}_{project.VERSION}_{NATIVE.deb}.deb"
    return "/opt/deb/usr/bin", [f"dpkg-deb --extract /packages/{file} /opt/deb"]


def wheel(root, packages):
    install = "/opt/wheel/bin/pip --disable-pip-version-check install --quiet --no-index --find-links /packages"
    return "/opt/wheel/bin", ["python3 -m venv /opt/wheel", f"{install} {project.PYPI}=={project.VERSION}"]


def npms(root, packages):
    # Without a network or /usr/local, Debian's own npm is needed.
    if not (Path("/usr/bin/npm").exists() and Path("/usr/bin/node").exists()):
        return None
    files = " ".join(f"/packages/{npm.file_of(name)}" for name in (project.NPM, npm.package_of(NATIVE)))
    options = "--offline --no-audit --no-fund --ignore-scripts --omit=optional --loglevel=error"
    return "/opt/npm/node_modules/.bin", [
        "mkdir -p /opt/npm", "cd /opt/npm", "echo '{}' > package.json", f"npm install {options} {files} > /dev/null"
    ]


def image(root, packages):
    """Only the program: the image has no shell and no git."""
    layout = packages / "image"
    blob = lambda entry: (layout / "blobs" / entry["digest"].replace(":", "/")).read_bytes()
    [named] = json.loads((layout / "index.json").read_text())["manifests"]
    manifests = json.loads(blob(named))["manifests"]
    own = next(one for one in manifests if one["platform"]["architecture"] == NATIVE.oci)
    [layer] = json.loads(blob(own))["layers"]
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(blob(layer)))) as files:
        files.extractall(root / "opt/image", filter="data")
    return "/opt/image/usr/bin", []


def namespaces():
    """What begins a command in namespaces of its own; None if they are not allowed here."""
    own = ["unshare", "--mount", "--net", "--pid", "--fork"]
    for command in ([*own], ["sudo", "-n", *own], ["unshare", "--map-root-user", *own[1:]]):
        try:
            tried = subprocess.run([*command, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
        except FileNotFoundError:
            continue
        if tried.returncode == 0:
            return command
    return None


def run(kind, enter, packages):
    """Installs a package and runs the tutorial. Returns whether it could be tried here."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        (root / "opt").mkdir(parents=True)
        begun = time.monotonic()
        made = kind(root, packages)
        if made is None:
            return False
        path, install = made
        (root / "tutorial.sh").write_text("\n".join(["(", "set -eu", *install, ")", script()]))
        inside = ["PATH=" + path + ":/usr/bin:/bin", "sh", "/tutorial.sh"]
        command = [*enter, "sh", "-c", ENTER, "enter", root, packages, *inside]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        took = time.monotonic() - begun
        # What another user made can be removed by that user alone.
        if enter[0] == "sudo":
            subprocess.run(["sudo", "-n", "chown", "-R", str(os.getuid()), folder], check=True)
        if done.returncode != 0:
            raise SystemExit(f"the tutorial fails with the {kind.__name__}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        if "LODE-" not in done.stdout or took > LIMIT:
            raise SystemExit(f"the tutorial took {took:.0f} s with the {kind.__name__}:\n{done.stdout[-2000:]}")
        print(f"the tutorial with the {kind.__name__}: {took:.1f} s")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path)
    parser.add_argument("--strict", action="store_true")
    arguments = parser.parse_args()
    enter = namespaces() if sys.platform == "linux" else None
    for kind in (archive, deb, wheel, npms, image):
        if enter is None or not run(kind, enter, arguments.packages.resolve()):
            unchecked.append(kind.__name__)
    for what in unchecked:
        print(f"not checked: the tutorial with the {what}")
    if unchecked and arguments.strict:
        sys.exit(1)


main()
