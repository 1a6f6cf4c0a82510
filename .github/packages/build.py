#!/usr/bin/env python3
"""Makes the packages of a release from binaries that were built before.

  build.py --binaries DIR --out DIR [--all]

DIR of --binaries has a folder for each target, named by its triple, with the program in it. One of them must run here:
it prints the manual page. --all fails if a target is missing, as a release must."""

import argparse
import platform
import sys
from pathlib import Path

import archive
import checksums
import deb
import homebrew
import image
import nix
import npm
import project
import sbom
import wheel
from manual import Manual


def native():
    """The target of this machine."""
    cpu = {"arm64": "aarch64", "AMD64": "x86_64"}.get(platform.machine(), platform.machine())
    system = {"Linux": "unknown-linux-musl", "Darwin": "apple-darwin", "Windows": "pc-windows-msvc"}[platform.system()]
    return f"{cpu}-{system}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()

    found = [project.Binary(t, arguments.binaries / t.triple / t.program) for t in project.TARGETS]
    missing = [binary.path for binary in found if not binary.path.is_file()]
    binaries = [binary for binary in found if binary.path not in missing]
    if arguments.all and missing:
        sys.exit("there is no " + ", ".join(map(str, missing)))
    runs = [binary for binary in binaries if binary.target.triple == native()]
    if not runs:
        sys.exit(f"there is no binary for {native()} below {arguments.binaries}")
    manual = Manual(runs[0].path)
    arguments.out.mkdir(parents=True)
    for binary in binaries:
        for kind in (archive, sbom, deb, npm, wheel):
            kind.build(binary, manual, arguments.out)
    npm.build_launcher(binaries, arguments.out)
    homebrew.build(binaries, arguments.out)
    nix.build(binaries, arguments.out)
    checksums.build(arguments.out)
    image.build(binaries, arguments.out)


main()
