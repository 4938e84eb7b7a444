"""Sequences made to order, where one property alone decides the answer.

Order in `pattern_sequences`, a sum over a distance in `adding_problem`, memory in
`copy_memory`, what to keep and until when in `gated_memory`. Each returns (X, y) as
NumPy arrays, the same for the same `random_state`; X is (samples, timesteps, features),
or token ids (samples, timesteps).
"""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np
import numpy.typing as npt

from seqkit import checks

Array = npt.NDArray[Any]
RandomState = int | np.random.Generator | None

_PATTERN = (0, 1, 2)
_OTHER_ORDERS = np.array(list(permutations(_PATTERN))[1:])


def pattern_sequences(
    samples: int,
    timesteps: int,
    positions: Sequence[int] | None = None,
    random_state: RandomState = None,
    *,
    symbols: int = 6,
) -> tuple[Array, Array]:
    """Hide A B C in a sequence of other letters, or the same three in another order.

    Letters are 0 (A), 1 (B), 2 (C), …, one-hot. A, B and C stand side by side, once in
    every sequence; all other letters are drawn from the rest of the alphabet. Half of
    the sequences hold them in the order A B C, half in one of the five other orders,
    each equally often on average. Both halves thus have the same letters at the same
    rates: whoever counts letters guesses, only order tells them apart.

    Parameters
    ----------
    samples : number of sequences
    timesteps : their length, at least 3
    positions : steps (from 0) where the three may begin, drawn uniformly; None: all
    random_state : seed, generator, or None for another draw each time
    symbols : size of the alphabet, at least 4

    Returns
    -------
    X : (samples, timesteps, symbols) float32, one 1 in every step
    y : (samples,) int64, 1 = in order, 0 = in another order; exactly half (rounded
        down) are 1, shuffled

    Raises
    ------
    ValueError
        If a number is too small, or the pattern does not fit at a position.

    References
    ----------
    In the spirit of the temporal order problems of Hochreiter and Schmidhuber (1997),
    "Long short-term memory", experiment 6, with the letters side by side and the
    position as the thing that varies.

    Examples
    --------
    >>> X, y = pattern_sequences(4, 8, positions=[1, 2], random_state=0)
    >>> X.shape
    (4, 8, 6)
    >>> letters = np.array(list("ABCDEF"))[X.argmax(axis=-1)]
    >>> for row, label in zip(letters, y, strict=True):
    ...     print("".join(row), label)
    DACBDFEF 0
    EABCEEEF 1
    DABCEFED 1
    FBCADFDE 0
    """
    checks.check_count("samples", samples)
    checks.check_count("timesteps", timesteps, minimum=len(_PATTERN))
    checks.check_count("symbols", symbols, minimum=len(_PATTERN) + 1)
    starts = _checked_positions(positions, timesteps)
    draw = np.random.default_rng(random_state)
    y = draw.permutation(np.arange(samples) < samples // 2).astype(np.int64)
    ids = draw.integers(len(_PATTERN), symbols, (samples, timesteps))
    orders = draw.choice(_OTHER_ORDERS, samples)
    orders[y == 1] = _PATTERN
    places = draw.choice(starts, samples)[:, None] + np.arange(len(_PATTERN))
    np.put_along_axis(ids, places, orders, axis=1)
    return np.eye(symbols, dtype=np.float32)[ids], y


def adding_problem(
    samples: int, timesteps: int, random_state: RandomState = None
) -> tuple[Array, Array]:
    """Draw numbers of which two are marked: what is the sum of the two?

    The first feature is uniform in [0, 1), the second is 1 at one step of the first
    half and at one of the second half, 0 elsewhere. Always answering 1, the expected
    sum, has a mean squared error of 1/6; whoever finds one of the two, of 1/12.

    Parameters
    ----------
    samples : number of sequences
    timesteps : their length, at least 2
    random_state : seed, generator, or None for another draw each time

    Returns
    -------
    X : (samples, timesteps, 2) float32, values and marks
    y : (samples, 1) float32, in [0, 2)

    Raises
    ------
    ValueError
        If a number is too small.

    References
    ----------
    Hochreiter and Schmidhuber (1997), "Long short-term memory", experiment 4; ranges
    and halves as in Arjovsky, Shah and Bengio (2016), "Unitary evolution recurrent
    neural networks", section 4.

    Examples
    --------
    >>> X, y = adding_problem(100, 20, random_state=0)
    >>> X.shape, y.shape
    ((100, 20, 2), (100, 1))
    >>> values, marks = X[..., 0], X[..., 1]
    >>> bool(np.allclose((values * marks).sum(axis=1), y[:, 0]))
    True
    """
    checks.check_count("samples", samples)
    checks.check_count("timesteps", timesteps, minimum=2)
    draw = np.random.default_rng(random_state)
    values = draw.random((samples, timesteps), dtype=np.float32)
    marks = np.zeros_like(values)
    rows, half = np.arange(samples), timesteps // 2
    for first, last in ((0, half), (half, timesteps)):
        marks[rows, draw.integers(first, last, samples)] = 1
    y = (values * marks).sum(axis=1, keepdims=True)
    return np.stack([values, marks], axis=-1), y


def copy_memory(
    samples: int,
    delay: int,
    random_state: RandomState = None,
    *,
    length: int = 10,
    symbols: int = 8,
) -> tuple[Array, Array]:
    """Give a few symbols to remember, wait, then ask for them in the same order.

    With b the blank (token `symbols`) and ? the call (token `symbols` + 1)::

        X   s_1 … s_length   b … b  ?   b … b          delay - 1 blanks before the call
        y   b … b            b … b  b   s_1 … s_length

    So s_i must be kept for delay + length steps. Answering b until the call and then
    guessing has a mean cross-entropy of length · ln(symbols) / timesteps.

    Parameters
    ----------
    samples : number of sequences
    delay : steps from the last symbol to the call, at least 1
    random_state : seed, generator, or None for another draw each time
    length : symbols to remember
    symbols : how many different ones there are, at least 2

    Returns
    -------
    X, y : (samples, delay + 2 * length) int64, token ids: X in 0 … symbols + 1, y in
        0 … symbols

    Raises
    ------
    ValueError
        If a number is too small.

    References
    ----------
    Arjovsky, Shah and Bengio (2016), "Unitary evolution recurrent neural networks",
    section 4, with their length 10 and 8 symbols; after the long time lag problems of
    Hochreiter and Schmidhuber (1997), "Long short-term memory".

    Examples
    --------
    >>> X, y = copy_memory(1, delay=4, length=3, symbols=8, random_state=0)
    >>> marks = np.array(list("01234567_?"))
    >>> "".join(marks[X[0]]), "".join(marks[y[0]])
    ('654___?___', '_______654')
    """
    checks.check_count("samples", samples)
    checks.check_count("delay", delay)
    checks.check_count("length", length)
    checks.check_count("symbols", symbols, minimum=2)
    draw = np.random.default_rng(random_state)
    memory = draw.integers(symbols, size=(samples, length))
    X = np.full((samples, delay + 2 * length), symbols, dtype=np.int64)
    y = X.copy()
    X[:, :length], X[:, length + delay - 1] = memory, symbols + 1
    y[:, -length:] = memory
    return X, y


def gated_memory(
    samples: int,
    timesteps: int,
    random_state: RandomState = None,
    *,
    rate: float = 0.1,
) -> tuple[Array, Array]:
    """Stream numbers, mark some: at every step, which was the newest marked one?

    The first feature is uniform in [-1, 1), the second is 1 where the number is to be
    kept, 0 elsewhere. The first step is always marked, every other one with
    probability `rate`, so a value is kept for about 1 / rate steps. Always answering 0
    has a mean squared error of 1/3.

    Parameters
    ----------
    samples : number of sequences
    timesteps : their length
    random_state : seed, generator, or None for another draw each time
    rate : probability of a mark, from 0 to below 1

    Returns
    -------
    X : (samples, timesteps, 2) float32, values and marks
    y : (samples, timesteps, 1) float32, the newest marked value, a step's own included

    Raises
    ------
    ValueError
        If a number is too small, or rate is not in [0, 1).

    References
    ----------
    Strock, Hinaut and Rougier (2020), "A robust model of gated working memory", Neural
    Computation 32(1): one value, one gate; there nothing is kept before the first mark.

    Examples
    --------
    >>> X, y = gated_memory(1, 6, random_state=3, rate=0.3)
    >>> for value, mark, kept in zip(*X[0].T, y[0, :, 0], strict=True):
    ...     print(f"{value:5.2f} {mark:.0f} {kept:5.2f}")
     0.62 1  0.62
    -0.83 1 -0.83
    -0.64 0 -0.83
    -0.53 0 -0.83
    -0.64 1 -0.64
     0.60 0 -0.64
    """
    checks.check_count("samples", samples)
    checks.check_count("timesteps", timesteps)
    checks.check_number("rate", rate, 0, 1)
    draw = np.random.default_rng(random_state)
    values = 2 * draw.random((samples, timesteps), dtype=np.float32) - 1
    marks = draw.random((samples, timesteps)) < rate
    marks[:, 0] = True
    newest = np.maximum.accumulate(np.where(marks, np.arange(timesteps), 0), axis=1)
    kept = np.take_along_axis(values, newest, axis=1)
    return np.stack([values, marks], axis=-1, dtype=np.float32), kept[..., None]


def _checked_positions(positions: Sequence[int] | None, timesteps: int) -> list[int]:
    last = timesteps - len(_PATTERN)
    starts = list(range(last + 1)) if positions is None else list(positions)
    starts = [checks.check_count("each of positions", start, 0) for start in starts]
    if not starts or max(starts) > last:
        raise ValueError(
            f"positions must name steps from 0 to {last}, where the pattern of "
            f"{len(_PATTERN)} begins and {timesteps} timesteps still hold it, got "
            f"{list(starts)}"
        )
    return starts
