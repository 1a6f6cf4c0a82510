"""The npm packages: one with the program for each platform, and one that starts the right program.

No package runs a script when it is installed, and none downloads anything."""

import json

import files
import project


def package_of(target):
    return f"{project.NPM}-{target.npm_os}-{target.npm_cpu}"


def file_of(package):
    """The name that `npm pack` gives."""
    return package.lstrip("@").replace("/", "-") + f"-{project.VERSION}.tgz"


def facts(name):
    return {
        "name": name,
        "version": project.VERSION,
        "description": project.DESCRIPTION,
        "license": project.LICENCE,
        "homepage": project.REPOSITORY,
        "repository": {"type": "git", "url": f"git+{project.REPOSITORY}.git"},
    }


def write(out, manifest, entries):
    entries = [
        ("package/package.json", (json.dumps(manifest, indent=2) + "\n").encode(), 0o644),
        ("package/LICENSE", (project.ROOT / "LICENSE").read_bytes(), 0o644),
        *entries,
    ]
    (out / file_of(manifest["name"])).write_bytes(files.gzipped(files.tar(entries)))


def build(binary, _manual, out):
    target = binary.target
    manifest = facts(package_of(target)) | {"os": [target.npm_os], "cpu": [target.npm_cpu], "files": [target.program]}
    write(out, manifest, [(f"package/{target.program}", binary.read(), 0o755)])


LAUNCHER = """\
#!/usr/bin/env node
"use strict";
// Starts the program of the package for this platform.
const { spawnSync } = require("node:child_process");
const name = `NPM-${process.platform}-${process.arch}`;
let program;
try {
  program = require.resolve(`${name}/${process.platform === "win32" ? "NAME.exe" : "NAME"}`);
} catch {
  console.error(`NAME: the package ${name} is missing: there is none for this platform, or it was not installed`);
  console.error("(npm leaves it out with --omit=optional)");
  process.exit(2);
}
const { error, signal, status } = spawnSync(program, process.argv.slice(2), { stdio: "inherit" });
if (error) throw error;
if (signal) process.kill(process.pid, signal);
else process.exit(status);
"""


def build_launcher(binaries, out):
    platforms = {package_of(binary.target): project.VERSION for binary in binaries}
    manifest = facts(project.NPM) | {
        "keywords": project.KEYWORDS,
        "bin": {project.NAME: "launch.js"},
        "files": ["launch.js"],
        "engines": {"node": ">=18"},
        "optionalDependencies": platforms,
    }
    launcher = LAUNCHER.replace("NPM", project.NPM).replace("NAME", project.NAME)
    readme = (project.ROOT / "README.md").read_bytes()
    write(out, manifest, [("package/launch.js", launcher.encode(), 0o755), ("package/README.md", readme, 0o644)])
