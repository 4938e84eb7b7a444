"""Weights of series, as users name them → what the forecaster's windows count."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.estimators.forecast_windows import ForecastWindows, TrainingCut
from seqkit.estimators.label_weights import balanced
from seqkit.sequences.frames import Panel

Asked = Mapping[Hashable, float] | str | None
_BALANCED = "balanced"


def check_weights(asked: Any, channels: str, *panels: Panel) -> None:
    """Require weights of series that one of the panels has.

    Raises
    ------
    ValueError
        If weights are neither "balanced" nor numbers >= 0 by id, or if all columns of a
        wide frame go together and cannot be weighed apart.
    """
    if asked is None:
        return
    is_long = panels[0].layout.is_long
    alone = len(panels[0].layout.roles.target) == 1
    checks.check_weighable_windows(channels == "shared" or is_long or alone)
    if isinstance(asked, str):
        checks.check_choice("series_weights", asked, (_BALANCED,))
        return
    known = dict.fromkeys(name for panel in panels for name in _names(panel))
    checks.check_series_weights(asked, known)


def weighed_cut(cut: TrainingCut, asked: Asked) -> TrainingCut:
    """Let the windows of each series count as asked.

    Weights go by id in a long frame, by column in a wide one. Windows that count 0 are
    left out; the mean over the others that train is 1.
    """
    if asked is None:
        return cut
    weights = _weights(cut.training, asked)
    training, validation = (weighed(part, weights) for part in cut[:2])
    return TrainingCut(training, validation, cut.stops)


def weighed(windows: ForecastWindows, weights: np.ndarray | None) -> ForecastWindows:
    """Let windows count by weights (series, targets); None leaves them as they are."""
    if weights is None:
        return windows
    counts = weights[windows.series, windows.channel] > 0
    return windows.select(np.flatnonzero(counts), weights=weights)


def _weights(training: ForecastWindows, asked: Mapping | str) -> np.ndarray:
    """Return weights (series, targets); mean 1 over the training windows that count."""
    panel = training.arrays.panel
    names, is_long = _names(panel), panel.layout.is_long
    numbers = training.series if is_long else training.channel
    counts = np.bincount(numbers, minlength=len(names))
    if isinstance(asked, str):
        each = balanced(counts)
    else:
        each = np.array([asked.get(name, 1.0) for name in names], dtype="float64")
    counting = counts * (each > 0)
    if counting.any():
        each = each / each[counting > 0].max()  # equal weights become 1 exactly
        each = each / np.average(each, weights=counting)
    shape = len(panel.ids), panel.targets.shape[1]
    return np.broadcast_to(each[:, None] if is_long else each, shape)


def _names(panel: Panel) -> list[Hashable]:
    """Return what series are named by: ids, or the columns of a wide frame."""
    return panel.ids.tolist() if panel.layout.is_long else [*panel.layout.roles.target]
