"""The archives that people, the action, cargo-binstall, Homebrew and Nix download."""

import files
import project


def build(binary, manual, out):
    top = binary.target.archive
    entries = [
        (f"{top}/{binary.target.program}", binary.read(), 0o755),
        (f"{top}/LICENSE", (project.ROOT / "LICENSE").read_bytes(), 0o644),
        (f"{top}/README.md", (project.ROOT / "README.md").read_bytes(), 0o644),
        (f"{top}/{project.NAME}.1", manual.page, 0o644),
    ]
    entries += [(f"{top}/completions/{project.NAME}.{shell}", text, 0o644) for shell, text in manual.completions.items()]
    data = files.zipped(entries) if binary.target.is_windows else files.gzipped(files.tar(entries))
    (out / binary.target.archive_file).write_bytes(data)
