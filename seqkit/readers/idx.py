"""IDX, the format of MNIST: a file of whole numbers or floats → an array.

Its header is two zero bytes, a type code, the number of dimensions, and each dimension
as a whole number of four bytes; all numbers are big-endian.
"""

import gzip
import math
import struct
import zlib
from pathlib import Path
from typing import NoReturn

import numpy as np

from seqkit import checks

_TYPES: dict[int, np.dtype] = {
    0x08: np.dtype("u1"),
    0x09: np.dtype("i1"),
    0x0B: np.dtype(">i2"),
    0x0C: np.dtype(">i4"),
    0x0D: np.dtype(">f4"),
    0x0E: np.dtype(">f8"),
}
_GZIP = b"\x1f\x8b"
_AGAIN = "get the file again"


def read_idx(path: str | Path) -> np.ndarray:
    r"""Read an IDX file, plain or gzipped.

    Parameters
    ----------
    path : the file; whether it is gzipped is seen from its first bytes, not its name

    Returns
    -------
    array of the shape and type its header states: uint8, int8, int16, int32, float32
    or float64, in this machine's byte order

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If the file is not IDX, is cut off or has bytes to spare, or its compression is
        damaged.

    References
    ----------
    LeCun, Cortes and Burges, The MNIST database of handwritten digits, "File formats
    for the MNIST database".

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "toy.idx")
    >>> header = bytes([0, 0, 8, 2]) + bytes([0, 0, 0, 2]) + bytes([0, 0, 0, 3])
    >>> _ = path.write_bytes(header + bytes([1, 2, 3, 4, 5, 6]))
    >>> read_idx(path)
    array([[1, 2, 3],
           [4, 5, 6]], dtype=uint8)
    """
    found = checks.check_file(path)
    data = _unpacked(found)
    stored, shape = _header(found, data)
    values = data[4 + 4 * len(shape) :]
    expected = math.prod(shape) * stored.itemsize
    if len(values) != expected:
        size = " x ".join(map(str, shape))
        reason = (
            f"its header states {size} values of {stored.newbyteorder('=')}, "
            f"{expected} bytes, but {len(values)} follow"
        )
        _reject(found, reason, _AGAIN)
    array = np.frombuffer(values, stored).reshape(shape)
    return array.astype(stored.newbyteorder("="))


def _unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    if not data.startswith(_GZIP):
        return data
    try:
        return gzip.decompress(data)
    except (EOFError, OSError, zlib.error) as error:
        _reject(path, f"its gzip compression is damaged ({error})", _AGAIN)


def _header(path: Path, data: bytes) -> tuple[np.dtype, tuple[int, ...]]:
    """Return the type of the values as stored, and their shape."""
    magic = data[:4]
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in _TYPES or not magic[3]:
        codes = ", ".join(f"{code:02x}" for code in _TYPES)
        reason = (
            f"it begins with the bytes '{magic.hex(' ')}', expected 00 00, a type "
            f"({codes}) and the number of dimensions"
        )
        _reject(path, reason, "name an IDX file")
    end = 4 + 4 * magic[3]
    if len(data) < end:
        reason = f"its header of {end} bytes is cut off after {len(data)}"
        _reject(path, reason, _AGAIN)
    return _TYPES[magic[2]], struct.unpack(f">{magic[3]}I", data[4:end])


def _reject(path: Path, reason: str, remedy: str) -> NoReturn:
    raise ValueError(f"{path} is not a whole IDX file: {reason}; {remedy}")
