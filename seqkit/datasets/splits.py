"""Public sets as they were split by their authors."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from seqkit.datasets.addresses import PUBLIC
from seqkit.datasets.remote import fetch_files

T = TypeVar("T")


class Splits(NamedTuple, Generic[T]):
    """A set in the parts that its authors made.

    Attributes
    ----------
    train : to learn from
    dev : to choose settings by; None where the authors made no such part
    test : to score at the end

    Examples
    --------
    >>> train, dev, test = Splits(train=[1, 2, 3], dev=None, test=[4])
    >>> test
    [4]
    """

    train: T
    dev: T | None
    test: T


def fetch_parts(name: str) -> dict[str, Path]:
    """Return where the files of a set lie: part → path.

    Examples
    --------
    >>> fetch_parts("wnut17")["dev"].name  # doctest: +SKIP
    'emerging.dev.conll'
    """
    return fetch_files(PUBLIC[name], caller=f"fetch_{name}")


def fetch_splits(name: str, read: Callable[[Path], T]) -> Splits[T]:
    """Fetch a set whose files are its splits, and read each.

    Examples
    --------
    >>> fetch_splits("wnut17", Path.read_text).dev[:10]  # doctest: +SKIP
    'Stabilized'
    """
    parts = {part: read(path) for part, path in fetch_parts(name).items()}
    return Splits(parts["train"], parts.get("dev"), parts["test"])
