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
_LEAST_SPREAD = 1e-6
_FARTHEST = 5.0


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
    scale_norm : mean and standard deviation of the logarithms of what windows are
        divided by, for each target of one; empty where the network is not told
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
    scale_norm: tuple[tuple[float, float], ...] = ()

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

    def scale_features(self, scale: np.ndarray) -> np.ndarray:
        """Return what the network is told of scales (n, targets), float32.

        0 where all series of the fit were of one size, else at most 5 either way: what
        stands far outside what was learnt says no more than that.

        Examples
        --------
        >>> plan = WindowPlan(4, 1, scale_norm=((0.0, 2.0),))
        >>> plan.scale_features(np.exp([[3.0], [-40.0]])).tolist()
        [[1.5], [-5.0]]
        """
        centre, spread = np.array(self.scale_norm).T
        away = log_sizes(scale) - centre
        differ = np.broadcast_to(spread > _LEAST_SPREAD, away.shape)
        found = np.divide(away, spread, out=np.zeros_like(away), where=differ)
        return found.clip(-_FARTHEST, _FARTHEST).astype("float32")

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "WindowPlan":
        """Rebuild from the fields of a plan as a file has them."""
        norm = tuple(map(tuple, state.get("scale_norm", ())))
        return cls(**state | {"scale_norm": norm})

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


def log_sizes(scale: np.ndarray) -> np.ndarray:
    """Return logarithms of scales, finite ones of 0, too."""
    return np.log(np.maximum(scale, np.finfo("float64").tiny))


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
