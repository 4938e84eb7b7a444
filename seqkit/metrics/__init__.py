"""Scores of predictions, each with its source; NumPy only, no Keras."""

from seqkit.metrics.forecasting import (
    coverage,
    interval_width,
    mae,
    mase,
    mse,
    pinball,
    rmse,
    rmsse,
    seasonal_scale,
    seasonal_scales,
    smape,
)

__all__ = [
    "coverage",
    "interval_width",
    "mae",
    "mase",
    "mse",
    "pinball",
    "rmse",
    "rmsse",
    "seasonal_scale",
    "seasonal_scales",
    "smape",
]
