"""The best paths through a linear chain: Viterbi (1967), kept for the k best."""

import math
from typing import Any, NamedTuple

from seqkit import checks
from seqkit.keras_backend import tf
from seqkit.networks.crf_algebra import ChainScores, ready

_NO_PATH = -1e30


class Paths(NamedTuple):
    """Tags and scores of paths; padded steps have the tag -1.

    tags : int32 (batch, timesteps), or (batch, k, timesteps)
    score : (batch,), or (batch, k)
    """

    tags: Any
    score: Any


def viterbi(scores: ChainScores) -> Paths:
    """Return the best path of each sentence and its score.

    Of equally good tags the lower id wins. A sentence without a real step scores 0.

    Examples
    --------
    >>> stay = [[1.0, 0.0], [0.0, 1.0]]
    >>> unsure = [[[0.9, 0.0], [0.0, 0.5], [0.9, 0.0]]]
    >>> viterbi(ChainScores(tf.constant(unsure), stay, [0.0, 0], [0.0, 0])).tags.numpy()
    array([[0, 0, 0]], dtype=int32)
    """
    tags, score = n_best(scores, 1)
    return Paths(tags[:, 0], score[:, 0])


def n_best(scores: ChainScores, k: int) -> Paths:
    """Return the k best paths of each sentence, best first: all different, exact.

    Where a sentence has fewer than k paths, the rest have tags -1 and the score
    -infinity, that is probability 0.
    """
    checks.check_count("k", k)
    scores = ready(scores)
    ahead, choices = _look_back(scores, k)
    tags = scores.emissions.shape[-1]
    opening = (scores.start + scores.emissions[:, 0])[..., None] + ahead
    score, place = tf.math.top_k(tf.reshape(opening, (-1, tags * k)), k)
    score = tf.where(score > _NO_PATH / 2, score, -math.inf)
    empty = tf.constant([0.0] + [-math.inf] * (k - 1), score.dtype)
    score = tf.where(scores.mask[:, :1], score, empty)
    seen = scores.mask[:, None] & tf.math.is_finite(score)[..., None]
    return Paths(tf.where(seen, _follow(place, choices, scores.mask, k), -1), score)


def _look_back(scores: ChainScores, k: int) -> tuple[Any, Any]:
    """Return the k best scores of what follows each first tag, and how they come about.

    A place is tag * k + rank: the path from this tag on that is rank-th best.

    Returns
    -------
    ahead : (batch, tags, k)
    choices : int32 (timesteps, batch, tags * k), the place at a step that best follows
        each place of the step before
    """
    emissions, transitions, _, end, mask = scores
    steps, batch = tf.shape(mask)[1], tf.shape(mask)[0]
    tags = emissions.shape[-1]
    e, real = tf.transpose(emissions, (1, 0, 2)), tf.transpose(mask)[..., None, None]

    def step(t: Any, ahead: Any, written: Any) -> tuple:
        x = tf.reshape(e[t][..., None] + ahead, (-1, 1, tags, k))
        each = tf.reshape(transitions[..., None] + x, (-1, tags, tags * k))
        best, place = tf.math.top_k(each, k)
        ahead = tf.where(real[t], best, ahead)
        return t - 1, ahead, written.write(t, tf.reshape(place, (-1, tags * k)))

    rest = tf.fill((tags, k - 1), tf.cast(_NO_PATH, end.dtype))
    last = tf.tile(tf.concat([end[:, None], rest], axis=1)[None], (batch, 1, 1))
    written = tf.TensorArray(tf.int32, steps, element_shape=(None, tags * k))
    written = written.write(0, tf.zeros((batch, tags * k), tf.int32))
    state = (steps - 1, tf.ensure_shape(last, (None, tags, k)), written)
    _, ahead, written = tf.while_loop(lambda t, *_: t > 0, step, state)
    return ahead, written.stack()


def _follow(place: Any, choices: Any, mask: Any, k: int) -> Any:
    """Return the tags (batch, k, timesteps) met from each first place on."""
    steps, real = tf.shape(mask)[1], tf.transpose(mask)[..., None]

    def step(t: Any, place: Any, written: Any) -> tuple:
        after = tf.gather(choices[t], place, batch_dims=1)
        place = tf.where(real[t], after, place)
        return t + 1, place, written.write(t, place)

    written = tf.TensorArray(tf.int32, steps, element_shape=place.shape)
    state = (1, place, written.write(0, place))
    *_, written = tf.while_loop(lambda t, *_: t < steps, step, state)
    return tf.transpose(written.stack(), (1, 2, 0)) // k
