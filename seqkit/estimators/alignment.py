"""What a network read and wrote, and where it looked for each step that it wrote."""

from typing import Any, NamedTuple

import numpy as np

from seqkit import plotting


class Alignment(NamedTuple):
    """A source, what was written for it, and where the network looked.

    source : tokens of the source, or its array (timesteps, features)
    target : tokens that were written, or an array (timesteps, features)
    attention : float32 array (target steps, source steps), rows of which add up to 1;
        None where it was not asked for
    """

    source: Any
    target: Any
    attention: np.ndarray | None

    def plot(self, ax: Any = None) -> Any:
        """Draw source against target, the darker the more it was looked at."""
        sides = _names(self.source), _names(self.target)
        return plotting.plot_alignment(sides[0], sides[1], self.attention, ax=ax)


def _names(side: Any) -> list[str]:
    """Return the tokens of a side, or the numbers of its steps, from 1."""
    steps = range(1, len(side) + 1)
    return [*map(str, steps if isinstance(side, np.ndarray) else side)]
