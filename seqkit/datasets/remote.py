"""Public data sets, downloaded once from a pinned address and checked by sha256.

A file goes into the cache folder: the one `SEQKIT_CACHE` names, else the operating
system's. If `SEQKIT_DATA` names a folder that already holds the files (a filled cache
is one), they are read from there and the network is left alone.
"""

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pandas as pd

from seqkit import checks
from seqkit.datasets.shipped import read_dated, require_sha256

_FEW = 3  # files that each have their own progress bar


@dataclass(frozen=True)
class RemoteFile:
    """A file at a pinned address.

    Attributes
    ----------
    path : where it lies in the cache and in a mirror, '<task>/<set>/<file>'
    url : the address of these very bytes; None if they have no public one
    sha256 : their sha256, 64 hexadecimal digits

    Examples
    --------
    >>> remote = RemoteFile("lm/toy/a.txt", "https://example.org/a.txt", 64 * "0")
    >>> remote.path
    'lm/toy/a.txt'
    """

    path: str
    url: str | None
    sha256: str


def on_github(repository: str, commit: str, path: str) -> str:
    """Return the address of a file of one commit on GitHub.

    Parameters
    ----------
    repository : 'owner/name'
    commit : its 40 hexadecimal digits
    path : the file's path in the repository

    Examples
    --------
    >>> on_github("owner/data", "1d16c8f", "a.txt")
    'https://raw.githubusercontent.com/owner/data/1d16c8f/a.txt'
    """
    return f"https://raw.githubusercontent.com/{repository}/{commit}/{path}"


_ETT_COMMIT = "1d16c8f4f943005d613b5bc962e9eeb06058cf07"
_ETT = {
    "ETTh1": RemoteFile(
        path="forecasting/ett/ETTh1.csv",
        url=on_github("zhouhaoyi/ETDataset", _ETT_COMMIT, "ETT-small/ETTh1.csv"),
        sha256="f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066",
    ),
    "ETTh2": RemoteFile(
        path="forecasting/ett/ETTh2.csv",
        url=on_github("zhouhaoyi/ETDataset", _ETT_COMMIT, "ETT-small/ETTh2.csv"),
        sha256="a3dc2c597b9218c7ce1cd55eb77b283fd459a1d09d753063f944967dd6b9218b",
    ),
}


def fetch_ett(name: str = "ETTh1") -> pd.DataFrame:
    """Fetch the hourly load and oil temperature of an electricity transformer.

    Two years of two stations in China. The usual split is by time: 12 months to train,
    4 to validate, 4 to test.

    Parameters
    ----------
    name : 'ETTh1' or 'ETTh2', the station

    Returns
    -------
    DataFrame (17420, 7)
        float64, no gaps: the useful (..FL) and useless (..LL) loads `HUFL`, `HULL`,
        `MUFL`, `MULL`, `LUFL`, `LULL`, and the oil temperature `OT`, usually the
        target; the source states no units. Index `date`, hourly from 2016-07-01 00:00
        to 2018-06-26 19:00, without a time zone.

    Raises
    ------
    ValueError
        If `name` is unknown.
    ImportError
        If the file must be downloaded and the extra 'fetch' is not installed.
    OSError
        If the file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Zhou et al. (2021), Informer, AAAI; data licensed CC BY-ND 4.0.

    Examples
    --------
    >>> fetch_ett("ETTh1").shape  # doctest: +SKIP
    (17420, 7)
    """
    checks.check_choice("name", name, tuple(_ETT))
    path = fetch_file(_ETT[name], caller="fetch_ett")
    return read_dated(path, index="date", freq="h")


