"""Seeded draws and the filling of templates, the same on every Python."""

import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
_SLOT = re.compile(r"\{(\w+)\}")


class Draw:
    """A random source that uses `random()` alone: the one that Python keeps stable."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self._random() < probability

    def integer(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._random() * (high - low + 1))

    def one(self, items: Sequence[T]) -> T:
        """Return one item, all equally likely."""
        return items[self.integer(0, len(items) - 1)]

    def two(self, items: Sequence[T]) -> tuple[T, T]:
        """Return two different items."""
        first = self.integer(0, len(items) - 1)
        second = self.integer(0, len(items) - 2)
        return items[first], items[second + (second >= first)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in random order."""
        return sorted(items, key=lambda _: self._random())


def words(text: str, separator: str | None = None) -> list[str]:
    """Split a table that is written as one text."""
    return text.split(separator)


def slots(template: str) -> list[str]:
    """Return the names that a template has in braces, in their order."""
    return _SLOT.findall(template)


def fill(template: str, texts: Mapping[str, str]) -> str:
    """Put texts where the template names them in braces; leave other names alone."""
    return _SLOT.sub(lambda match: texts.get(match[1], match[0]), template)
