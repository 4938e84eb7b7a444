"""Sizes in → `keras.Model` out: the networks behind the estimators, usable alone."""

from seqkit.networks.crf import CRF, CRFDecoder, CRFLoss
from seqkit.networks.crf_algebra import (
    ILLEGAL,
    ChainScores,
    log_conditionals,
    log_likelihood,
    log_partition,
    marginals,
    path_score,
)
from seqkit.networks.crf_paths import Paths, n_best, viterbi
from seqkit.networks.forecasting import ForecastSizes, forecast_network
from seqkit.networks.losses import ObservedLoss
from seqkit.networks.rollout import Rollout
from seqkit.networks.stack import RecurrentStack

__all__ = [
    "CRF",
    "ILLEGAL",
    "CRFDecoder",
    "CRFLoss",
    "ChainScores",
    "ForecastSizes",
    "ObservedLoss",
    "Paths",
    "RecurrentStack",
    "Rollout",
    "forecast_network",
    "log_conditionals",
    "log_likelihood",
    "log_partition",
    "marginals",
    "n_best",
    "path_score",
    "viterbi",
]
