"""Check what the beam of a search is told and drawn of."""

from typing import Any

import pandas as pd

from seqkit.checks.wording import listed, plain

_COLUMNS = ("parent", "length", "token", "log_probability", "score", "best")


def check_searched(tokens: int) -> None:
    """Require a source with a token."""
    if not tokens:
        raise ValueError(
            "the text has no token, so nothing is searched for it; give one with a word"
        )


def check_beam_tree(tree: Any) -> pd.DataFrame:
    """Require a frame of the sequences that a search kept, in which parents go before.

    Returns
    -------
    the frame with its rows numbered from 0
    """
    if not isinstance(tree, pd.DataFrame):
        raise TypeError(
            f"tree must be a frame, as beam_tree returns it, got {plain(tree)!r:.60}"
        )
    missing = [name for name in _COLUMNS if name not in tree]
    if missing:
        raise ValueError(
            f"tree has no column {listed(missing, 'and')}; give the whole frame that "
            "beam_tree returns"
        )
    parents = tree["parent"].to_numpy()
    grows = (parents[1:] >= 0) & (parents[1:] < range(1, len(tree)))
    if len(tree) < 2 or parents[0] != -1 or not grows.all():
        raise ValueError(
            "tree must begin with its start and name parents by their rows above; give "
            "the whole frame that beam_tree returns"
        )
    return tree.reset_index(drop=True)
