"""What a generator of music makes of pieces, beside counted chords.

Both know the same training pieces; what the network saves, it has from steps further
back, or from likeness between chords.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from seqkit.estimators.beaten import warn_if_beaten
from seqkit.sequences.notes import Note

MODEL, COUNTED = "generator", "chord_model"
_METRIC = "nll_per_step"
_ADVICE = "more pieces, more epochs or other units"
_SHOWN: dict[str, Any] = {"float_format": "{:.3f}".format}


@dataclass(frozen=True, eq=False)
class MusicReport:
    """Pieces as a generator and its baseline see them.

    Attributes
    ----------
    scores : rows generator and chord_model; nll_per_step, the mean negative
        log-probability of what a step plays, in nats, and behind_first, the same
        without the first step of each piece, which published comparisons leave out. Of
        "events" the generator says which notes begin anew, too, the chord model does
        not: where notes are held or repeated it pays for more
    samples : notes that each wrote, by its name
    pieces, steps : how many were scored
    """

    scores: pd.DataFrame
    samples: dict[str, list[Note]]
    pieces: int
    steps: int

    def __repr__(self) -> str:
        return f"MusicReport: {self._counts()}\n{self.scores.to_string(**_SHOWN)}"

    def _repr_html_(self) -> str:
        return f"<p>{self._counts()}</p>\n{self.scores.to_html(**_SHOWN)}"

    def _counts(self) -> str:
        pieces = f"{self.pieces:,} piece{'' if self.pieces == 1 else 's'}"
        return f"{pieces}, {self.steps:,} steps"


def music_report(
    chances: Mapping[str, Sequence[np.ndarray]], samples: dict[str, list[Note]]
) -> MusicReport:
    """Score models; a warning says where a baseline is less surprised.

    Parameters
    ----------
    chances : natural log probabilities of the steps of each piece, of the network, then
        of each baseline, by name
    samples : notes that each wrote
    """
    rows = [
        {
            _METRIC: nll_per_step(each),
            "behind_first": nll_per_step([piece[1:] for piece in each]),
        }
        for each in chances.values()
    ]
    scores = pd.DataFrame(rows, index=list(chances))
    warn_if_beaten(scores, _METRIC, _ADVICE, higher_is_better=False)
    scored = chances[MODEL]
    return MusicReport(scores, samples, len(scored), sum(map(len, scored)))


def nll_per_step(chances: Sequence[np.ndarray]) -> float:
    """Return the mean negative log-probability of a step; each weighs the same.

    Examples
    --------
    >>> nll_per_step([np.array([-1.0, -2.0]), np.array([-3.0])])
    2.0
    """
    row = np.concatenate(chances)
    return float(-row.mean()) if len(row) else float("nan")
