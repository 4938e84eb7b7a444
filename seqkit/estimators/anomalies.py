"""How unusual observations are: residuals of one-step forecasts, by their usual size.

The score is the modified z-score of Iglewicz and Hoaglin (1993), "How to detect and
handle outliers": a residual less the median of residuals, over 1.4826 times the median
absolute deviation from it (the standard deviation, of normal ones). They suggest to
look into sizes above 3.5.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.estimators.fitted_series import FittedSeries
from seqkit.estimators.forecast_windows import ForecastWindows
from seqkit.estimators.forecasts import Forecasts, suffixed
from seqkit.estimators.panel_arrays import Encoders, PanelArrays
from seqkit.estimators.window_plan import WindowPlan
from seqkit.sequences.frames import Panel, float_dtype, write_frame
from seqkit.sequences.windows import ragged_ranges

_OF_NORMAL = 1.4826
_FEWEST = 8  # residuals that tell their usual size


@dataclass(frozen=True)
class OneStep:
    """Observations beside their forecasts from the rows before each.

    Attributes
    ----------
    panel : the observations
    forecast : float64 array (rows, targets), NaN where there is none
    """

    panel: Panel
    forecast: np.ndarray

    @classmethod
    def of(cls, panel: Panel, windows: ForecastWindows, found: Forecasts) -> "OneStep":
        """Put forecasts of `one_step_windows` at the rows that they are of."""
        each = panel.targets.shape[1] if windows.plan.shared else 1
        arrays, one = windows.arrays, windows.select(np.arange(len(windows))[::each])
        point = windows.by_series(found.point[:, :1])[:, 0]
        short = windows.by_series(found.fallback[:, None, None])[:, 0]
        position_of_0 = arrays.panel.first - arrays.panel.offsets[:-1]
        at = one.ends + (position_of_0 - panel.first + panel.offsets[:-1])[one.series]
        forecast = np.full(panel.targets.shape, np.nan)
        forecast[at] = np.where(short, np.nan, point)
        return cls(panel, forecast)

    @property
    def residual(self) -> np.ndarray:
        """Observations minus forecasts, (rows, targets)."""
        return self.panel.targets - self.forecast

    def usual(self) -> tuple[np.ndarray, np.ndarray]:
        """Return median and scaled MAD of residuals, each (series, targets).

        Raises
        ------
        ValueError
            If no series has enough residuals.
        """
        codes = np.repeat(np.arange(len(self.panel.ids)), self.panel.lengths)
        residual = pd.DataFrame(self.residual)
        counts = residual.groupby(codes).count().to_numpy()
        checks.check_residuals(int(counts.max()), _FEWEST)
        centre = residual.groupby(codes).median().to_numpy()
        away = (residual - centre[codes]).abs().groupby(codes).median().to_numpy()
        enough = counts >= _FEWEST
        return np.where(enough, centre, np.nan), _OF_NORMAL * away

    def scored_by(self, reference: "OneStep") -> pd.DataFrame:
        """Return `Forecaster.anomaly_scores`, by the usual residuals of a reference."""
        which = _numbers_in(reference.panel, self.panel)
        codes = np.repeat(which, self.panel.lengths)
        centre, spread = (part[codes] for part in reference.usual())
        away = self.residual - centre
        with np.errstate(divide="ignore", invalid="ignore"):
            score = np.where(away == 0, 0.0, away / spread)
        return self._written(score)

    def _written(self, score: np.ndarray) -> pd.DataFrame:
        layout = self.panel.layout
        columns, dtypes = {}, {}
        for number, target in enumerate(layout.roles.target):
            kind = float_dtype(layout.dtypes[number])
            for suffix, values, dtype in (
                ("", self.panel.targets, kind),
                ("_forecast", self.forecast, kind),
                ("_score", score, "float64"),
            ):
                name = suffixed(target, suffix)
                columns[name], dtypes[name] = values[:, number], dtype
        return _rows_written(self.panel, columns).astype(dtypes)


def score_columns(panel: Panel) -> list:
    """Name the columns that are written, in their order."""
    suffixes, roles = ("", "_forecast", "_score"), panel.layout.roles
    written = [suffixed(each, end) for each in roles.target for end in suffixes]
    return [*(name for name in (roles.id, roles.time) if name), *written]


def one_step_windows(
    panel: Panel, series: FittedSeries, encoders: Encoders, plan: WindowPlan
) -> ForecastWindows:
    """Return the windows that end right before each row of a panel.

    Fitted rows stand in front where they join; otherwise a series's first `lookback`
    rows have no window. Where covariates are known ahead, neither have its last
    `horizon` - 1 rows, as the forecast needs them for the whole horizon.
    """
    joined, begins = series.in_front_of(panel, plan.reach)
    behind = plan.horizon - 1
    known = bool(panel.layout.roles.future)
    asked = joined if known else joined.extended(behind)
    arrays = PanelArrays.of(asked, encoders, plan)
    first = asked.offsets[:-1] + begins
    stops = asked.offsets[:-1] + joined.lengths - (behind if known else 0)
    which, ends = ragged_ranges(first, np.maximum(stops, first))
    checks.check_scorable(len(ends), int(joined.lengths.max()), plan.horizon)
    scales = series.scales(arrays, plan, begins)
    return ForecastWindows.at(arrays, plan, scales, which, ends)


def _numbers_in(reference: Panel, panel: Panel) -> np.ndarray:
    """Return the number of each series among those of the reference."""
    if not panel.layout.is_long:
        return np.zeros(len(panel.ids), dtype="int64")
    numbers = reference.ids.astype(object).get_indexer(panel.ids.astype(object))
    checks.check_in_reference(panel.ids[numbers < 0])
    return numbers


def _rows_written(panel: Panel, columns: dict) -> pd.DataFrame:
    """Return columns (rows,) of a panel as a frame like the user's."""
    steps = np.arange(panel.lengths.max())
    there = steps < panel.lengths[:, None]
    inside = np.minimum(steps, panel.lengths[:, None] - 1)
    rows = panel.offsets[:-1, None] + inside
    wide = {name: values[rows] for name, values in columns.items()}
    frame = write_frame(panel, panel.first[:, None] + inside, wide)
    chosen = frame[there.ravel()]
    own = panel.layout.time_in_index or panel.layout.id_in_index
    return chosen if own else chosen.reset_index(drop=True)
