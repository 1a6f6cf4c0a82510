#!/usr/bin/env python3
"""Looks into the packages of a release, and installs those for this machine.

  check.py DIR [--strict]

DIR is what build.py wrote. Whatever needs a tool that is not here is named as not checked; --strict fails then."""

import argparse
import base64
import gzip
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

import npm
import project

NATIVE = next(t for t in project.TARGETS if t.npm_os == sys.platform and t.triple.startswith(os.uname().machine))
unchecked = []


def run(*command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise SystemExit(f"{command} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def demand(holds, what):
    if not holds:
        raise SystemExit(f"not so: {what}")


def has(tool, what):
    if shutil.which(tool):
        return True
    unchecked.append(f"{what}: there is no {tool} here")
    return False


def works(program, scratch):
    """An installed program gives its version, and creates a repository."""
    demand(run(program, "--version").strip() == f"{project.NAME} {project.VERSION}", f"{program} gives its version")
    repository = scratch / "repository"
    run(program, "init", "--policy", "rook", repository)
    demand((repository / "policy.toml").is_file(), f"{program} creates a repository")


def sums(packages):
    listed = dict(reversed(line.split("  ")) for line in (packages / "SHA256SUMS").read_text().splitlines())
    present = {path.name for path in packages.iterdir() if path.is_file()} - {"SHA256SUMS"}
    demand(set(listed) == present, f"SHA256SUMS lists each file: {sorted(set(listed) ^ present)}")
    for name, digest in listed.items():
        demand(hashlib.sha256((packages / name).read_bytes()).hexdigest() == digest, f"the checksum of {name}")
    return listed


def archives(packages, scratch):
    """Returns the programs that the archives hold, by target."""
    programs = {}
    for target in project.TARGETS:
        path = packages / target.archive_file
        if not path.exists():
            continue
        top = target.archive
        if target.is_windows:
            with zipfile.ZipFile(path) as archive:
                names = set(archive.namelist())
                programs[target] = archive.read(f"{top}/{target.program}")
        else:
            with tarfile.open(path) as archive:
                names = set(archive.getnames())
                demand(archive.getmember(f"{top}/{target.program}").mode == 0o755, f"the mode of {top}")
                programs[target] = archive.extractfile(f"{top}/{target.program}").read()
        completions = [f"completions/{project.NAME}.{shell}" for shell in ("bash", "zsh", "fish")]
        wanted = [target.program, "LICENSE", "README.md", f"{project.NAME}.1", *completions]
        demand(names == {f"{top}/{name}" for name in wanted}, f"the files of {path.name}: {sorted(names)}")
    with tarfile.open(packages / NATIVE.archive_file) as archive:
        archive.extractall(scratch / "archive", filter="data")
    works(scratch / "archive" / NATIVE.archive / NATIVE.program, scratch / "archive")
    return programs


def boms(packages, programs):
    for target in programs:
        bom = json.loads((packages / f"{target.archive}.cdx.json").read_text())
        demand(bom["bomFormat"] == "CycloneDX" and bom["specVersion"] == "1.6", "the format of the bill of materials")
        demand(bom["metadata"]["component"]["version"] == project.VERSION, "the version in the bill of materials")
        names = {component["name"] for component in bom["components"]}
        demand({"gix", "clap", "toml"} <= names, "dependencies are in the bill of materials")
        demand(not {"proptest", "trycmd", "divan"} & names, "what only tests need is not in the bill of materials")
        for component in bom["components"]:
            demand(component.get("licenses") and component.get("hashes"), f"licence and hash of {component['purl']}")
        known = {bom["metadata"]["component"]["bom-ref"], *(c["bom-ref"] for c in bom["components"])}
        for entry in bom["dependencies"]:
            demand({entry["ref"], *entry["dependsOn"]} <= known, f"what {entry['ref']} depends on is there")


def debs(packages, programs, scratch):
    if NATIVE.deb is None or not has("dpkg-deb", "the Debian package"):
        return
    for target in programs:
        if target.deb is None:
            continue
        package = packages / f"{project.NAME}_{project.VERSION}_{target.deb}.deb"
        fields = run("dpkg-deb", "--field", package)
        for field in (f"Package: {project.NAME}", f"Version: {project.VERSION}", f"Architecture: {target.deb}"):
            demand(field in fields.splitlines(), f"{field} in {fields}")
        demand("Depends:" not in fields.replace("Pre-Depends:", "Depends:"), "it depends on nothing")
        demand(" root/root " in run("dpkg-deb", "--contents", package), "its files are root's")
        root = scratch / f"deb-{target.deb}"
        run("dpkg-deb", "--extract", package, root)
        demand((root / f"usr/bin/{project.NAME}").read_bytes() == programs[target], f"the program of {package.name}")
    root = scratch / "root"
    for folder in ("var/lib/dpkg/updates", "var/lib/dpkg/info", "var/log"):
        (root / folder).mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    package = packages / f"{project.NAME}_{project.VERSION}_{NATIVE.deb}.deb"
    dpkg = ["dpkg", f"--root={root}", "--force-not-root", "--force-bad-path", "--no-triggers"]
    environment = os.environ | {"PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"}
    run(*dpkg, "--install", package, env=environment)
    works(root / f"usr/bin/{project.NAME}", scratch / "deb-native")
    page = gzip.decompress((root / f"usr/share/man/man1/{project.NAME}.1.gz").read_bytes())
    demand(page.startswith(b".") and project.NAME.encode() in page, "the manual page")
    run(*dpkg, "--remove", project.NAME, env=environment)
    demand(not (root / f"usr/bin/{project.NAME}").exists(), "it can be removed")


def wheels(packages, programs, scratch):
    name = project.PYPI.replace("-", "_")
    for target, program in programs.items():
        with zipfile.ZipFile(packages / f"{name}-{project.VERSION}-py3-none-{target.wheel}.whl") as wheel:
            script = f"{name}-{project.VERSION}.data/scripts/{target.program}"
            demand(wheel.read(script) == program, f"the program of the wheel for {target.triple}")
            demand(wheel.getinfo(script).external_attr >> 16 & 0o777 == 0o755, "the mode of its program")
    venv.create(scratch / "venv", with_pip=True)
    pip = [scratch / "venv/bin/pip", "--disable-pip-version-check", "install", "--quiet", "--no-index"]
    run(*pip, "--find-links", packages, f"{project.PYPI}=={project.VERSION}")
    works(scratch / f"venv/bin/{project.NAME}", scratch / "venv")
    run(scratch / "venv/bin/pip", "check")


def npms(packages, programs, scratch):
    for target, program in programs.items():
        with tarfile.open(packages / npm.file_of(npm.package_of(target))) as package:
            demand(package.extractfile(f"package/{target.program}").read() == program, f"the program of npm's {target.triple}")
            manifest = json.load(package.extractfile("package/package.json"))
            demand("scripts" not in manifest, "npm runs no script of it")
    if not has("npm", "the npm packages"):
        return
    folder = scratch / "npm"
    folder.mkdir()
    (folder / "package.json").write_text("{}")
    launcher = packages / npm.file_of(project.NPM)
    alone = ["npm", "install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=optional"]
    run(*alone, launcher.resolve(), cwd=folder)
    program = folder / "node_modules/.bin" / project.NAME
    failed = subprocess.run([program, "--version"], capture_output=True, text=True)
    demand(failed.returncode == 2 and npm.package_of(NATIVE) in failed.stderr, "it names the package that is missing")
    platform = packages / npm.file_of(npm.package_of(NATIVE))
    run(*alone, launcher.resolve(), platform.resolve(), cwd=folder)
    works(program, folder / "made")
    failed = subprocess.run([program, "frobnicate"], capture_output=True, text=True)
    demand(failed.returncode == 2 and "frobnicate" in failed.stderr, "npm's program passes the exit status on")


def images(packages, programs):
    layout = packages / "image"

    def blob(entry):
        data = (layout / "blobs" / entry["digest"].replace(":", "/")).read_bytes()
        demand(len(data) == entry["size"], f"the size of {entry['digest']}")
        demand("sha256:" + hashlib.sha256(data).hexdigest() == entry["digest"], f"the digest of {entry['digest']}")
        return data

    demand(json.loads((layout / "oci-layout").read_text()) == {"imageLayoutVersion": "1.0.0"}, "it is an OCI layout")
    [named] = json.loads((layout / "index.json").read_text())["manifests"]
    index = json.loads(blob(named))
    by_cpu = {target.oci: program for target, program in programs.items() if target.oci}
    demand({m["platform"]["architecture"] for m in index["manifests"]} == set(by_cpu), "it is for each platform")
    for entry in index["manifests"]:
        manifest = json.loads(blob(entry))
        config = json.loads(blob(manifest["config"]))
        demand(config["config"]["User"] not in ("", "0", "root", "0:0"), "its user is not root")
        [layer] = manifest["layers"]
        data = gzip.decompress(blob(layer))
        demand(["sha256:" + hashlib.sha256(data).hexdigest()] == config["rootfs"]["diff_ids"], "the digest of its files")
        with tarfile.open(fileobj=io.BytesIO(data)) as files:
            present = {member.name for member in files if member.isfile()}
            demand(present == {"etc/passwd", f"usr/bin/{project.NAME}"}, f"nothing else is in it: {present}")
            program = files.extractfile(f"usr/bin/{project.NAME}").read()
        demand(program == by_cpu[entry["platform"]["architecture"]], "the program of the image")
    if shutil.which("skopeo"):
        shown = json.loads(run("skopeo", "inspect", "--raw", f"oci:{layout}:{project.VERSION}"))
        demand(shown == index, "skopeo reads the image")


FORMULA = """
class Formula
  class << self
    %w[desc homepage version license test].each { |word| define_method(word) { |*| } }
    %w[on_macos on_linux on_arm on_intel].each { |word| define_method(word) { |&block| block.call } }
    def url(value) = print(value, " ")
    def sha256(value) = puts(value)
  end
end
load ARGV[0]
"""


def formula(packages, listed, programs):
    if not has("ruby", "the formula"):
        return
    lines = run("ruby", "-e", FORMULA, (packages / f"{project.NAME}.rb").resolve()).split()
    found = {url.removeprefix(project.DOWNLOADS + "/"): digest for url, digest in zip(lines[::2], lines[1::2])}
    wanted = {target.archive_file: listed[target.archive_file] for target in programs if not target.is_windows}
    demand(found == wanted, f"the formula installs {found}")


NIXPKGS = """
{ flake }: let
  outputs = (import flake).outputs { self = { }; nixpkgs = {
    lib = {
      genAttrs = names: f: builtins.listToAttrs (map (name: { inherit name; value = f name; }) names);
      getLicenseFromSpdxId = id: id;
      sourceTypes.binaryNativeCode = "binary";
    };
    legacyPackages = builtins.listToAttrs (map (name: { inherit name; value = {
      stdenvNoCC.mkDerivation = facts: facts; fetchurl = source: source; installShellFiles = "";
    }; }) [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ]);
  }; };
in builtins.mapAttrs (_: it: { inherit (it.default) pname version; inherit (it.default.src) url hash; }) outputs.packages
"""


def flake(packages, listed, programs, scratch):
    if not has("nix-instantiate", "the flake"):
        return
    with tarfile.open(packages / f"{project.NAME}-nix.tar.gz") as archive:
        archive.extractall(scratch / "nix", filter="data")
    (scratch / "nix/nixpkgs.nix").write_text(NIXPKGS)
    state = {f"NIX_{kind}_DIR": str(scratch / "nix" / kind.lower()) for kind in ("STATE", "STORE", "LOG", "LOCALSTATE")}
    command = ["nix-instantiate", "--eval", "--strict", "--json", scratch / "nix/nixpkgs.nix"]
    shown = run(*command, "--arg", "flake", scratch / "nix/flake.nix", env=os.environ | state | {"NIX_REMOTE": ""})
    found = {
        system: (it["pname"], it["version"], it["url"], base64.b64decode(it["hash"].removeprefix("sha256-")).hex())
        for system, it in json.loads(shown).items()
    }
    wanted = {
        t.nix: (project.NAME, project.VERSION, f"{project.DOWNLOADS}/{t.archive_file}", listed[t.archive_file])
        for t in programs if t.nix
    }
    demand(found == wanted, f"the flake installs {found}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path)
    parser.add_argument("--strict", action="store_true")
    arguments = parser.parse_args()
    packages = arguments.packages
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        listed = sums(packages)
        programs = archives(packages, scratch)
        boms(packages, programs)
        debs(packages, programs, scratch)
        wheels(packages, programs, scratch)
        npms(packages, programs, scratch)
        images(packages, programs)
        formula(packages, listed, programs)
        flake(packages, listed, programs, scratch)
    for what in unchecked:
        print(f"not checked: {what}")
    print(f"the packages of {', '.join(target.triple for target in programs)} are as they should be")
    if unchecked and arguments.strict:
        sys.exit(1)


main()
