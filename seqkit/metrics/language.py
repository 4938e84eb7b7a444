"""Scores of models that give every token of a text a probability.

Log-probabilities are natural logarithms, an array of any shape, or a list of arrays of
different lengths; NaN, or False in the mask, where nothing stood (padding).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from seqkit import checks

LogProbabilities = ArrayLike | Sequence[ArrayLike]


def bits_per_token(
    log_probabilities: LogProbabilities, mask: ArrayLike | None = None
) -> float:
    """Return the mean negative log-probability in bits; of characters: bits each.

    Every token weighs the same, whichever sequence it stands in.

    Parameters
    ----------
    log_probabilities : float array of any shape, or a list of arrays; in nats, NaN
        where there is no token
    mask : bool array of the same shape, True = real step; None: wherever not NaN

    Returns
    -------
    float, in bits, at least 0; infinite if a token had probability 0, NaN without
    tokens

    Raises
    ------
    ValueError
        If a logarithm is above 0, or the mask has another shape.

    References
    ----------
    Shannon (1951), "Prediction and entropy of printed English", Bell System Technical
    Journal 30(1): an upper bound of the entropy of a letter.

    Examples
    --------
    >>> bits_per_token(np.log([0.5, 0.125]))
    2.0
    >>> bits_per_token([np.log([0.5, 0.5]), np.log([0.0625])])
    2.0
    """
    return _mean_loss(log_probabilities, mask) / float(np.log(2))


def perplexity(
    log_probabilities: LogProbabilities, mask: ArrayLike | None = None
) -> float:
    """Return among how many equally likely tokens the model was in doubt.

    The exponential of the mean negative log-probability: 1 at best, the size of the
    vocabulary for whoever guesses evenly.

    Parameters, shapes and errors are those of `bits_per_token`.

    Returns
    -------
    float, at least 1, without units; infinite if a token had probability 0, NaN without
    tokens

    References
    ----------
    Jelinek, Mercer, Bahl, Baker (1977), "Perplexity: a measure of the difficulty of
    speech recognition tasks", Journal of the Acoustical Society of America 62(S1).

    Examples
    --------
    >>> padded = np.log([[0.25, 0.25], [0.25, np.nan]])
    >>> round(perplexity(padded), 6)
    4.0
    """
    with np.errstate(over="ignore"):
        return float(np.exp(_mean_loss(log_probabilities, mask)))


def _mean_loss(values: LogProbabilities, mask: ArrayLike | None) -> float:
    row = checks.check_log_probabilities(values, mask)
    losses = -np.minimum(row, 0)
    return float(losses.mean()) if len(losses) else float("nan")
