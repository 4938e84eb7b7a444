"""Files that may be compressed, by gzip or in a zip archive → their bytes."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path

from seqkit import checks

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


def unpacked(path: Path, member: str | None = None) -> bytes:
    r"""Return the bytes of a file, without the compression around them.

    Parameters
    ----------
    path : the file, plain, gzipped, or a zip archive, as its first bytes say
    member : which file of an archive; None takes the only one whose name begins
        neither with '_' nor with '.'

    Raises
    ------
    ValueError
        If the compression is damaged, or the archive has no such file, or several.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "one.txt.gz")
    >>> _ = path.write_bytes(gzip.compress(b"one\n"))
    >>> unpacked(path)
    b'one\n'
    """
    data = path.read_bytes()
    if data.startswith(_GZIP):
        return _of_gzip(path, data)
    return _of_zip(path, data, member) if data.startswith(_ZIP) else data


def _of_gzip(path: Path, data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error) as error:
        checks.reject_compressed(path, error)


def _of_zip(path: Path, data: bytes, member: str | None) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [info.filename for info in archive.infolist() if not info.is_dir()]
            plain = [name for name in files if Path(name).name[0] not in "_."]
            return archive.read(checks.check_member(path, member, files, plain))
    except (zipfile.BadZipFile, EOFError, RuntimeError, zlib.error) as error:
        checks.reject_compressed(path, error)
