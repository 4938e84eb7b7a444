"""What the forecaster's network is told of how large series are."""

from dataclasses import replace

import numpy as np

from seqkit.estimators.forecast_windows import ForecastWindows, TrainingCut
from seqkit.estimators.window_plan import log_sizes

_MOST_WINDOWS = 10_000


def with_scale_feature(cut: TrainingCut) -> TrainingCut:
    """Return windows that tell their scale, on that of the training series.

    Logarithms are standardised by their mean and standard deviation over the training
    series, each counted once; over training windows, where each has its own scale.
    """
    windows = _one_of_each(cut.training)
    logs = np.concatenate(
        [log_sizes(windows.scales(part)) for part in windows.pieces()]
    )
    centre, spread = logs.mean(axis=0), logs.std(axis=0)
    norm = tuple(zip(centre.tolist(), spread.tolist(), strict=True))
    plan = replace(cut.training.plan, scale_norm=norm)
    training, validation = (replace(part, plan=plan) for part in cut[:2])
    return TrainingCut(training, validation, cut.stops)


def _one_of_each(windows: ForecastWindows) -> ForecastWindows:
    """Keep windows that differ in their scale, evenly chosen where all do."""
    if windows.plan.scaling == "window_standard":
        count = min(_MOST_WINDOWS, len(windows))
        return windows.select(np.linspace(0, len(windows) - 1, count).astype("int64"))
    targets = windows.arrays.values.shape[1]
    codes = windows.series * targets + windows.channel
    return windows.select(np.unique(codes, return_index=True)[1])
