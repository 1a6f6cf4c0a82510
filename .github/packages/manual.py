"""The manual page and the completion scripts, which the program prints."""

import subprocess
from pathlib import Path

import project

COMPLETIONS = {
    "bash": f"usr/share/bash-completion/completions/{project.NAME}",
    "zsh": f"usr/share/zsh/vendor-completions/_{project.NAME}",
    "fish": f"usr/share/fish/vendor_completions.d/{project.NAME}.fish",
}
PAGE = f"usr/share/man/man1/{project.NAME}.1"


class Manual:
    """What a program prints about itself. It is the same on each platform, so that any one that runs here will do."""

    def __init__(self, program: Path):
        def printed(*arguments):
            return subprocess.run([program.resolve(), *arguments], capture_output=True, check=True).stdout

        said = printed("--version").decode().strip()
        if said != f"{project.NAME} {project.VERSION}":
            raise SystemExit(f"{program} is {said}, and Cargo.toml says {project.VERSION}")
        self.page = printed("man")
        self.completions = {shell: printed("completions", shell) for shell in COMPLETIONS}
