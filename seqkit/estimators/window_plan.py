"""How the forecaster's windows are cut and scaled, settled once by `fit`."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from seqkit.sequences.frames import Panel
from seqkit.sequences.seasons import SEASONAL, SEASONS_AVERAGED
from seqkit.sequences.windows import carry_forward

SEASONS_SEEN = 2
_LONGEST_SEGMENT = 24
_USUAL_SEGMENT = 12
_SHORTEST_SEASON = 4
_FURTHER_SEASONS = (4, 7, 14)
_LONGEST_LOOKBACK = 512


@dataclass(frozen=True)
class WindowPlan:
    """How windows are cut and scaled; settled once by `fit`.

    Attributes
    ----------
    lookback, horizon : steps seen and steps forecast
    segment : steps per segment of the network
    shared : each target is a window of its own (weights shared), else all go together
    scaling : per series, per window WINDOW_SCALINGS, MEAN_SCALING, or None
    transform : None, "log", "log1p", "difference" or "seasonal"
    calendar : whether calendar features join the known future
    marks_missing : whether a feature per target says which values were observed
    every_step : whether training targets follow every step of the past
    spread_of : what scaling="window_last" measures by: "series", the standard deviation
        of each, but for one that drifts more than three times as far as it strays
        within stretches of `lookback`; "stretch" (files of before), the latter for all
    positive : whether values at or below 0 count as missing
    season : steps in one season
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
    spread_of: str = "stretch"
    positive: bool = False
    season: int = 1

    @property
    def steps(self) -> int:
        """Steps of the network's input: the lookback in whole segments."""
        return -(-self.lookback // self.segment) * self.segment

    @property
    def reach(self) -> int:
        """Rows that a full window rests on."""
        before = SEASONS_AVERAGED * self.season if self.transform == SEASONAL else 0
        return self.lookback + before

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
        lookback: int,
        in_segments: bool,
        **choices: Any,
    ) -> "WindowPlan":
        """Choose what depends on the data: segments, marks for gaps."""
        segment = _segment_length(season, lookback, horizon) if in_segments else 1
        choices |= {"marks_missing": _has_gaps(panel), "spread_of": "series"}
        choices |= {"season": season}
        return cls(lookback, horizon, segment, **choices)


def _has_gaps(panel: Panel) -> bool:
    """Whether a value is missing between a series' first observed row and its end."""
    missing = np.isnan(panel.targets)
    leading = np.isnan(carry_forward(panel.targets, panel.offsets))
    return bool((missing & ~leading).any())


def usual_lookbacks(season: int, horizon: int, longest: int) -> list[int]:
    """Return lookbacks worth a trial, from the shortest, for series of so many steps.

    Two seasons or horizons at least, at most 14 seasons and half of what the longest
    series leaves.

    Examples
    --------
    >>> usual_lookbacks(24, 24, 10_000), usual_lookbacks(24, 720, 10_000)
    ([48, 96, 168, 336], [336])
    """
    season = max(season, _SHORTEST_SEASON)
    most = max(2, (longest - horizon) // 2)
    long = _FURTHER_SEASONS[-1] * season
    least = max(SEASONS_SEEN * season, min(SEASONS_SEEN * horizon, long))
    further = [count * season for count in _FURTHER_SEASONS]
    tried = [each for each in further if least < each <= _LONGEST_LOOKBACK]
    return sorted({min(each, most) for each in (least, *tried)})


def _segment_length(season: int, lookback: int, horizon: int) -> int:
    """Choose a divisor of the season, so that segments repeat its phases."""
    most = max(1, min(_LONGEST_SEGMENT, lookback // 2, horizon))
    divisors = [size for size in range(1, most + 1) if season % size == 0]
    longest = divisors[-1]
    return longest if longest > min(3, most) else min(_USUAL_SEGMENT, most)
