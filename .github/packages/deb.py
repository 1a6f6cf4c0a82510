"""The Debian package. The binary is static, so it depends on nothing."""

import gzip
import os
import subprocess
import tempfile
from pathlib import Path

import project
from manual import COMPLETIONS, PAGE


def build(binary, manual, out):
    if binary.target.deb is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "root")
        contents = {
            f"usr/bin/{project.NAME}": (binary.read(), 0o755),
            f"{PAGE}.gz": (gzip.compress(manual.page, mtime=0), 0o644),
            f"usr/share/doc/{project.NAME}/copyright": (copyright_file(), 0o644),
        }
        contents |= {COMPLETIONS[shell]: (text, 0o644) for shell, text in manual.completions.items()}
        size = sum(len(content) for content, _ in contents.values()) // 1024 + 1
        contents["DEBIAN/control"] = (control(binary.target, size), 0o644)
        for path, (content, mode) in contents.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
            file.write_bytes(content)
            file.chmod(mode)
        for path in [root, *root.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)
            os.utime(path, (project.epoch(), project.epoch()))
        package = out / f"{project.NAME}_{project.VERSION}_{binary.target.deb}.deb"
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(project.epoch())}
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", root, package]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def control(target, size):
    return f"""\
Package: {project.NAME}
Version: {project.VERSION}
Architecture: {target.deb}
Maintainer: {project.MAINTAINER}
Installed-Size: {size}
Recommends: git
Suggests: gnupg, openssh-client
Section: devel
Priority: optional
Homepage: {project.REPOSITORY}
Description: {project.DESCRIPTION}
""".encode()


def copyright_file():
    return f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {project.NAME}
Source: {project.REPOSITORY}

Files: *
Copyright: {project.MAINTAINER}
License: {project.LICENCE}
 The text of this licence is in /usr/share/common-licenses/{project.LICENCE}.
""".encode()
