"""Write orders, addresses and reservations with one BIO tag per token.

Eight kinds of spans: QUANTITY, ITEM, PERSON, STREET, CITY, DATE, TIME, PRICE.
"""

import re

import pandas as pd

from grammars.booking_tables import (
    CLOSINGS,
    HELD_OUT_TABLES,
    HELD_OUT_TEMPLATES,
    OPENINGS,
    TABLES,
    TEMPLATES,
)
from grammars.drawing import Draw

SEED = 1203
SIZES = {"train": 3600, "validation": 500, "test": 900}
OPTION_SHARE = 0.5
OPENING_SHARE = 0.25
CLOSING_SHARE = 0.25
HELD_OUT_SHARE = 0.7
_SLOT = re.compile(r"\{(\w+)\}")
_OPTION = re.compile(r"\[([^\]]*)\]")


class BookingWriter:
    """Write one booking after another, for the test split or for the other two."""

    def __init__(self, draw: Draw, *, held_out: bool) -> None:
        self._draw = draw
        self._templates = HELD_OUT_TEMPLATES if held_out else TEMPLATES
        self._held_out_share = HELD_OUT_SHARE if held_out else 0.0

    def booking(self) -> tuple[str, str, str]:
        """Return tokens and tags, both joined by spaces, and the template's name."""
        name = self._draw.one(list(self._templates))
        text = self._templates[name]
        if not text.startswith("May") and self._draw.chance(OPENING_SHARE):
            text = f"{self._draw.one(OPENINGS)} {text}"
        if self._draw.chance(CLOSING_SHARE):
            text = f"{text} {self._draw.one(CLOSINGS)}"
        tokens, tags = tagged(self._expanded(_OPTION.sub(self._option, text)))
        return " ".join(tokens), " ".join(tags), name

    def _option(self, match: re.Match[str]) -> str:
        return match[1] if self._draw.chance(OPTION_SHARE) else ""

    def _expanded(self, text: str) -> str:
        return _SLOT.sub(lambda match: self._expanded(self._entry(match[1])), text)

    def _entry(self, table: str) -> str:
        if table in HELD_OUT_TABLES and self._draw.chance(self._held_out_share):
            return self._draw.one(HELD_OUT_TABLES[table])
        return self._draw.one(TABLES[table])


def tagged(text: str) -> tuple[list[str], list[str]]:
    """Read `<LABEL token token>` and plain tokens into tokens and BIO tags."""
    tokens, tags = [], []
    label, first = "", False
    for word in text.split():
        if word.startswith("<"):
            label, first = word[1:], True
            continue
        tokens.append(word.rstrip(">"))
        tags.append(f"{'B' if first else 'I'}-{label}" if label else "O")
        first = False
        if word.endswith(">"):
            label = ""
    return tokens, tags


def bookings_frame() -> pd.DataFrame:
    """Return all bookings in random order: tokens, tags, split, template."""
    draw = Draw(SEED)
    seen: set[str] = set()
    rows = []
    for split, size in SIZES.items():
        writer = BookingWriter(draw, held_out=split == "test")
        for _ in range(size):
            row = writer.booking()
            while row[0] in seen:
                row = writer.booking()
            seen.add(row[0])
            rows.append((row[0], row[1], split, row[2]))
    columns = ["tokens", "tags", "split", "template"]
    return pd.DataFrame(draw.shuffled(rows), columns=columns)
