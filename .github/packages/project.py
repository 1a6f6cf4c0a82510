"""What all packages say of the project. Cargo.toml is the one place that it is written in."""

import os
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_MANIFEST = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))["package"]
_PACKAGES = _MANIFEST["metadata"]["packages"]

NAME = _MANIFEST["name"]
VERSION = _MANIFEST["version"]
DESCRIPTION = _MANIFEST["description"]
LICENCE = _MANIFEST["license"]
REPOSITORY = _MANIFEST["repository"]
KEYWORDS = _MANIFEST["keywords"]
MAINTAINER = _PACKAGES["maintainer"]
NPM = _PACKAGES["npm"]
PYPI = _PACKAGES["pypi"]
IMAGE = _PACKAGES["image"]
DOWNLOADS = f"{REPOSITORY}/releases/download/v{VERSION}"


def epoch():
    """The Unix time that every package gives for its files: that of the commit, so that packages can be reproduced."""
    if "SOURCE_DATE_EPOCH" in os.environ:
        return int(os.environ["SOURCE_DATE_EPOCH"])
    shown = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=True)
    return int(shown.stdout)


@dataclass(frozen=True)
class Target:
    """A platform that there is a binary for, and its name in each kind of package. None: the kind has none for it."""

    triple: str
    deb: str | None
    npm_os: str
    npm_cpu: str
    wheel: str
    oci: str | None
    nix: str | None

    @property
    def is_windows(self):
        return "windows" in self.triple

    @property
    def program(self):
        return f"{NAME}.exe" if self.is_windows else NAME

    @property
    def archive(self):
        """The archive's name without what its format adds."""
        return f"{NAME}-{VERSION}-{self.triple}"

    @property
    def archive_file(self):
        return self.archive + (".zip" if self.is_windows else ".tar.gz")


# A static binary runs with every C library, so its wheel has the tags of both kinds of Linux.
TARGETS = (
    Target("x86_64-unknown-linux-musl", "amd64", "linux", "x64",
           "manylinux2014_x86_64.manylinux_2_17_x86_64.musllinux_1_1_x86_64", "amd64", "x86_64-linux"),
    Target("aarch64-unknown-linux-musl", "arm64", "linux", "arm64",
           "manylinux2014_aarch64.manylinux_2_17_aarch64.musllinux_1_1_aarch64", "arm64", "aarch64-linux"),
    Target("x86_64-apple-darwin", None, "darwin", "x64", "macosx_10_12_x86_64", None, "x86_64-darwin"),
    Target("aarch64-apple-darwin", None, "darwin", "arm64", "macosx_11_0_arm64", None, "aarch64-darwin"),
    Target("x86_64-pc-windows-msvc", None, "win32", "x64", "win_amd64", None, None),
)


@dataclass(frozen=True)
class Binary:
    """A program that was built for a target."""

    target: Target
    path: Path

    def read(self):
        return self.path.read_bytes()
