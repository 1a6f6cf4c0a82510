"""Archives whose bytes depend on what is in them alone."""

import gzip
import io
import tarfile
import time
import zipfile

from project import epoch


def tar(entries):
    """A tar archive of (path, bytes or None for a folder, mode), owned by root."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, content, mode in entries:
            info = tarfile.TarInfo(path)
            info.mode, info.mtime = mode, epoch()
            if content is None:
                info.type = tarfile.DIRTYPE
                archive.addfile(info)
            else:
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def gzipped(data):
    return gzip.compress(data, compresslevel=9, mtime=0)


def zipped(entries):
    """A zip archive of (path, bytes, mode)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, content, mode in entries:
            info = zipfile.ZipInfo(path, time.gmtime(max(epoch(), 315532800))[:6])  # a zip begins in 1980
            info.external_attr = (0o100000 | mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()
