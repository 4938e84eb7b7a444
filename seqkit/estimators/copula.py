"""How the steps of a forecast hang together: a Gaussian copula of their ranks.

Each step keeps its own distribution; what is shared is one correlation (horizon,
horizon) of normal scores of ranks (Salinas et al., 2019, "High-dimensional multivariate
forecasting with low-rank Gaussian copula processes", there between series).
"""

import numpy as np
from scipy.special import ndtr, ndtri
from sklearn.covariance import ledoit_wolf

_EXTREME = 1e-3  # rank of the lowest there is: a far outlier counts no more
_JITTER = 1e-6


def rank_correlation(ranks: np.ndarray) -> np.ndarray | None:
    """Return the correlation between the normal scores of steps.

    Parameters
    ----------
    ranks : float array (samples, horizon), between 0 and 1, NaN where missing

    Returns
    -------
    float array (horizon, horizon), positive definite: shrunk towards independence by
    as much as the samples are few (Ledoit & Wolf, 2004). A missing rank counts as an
    average one, which shrinks further. None for fewer than two samples.

    Examples
    --------
    >>> ranks = np.linspace(0, 1, 1000)
    >>> rank_correlation(np.stack([ranks, ranks, 1 - ranks], axis=1)).round(1).tolist()
    [[1.0, 1.0, -1.0], [1.0, 1.0, -1.0], [-1.0, -1.0, 1.0]]
    """
    ranks = ranks[~np.isnan(ranks).all(axis=1)]
    if len(ranks) < 2:
        return None
    there = ~np.isnan(ranks)
    z = np.where(there, ndtri(ranks.clip(_EXTREME, 1 - _EXTREME)), 0.0)
    mean = z.sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    covariance, _ = ledoit_wolf(np.where(there, z - mean, 0.0), assume_centered=True)
    spread = np.sqrt(np.diag(covariance))
    spread = np.where(spread > 0, spread, 1.0)
    correlation = (1 - _JITTER) * covariance / (spread[:, None] * spread)
    np.fill_diagonal(correlation, 1.0)
    return correlation


def draw_ranks(
    correlation: np.ndarray | None,
    shape: tuple[int, int, int, int],
    random: np.random.Generator,
) -> np.ndarray:
    """Draw ranks of a shape (windows, horizon, targets, n).

    Steps depend on each other by the correlation, None being none; nothing else does.
    """
    windows, horizon, targets, n = shape
    z = random.standard_normal((windows, targets, n, horizon))
    if correlation is not None:
        z = z @ np.linalg.cholesky(correlation).T
    return ndtr(np.moveaxis(z, 3, 1))
