"""The container image, as an OCI layout: the program, a user who is not root, and nothing else, not even a shell."""

import hashlib
import json
from datetime import datetime, timezone

import files
import project

USER = 65532


def build(binaries, out):
    layout = out / "image"
    blobs = layout / "blobs" / "sha256"
    blobs.mkdir(parents=True)

    def put(data):
        digest = hashlib.sha256(data).hexdigest()
        (blobs / digest).write_bytes(data)
        return {"digest": f"sha256:{digest}", "size": len(data)}

    def put_json(value):
        return put(json.dumps(value, sort_keys=True).encode())

    created = datetime.fromtimestamp(project.epoch(), timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    labels = {
        "org.opencontainers.image.title": project.NAME,
        "org.opencontainers.image.description": project.DESCRIPTION,
        "org.opencontainers.image.version": project.VERSION,
        "org.opencontainers.image.licenses": project.LICENCE,
        "org.opencontainers.image.source": project.REPOSITORY,
    }
    manifests = []
    for binary in binaries:
        if binary.target.oci is None:
            continue
        layer = files.tar([
            ("etc/", None, 0o755),
            ("etc/passwd", f"{project.NAME}:x:{USER}:{USER}::/work:/sbin/nologin\n".encode(), 0o644),
            ("tmp/", None, 0o1777),
            ("usr/", None, 0o755),
            ("usr/bin/", None, 0o755),
            (f"usr/bin/{project.NAME}", binary.read(), 0o755),
            ("work/", None, 0o755),
        ])
        config = {
            "architecture": binary.target.oci,
            "os": "linux",
            "created": created,
            "config": {
                "User": f"{USER}:{USER}",
                "Entrypoint": [f"/usr/bin/{project.NAME}"],
                "Env": ["PATH=/usr/bin"],
                "WorkingDir": "/work",
                "Labels": labels,
            },
            "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]},
            "history": [{"created": created, "created_by": project.NAME}],
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **put_json(config)},
            "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", **put(files.gzipped(layer))}],
            "annotations": labels,
        }
        manifests.append({
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            **put_json(manifest),
            "platform": {"architecture": binary.target.oci, "os": "linux"},
        })
    index = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": manifests,
        "annotations": labels,
    }
    named = {"mediaType": index["mediaType"], **put_json(index)}
    named["annotations"] = {"org.opencontainers.image.ref.name": project.VERSION}
    (layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [named]}, sort_keys=True))
    (layout / "oci-layout").write_text(json.dumps({"imageLayoutVersion": "1.0.0"}))
