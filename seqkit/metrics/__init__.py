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
from seqkit.metrics.tagging import span_scores, tag_confusion, token_accuracy

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
    "span_scores",
    "tag_confusion",
    "token_accuracy",
]