def fetch_file(remote: RemoteFile, *, caller: str = "fetch_file") -> Path:
    """Return where a file lies on this machine, after a download if need be.

    Parameters
    ----------
    remote : the file
    caller : the public function that an ImportError names

    Raises
    ------
    ImportError
        If the file must be downloaded and the extra 'fetch' is not installed.
    OSError
        If the file can neither be downloaded nor found, has no public address, or is
        damaged.

    Examples
    --------
    >>> fetch_file(_ETT["ETTh1"]).name  # doctest: +SKIP
    'ETTh1.csv'
    """
    mirror = os.environ.get("SEQKIT_DATA")
    if mirror:
        return _from_mirror(remote, Path(mirror).expanduser())
    if remote.url is None:
        raise FileNotFoundError(
            f"{remote.path} has no public address to download it from; "
            "set SEQKIT_DATA to a folder that holds it"
        )
    pooch = _import_pooch(caller)
    path = _in_cache(remote, pooch)
    if not path.exists():
        _download(remote, path, pooch)
    require_sha256(path, remote.sha256, name=path, remedy="delete it and retry")
    return path


def fetch_files(
    remotes: Mapping[str, RemoteFile], *, caller: str = "fetch_files"
) -> dict[str, Path]:
    """Return where the files of a set lie on this machine: part → path.

    A few files are downloaded with a progress bar each, in bytes; many with one bar
    for all, in files.

    Parameters
    ----------
    remotes : part → its file
    caller : the public function that an ImportError names

    Raises
    ------
    ImportError, OSError
        As `fetch_file`; what was downloaded before stays in the cache.

    Examples
    --------
    >>> fetch_files(_ETT)["ETTh2"].name  # doctest: +SKIP
    'ETTh2.csv'
    """
    if len(remotes) > _FEW and not os.environ.get("SEQKIT_DATA"):
        pooch = _import_pooch(caller)
        paths = {_in_cache(remote, pooch): remote for remote in remotes.values()}
        missing = {path: file for path, file in paths.items() if not path.exists()}
        _download_many(missing, pooch)
    return {part: fetch_file(file, caller=caller) for part, file in remotes.items()}


def _in_cache(remote: RemoteFile, pooch: ModuleType) -> Path:
    cache = Path(os.environ.get("SEQKIT_CACHE") or pooch.os_cache("seqkit"))
    return cache.expanduser() / remote.path


def _from_mirror(remote: RemoteFile, folder: Path) -> Path:
    path = folder / remote.path
    otherwise = ", or unset SEQKIT_DATA to download it" if remote.url else ""
    if not path.is_file():
        raise FileNotFoundError(
            f"SEQKIT_DATA names {folder}, but {remote.path} is not in it; "
            f"put the file there{otherwise}"
        )
    remedy = f"replace it{otherwise}"
    require_sha256(path, remote.sha256, name=path, remedy=remedy)
    return path


def _import_pooch(caller: str) -> ModuleType:
    try:
        import pooch
        import tqdm  # noqa: F401  (pooch's progress bar)
    except ImportError as error:
        checks.reject_missing_extra(caller, "fetch", error)
    return pooch


def _download_many(remotes: Mapping[Path, RemoteFile], pooch: ModuleType) -> None:
    from tqdm import tqdm

    logger = pooch.get_logger()
    logger.addFilter(_is_warning)  # it writes a line per file, across the bar
    try:
        bar = tqdm(remotes.items(), unit="file", ncols=79, disable=not remotes)
        for path, remote in bar:
            _download(remote, path, pooch, progressbar=False)
    finally:
        logger.removeFilter(_is_warning)


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def _download(
    remote: RemoteFile, path: Path, pooch: ModuleType, *, progressbar: bool = True
) -> None:
    """Write the file to `path`, or leave nothing there."""
    otherwise = f"or set SEQKIT_DATA to a folder that holds {remote.path}"
    try:
        pooch.retrieve(
            remote.url, remote.sha256, path.name, path.parent, progressbar=progressbar
        )
    except OSError as error:
        raise OSError(
            f"cannot download {remote.url} into {path.parent} "
            f"({type(error).__name__}); check the network and that folder, {otherwise}"
        ) from error
    except ValueError as error:
        raise OSError(
            f"the download of {remote.url} is damaged "
            f"(not the expected sha256 {remote.sha256[:4]}…); retry, {otherwise}"
        ) from error
