"""How the forecaster's windows are cut and scaled, settled once by `fit`."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.sequences.frames import Panel
from seqkit.sequences.windows import carry_forward

SEASONS_SEEN = 2
_LONGEST_SEGMENT = 24
_USUAL_SEGMENT = 12
_SHORTEST_LOOKBACK = 8


@dataclass(frozen=True)
class WindowPlan:
    """How windows are cut and scaled; settled once by `fit`.

    Attributes
    ----------
    lookback, horizon : steps seen and steps forecast
    segment : steps per segment of the network
    shared : each target is a window of its own (weights shared), else all go together
    scaling : per series, per window WINDOW_SCALINGS, MEAN_SCALING, or None
    transform : None, "log", "log1p" or "difference"
    calendar : whether calendar features join the known future
    marks_missing : whether a feature per target says which values were observed
    every_step : whether training targets follow every step of the past
    """

    lookback: int
    horizon: int
    segment: int = 1
    shared: bool = True
    scaling: str | None = "window_last"
    transform: str | None = None
    calendar: bool = False
    marks_missing: bool = False
    every_step: bool = False

    @property
    def steps(self) -> int:
        """Steps of the network's input: the lookback in whole segments."""
        return -(-self.lookback // self.segment) * self.segment

    @property
    def least_context(self) -> int:
        """Observed steps below which a series is not left to the network."""
        return min(self.lookback, max(2, self.lookback // 8))

    @classmethod
    def settled(
        cls,
        panel: Panel,
        season: int,
        *,
        horizon: int,
        lookback: int | None,
        in_segments: bool,
        **choices: Any,
    ) -> "WindowPlan":
        """Choose what depends on the data: lookback, segments, marks for gaps."""
        if lookback is None:
            lookback = _usual_lookback(season, horizon, int(panel.lengths.max()))
        segment = _segment_length(season, lookback, horizon) if in_segments else 1
        marks = _has_gaps(panel)
        return cls(lookback, horizon, segment, marks_missing=marks, **choices)


def _has_gaps(panel: Panel) -> bool:
    """Whether a value is missing between a series' first observed row and its end."""
    missing = np.isnan(panel.targets)
    leading = np.isnan(carry_forward(panel.targets, panel.offsets))
    return bool((missing & ~leading).any())


def _usual_lookback(season: int, horizon: int, longest: int) -> int:
    """Choose twice the season or the horizon, at most half of what the data leaves."""
    wish = max(SEASONS_SEEN * season, SEASONS_SEEN * horizon, _SHORTEST_LOOKBACK)
    return int(max(2, min(wish, (longest - horizon) // 2)))


def _segment_length(season: int, lookback: int, horizon: int) -> int:
    """Choose a divisor of the season, so that segments repeat its phases."""
    most = max(1, min(_LONGEST_SEGMENT, lookback // 2, horizon))
    divisors = [size for size in range(1, most + 1) if season % size == 0]
    longest = divisors[-1]
    return longest if longest > min(3, most) else min(_USUAL_SEGMENT, most)
