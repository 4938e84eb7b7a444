"""Sizes in → `keras.Model` out: the networks behind the estimators, usable alone."""

from seqkit.networks.forecasting import ForecastSizes, forecast_network
from seqkit.networks.losses import ObservedLoss
from seqkit.networks.rollout import Rollout
from seqkit.networks.stack import RecurrentStack

__all__ = [
    "ForecastSizes",
    "ObservedLoss",
    "RecurrentStack",
    "Rollout",
    "forecast_network",
]
