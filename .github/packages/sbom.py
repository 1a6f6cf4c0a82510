"""The bill of materials of a binary, in CycloneDX: the crates that Cargo.lock names and that are built for its target."""

import json
import subprocess
import tomllib
import uuid
from datetime import datetime, timezone

import project


def build(binary, _manual, out):
    triple = binary.target.triple
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", triple]
    metadata = json.loads(subprocess.run(command, cwd=project.ROOT, capture_output=True, check=True).stdout)
    lock = tomllib.loads((project.ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    checksums = {(p["name"], p["version"]): p.get("checksum") for p in lock["package"]}
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]

    def dependencies(package, kinds):
        for dependency in nodes[package]["deps"]:
            if any(kind["kind"] in kinds for kind in dependency["dep_kinds"]):
                yield dependency["pkg"]

    def closure(first):
        seen, left = set(), list(first)
        while left:
            package = left.pop()
            if package not in seen:
                seen.add(package)
                left.extend(dependencies(package, {None, "build"}))
        return seen

    # What runs during the build alone does not get into the binary.
    linked, left = set(), [root]
    while left:
        package = left.pop()
        if package not in linked:
            linked.add(package)
            if not any("proc-macro" in target["kind"] for target in packages[package]["targets"]):
                left.extend(dependencies(package, {None}))
    linked = {p for p in linked if not any("proc-macro" in target["kind"] for target in packages[p]["targets"])}
    everything = closure([root])

    def purl(package):
        return f"pkg:cargo/{packages[package]['name']}@{packages[package]['version']}"

    def component(package):
        facts = packages[package]
        found = {
            "type": "library",
            "bom-ref": purl(package),
            "name": facts["name"],
            "version": facts["version"],
            "purl": purl(package),
            "scope": "required" if package in linked else "excluded",
        }
        if facts["license"]:
            found["licenses"] = [{"expression": facts["license"].replace("/", " OR ")}]
        checksum = checksums.get((facts["name"], facts["version"]))
        if checksum:
            found["hashes"] = [{"alg": "SHA-256", "content": checksum}]
        return found

    ordered = sorted(everything, key=purl)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{project.DOWNLOADS}/{binary.target.archive}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(project.epoch(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": component(root) | {"type": "application"},
            "properties": [{"name": "rust:target", "value": triple}],
        },
        "components": [component(package) for package in ordered if package != root],
        "dependencies": [
            {
                "ref": purl(package),
                "dependsOn": sorted({purl(d) for d in dependencies(package, {None, "build"})}),
            }
            for package in ordered
        ],
    }
    (out / f"{binary.target.archive}.cdx.json").write_text(json.dumps(document, indent=2) + "\n")
