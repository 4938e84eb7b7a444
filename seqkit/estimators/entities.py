"""Tags of tokens → a table of the spans they stand for."""

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.sequences.spans import Span, spans_of
from seqkit.sequences.tokens import Token, words

COLUMNS = ("row", "start", "end", "text", "label", "score")


def cut_rows(rows: Sequence) -> tuple[list[list[str]], list[list[Token] | None]]:
    """Return the tokens of each row, and where they stand if it is a text.

    Raises
    ------
    ValueError
        If a row holds no token, by its number.
    """
    checks.check_rows(rows)
    places = [words(row) if isinstance(row, str) else None for row in rows]
    tokens = [
        row if found is None else [token.text for token in found]
        for row, found in zip(rows, places, strict=True)
    ]
    checks.check_token_lists(tokens)
    return [list(row) for row in tokens], places


def entity_rows(
    number: Hashable,
    row: str | Sequence[str],
    places: list[Token] | None,
    tags: Sequence[str],
    scores: np.ndarray,
    scheme: str,
) -> list[tuple]:
    """Return a row of the table for each span.

    Parameters
    ----------
    number, row : its place in the user's list, and what stood there
    places : its tokens with offsets, None for a token list
    tags, scores : the tag of each token and its probability
    """
    found = []
    for span in spans_of(tags, scheme, strict=False):
        start, end, text = _extent(span, row, places)
        score = float(np.mean(scores[span.start : span.end]))
        found.append((number, start, end, text, span.label, score))
    return found


def entity_frame(rows: list[tuple], numbers: pd.Index) -> pd.DataFrame:
    """Return the rows as one table, with its types also when it is empty.

    Parameters
    ----------
    rows : those of `entity_rows`
    numbers : the places in the user's list, whose type the column `row` has
    """
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    kinds = {"start": "int64", "end": "int64", "text": object, "label": object}
    return table.astype(kinds | {"row": numbers.dtype, "score": "float64"})


def _extent(
    span: Span, row: str | Sequence[str], places: list[Token] | None
) -> tuple[int, int, str]:
    if places is None:
        return span.start, span.end, " ".join(row[span.start : span.end])
    start, end = places[span.start].start, places[span.end - 1].end
    return start, end, str(row)[start:end]
