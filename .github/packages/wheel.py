"""The wheels of PyPI: the program as a script, and no Python."""

import base64
import hashlib

import files
import project


def build(binary, _manual, out):
    name = f"{project.PYPI.replace('-', '_')}-{project.VERSION}"
    tag = f"py3-none-{binary.target.wheel}"
    tags = "".join(f"Tag: py3-none-{platform}\n" for platform in binary.target.wheel.split("."))
    readme = (project.ROOT / "README.md").read_text(encoding="utf-8")
    metadata = f"""\
Metadata-Version: 2.4
Name: {project.PYPI}
Version: {project.VERSION}
Summary: {project.DESCRIPTION}
Keywords: {",".join(project.KEYWORDS)}
License-Expression: {project.LICENCE}
License-File: LICENSE
Project-URL: Source, {project.REPOSITORY}
Requires-Python: >=3.8
Description-Content-Type: text/markdown

{readme}"""
    info = f"{name}.dist-info"
    entries = [
        (f"{name}.data/scripts/{binary.target.program}", binary.read(), 0o755),
        (f"{info}/licenses/LICENSE", (project.ROOT / "LICENSE").read_bytes(), 0o644),
        (f"{info}/METADATA", metadata.encode(), 0o644),
        (f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: {project.NAME}\nRoot-Is-Purelib: false\n{tags}".encode(), 0o644),
    ]
    record = "".join(f"{path},{digest(content)},{len(content)}\n" for path, content, _ in entries)
    entries.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode(), 0o644))
    (out / f"{name}-{tag}.whl").write_bytes(files.zipped(entries))


def digest(content):
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
