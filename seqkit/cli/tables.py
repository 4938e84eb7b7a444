"""Read and write tables as CSV or Parquet; check every path before any work is done."""

import sys
from argparse import Namespace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from seqkit.checks import listed
from seqkit.cli.messages import say, sentence

_TABLES = (".csv", ".parquet")
_READ = {"data": _TABLES, "model": (), "history": _TABLES, "future": _TABLES}
_WRITTEN = {
    "out": _TABLES,
    "forecasts": _TABLES,
    "plot": (".png", ".svg", ".pdf"),
    "save": (),
}
_WHOLE_NUMBER = r"0|-?[1-9]\d{0,17}"


def check_files(args: Namespace) -> None:
    """Require files to read, folders to write to, and endings that tell the format."""
    for name, endings in {**_READ, **_WRITTEN}.items():
        path = getattr(args, name, None)
        if path is None:
            continue
        if endings:
            _check_ending(path, endings)
        if name in _READ and not path.is_file():
            raise FileNotFoundError(f"there is no file {str(path)!r}; check its path")
        if name in _WRITTEN and not path.absolute().parent.is_dir():
            raise FileNotFoundError(
                f"there is no folder {str(path.parent)!r} to write {path.name!r} to; "
                "make it first"
            )


def read_table(
    path: Path, separator: str, id: Any = None, known_ids: Any = None
) -> pd.DataFrame:
    """Read a table; columns that Parquet keeps as the index become columns again.

    In CSV the column `id` stays text unless all of it is whole numbers, written plainly
    (so "007" stays "007"); with `known_ids`, unless those are numbers, too.
    """
    is_csv = path.suffix == ".csv"
    try:
        if is_csv:
            frame = pd.read_csv(path, sep=separator, dtype={id: str} if id else None)
        else:
            frame = pd.read_parquet(path)
    except ValueError as error:
        kind, why = "CSV" if is_csv else "Parquet", sentence(error).rstrip(".")
        raise ValueError(
            f"{str(path)!r} cannot be read as {kind} ({why}); check the file and --sep"
        ) from error
    if not is_csv and any(frame.index.names):
        return frame.reset_index()
    if is_csv and id in frame:
        frame[id] = _plain_ids(frame[id], known_ids)
    return frame


def write_table(frame: pd.DataFrame, path: Path | None, separator: str) -> None:
    """Write a table to a file, or as CSV to standard output when `path` is None."""
    if path is None:
        frame.to_csv(sys.stdout, index=False, sep=separator)
        return
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        frame.to_csv(path, index=False, sep=separator)
    say(f"wrote {path} ({len(frame)} rows)")


def _check_ending(path: Path, endings: tuple[str, ...]) -> None:
    if path.suffix not in endings:
        raise ValueError(f"{str(path)!r} must end in {listed(endings)}; rename it")
    if path.suffix == ".parquet" and find_spec("pyarrow") is None:
        raise ImportError(
            f"{str(path)!r} needs the extra 'parquet': pip install \"seqkit[parquet]\""
        )


def _plain_ids(ids: pd.Series, known_ids: Any) -> pd.Series:
    """Turn ids that were read as text into whole numbers where nothing is lost."""
    numeric = known_ids is None or pd.api.types.is_numeric_dtype(known_ids)
    plain = numeric and ids.str.fullmatch(_WHOLE_NUMBER, na=False).all()
    return ids.astype("int64") if plain else ids
