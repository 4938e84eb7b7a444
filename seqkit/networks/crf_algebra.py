"""Linear-chain conditional random fields: likelihoods and probabilities of tags.

The score of tags y of a sentence is start(y_1) + Σ_t e_t(y_t) + Σ_t A(y_{t-1}, y_t) +
end(y_n), and p(y | x) is proportional to its exponential (Lafferty, McCallum & Pereira,
2001). Emission scores e come from a network; scores may be float32 or float64.
"""

from typing import Any, NamedTuple

from seqkit.keras_backend import tf
from seqkit.networks.crf_recursion import flows, futures, log_sum_exp

# The score of an illegal start, step or end. It is finite, so that no difference of two
# such scores is NaN: every loss and gradient is a number even where the gold tags are
# illegal or no legal path exists. It outweighs what a legal path can lack (200 steps
# with emission scores 500 apart), exp of it is exactly 0 in float32 and float64, and
# float32 still tells scores of 1 / 128 apart beside it. float16 cannot hold it.
ILLEGAL = -1e5


class ChainScores(NamedTuple):
    """Scores of a batch of sentences; what every function on chains takes.

    Attributes
    ----------
    emissions : (batch, timesteps, tags), e_t(j)
    transitions : (tags, tags), A_ij from tag i to tag j
    start, end : (tags,), of beginning and ending with a tag
    mask : bool (batch, timesteps), True = real step, padding behind; None if all are
    """

    emissions: Any
    transitions: Any
    start: Any
    end: Any
    mask: Any = None

    def pack(self) -> Any:
        """Return one tensor (batch, timesteps + tags + 2, tags + 1).

        The rows of a sentence are its emissions, the transitions, start, and end; the
        last column is 1 at real steps, else 0.
        """
        emissions, transitions, start, end, mask = ready(self)
        steps = tf.cast(mask, emissions.dtype)[..., None]
        rows = tf.concat([transitions, start[None], end[None]], axis=0)
        rows = tf.pad(rows, [[0, 0], [0, 1]])[None]
        copies = tf.tile(rows, [tf.shape(emissions)[0], 1, 1])
        return tf.concat([tf.concat([emissions, steps], axis=-1), copies], axis=1)

    @classmethod
    def unpack(cls, packed: Any) -> "ChainScores":
        """Undo `pack`; every sentence carries the same parameters, so one is read."""
        packed = tf.convert_to_tensor(packed)
        tags = packed.shape[-1] - 1
        steps, rows = packed[:, : -tags - 2], packed[0, -tags - 2 :, :tags]
        return cls(
            steps[..., :tags], rows[:tags], rows[-2], rows[-1], steps[..., -1] > 0
        )


def ready(scores: ChainScores) -> ChainScores:
    """Return tensors, with a mask, and emissions of padded steps set to 0."""
    emissions = tf.convert_to_tensor(scores.emissions)
    parts = (scores.transitions, scores.start, scores.end)
    steps, start, end = (tf.convert_to_tensor(x, emissions.dtype) for x in parts)
    if scores.mask is None:
        mask = tf.ones(tf.shape(emissions)[:2], tf.bool)
    else:
        mask = tf.cast(scores.mask, tf.bool)
    emissions = tf.where(mask[..., None], emissions, 0.0)
    return ChainScores(emissions, steps, start, end, mask)


def log_partition(scores: ChainScores) -> Any:
    """Return log Σ_y exp(score of y) over all tags of a sentence, (batch,).

    A sentence without a real step has one path, the empty one: 0.

    Examples
    --------
    >>> zeros = ChainScores(tf.zeros((1, 3, 2)), tf.zeros((2, 2)), [0.0, 0], [0.0, 0])
    >>> round(float(tf.exp(log_partition(zeros))[0]), 3)
    8.0
    """
    scores = ready(scores)
    return _log_partition(scores, _beta(scores))


def path_score(scores: ChainScores, tags: Any) -> Any:
    """Return the score of tags (batch, timesteps), whole numbers, as (batch,).

    Tags of padded steps may be anything.
    """
    scores = ready(scores)
    tags = _real_tags(scores, tags)
    emissions, transitions, start, end, mask = scores
    steps = tf.cast(mask, emissions.dtype)
    lengths = tf.reduce_sum(tf.cast(mask, tf.int32), axis=1)
    final = tf.gather(tags, tf.maximum(lengths - 1, 0), batch_dims=1)
    score = tf.reduce_sum(tf.gather(emissions, tags, batch_dims=2) * steps, axis=1)
    score += tf.reduce_sum(_taken(transitions, tags) * steps[:, 1:], axis=1)
    score += tf.gather(start, tags[:, 0]) + tf.gather(end, final)
    return tf.where(mask[:, 0], score, 0.0)


def log_likelihood(scores: ChainScores, tags: Any) -> Any:
    """Return log p(tags | x) of sentences (batch,), tags (batch, timesteps).

    With an illegal tag it is near `ILLEGAL` and its gradient is finite as everywhere:
    the counts of these tags less the counts expected. Nothing is learnt of the illegal
    step itself, whose score is a constant; emissions still move towards the tags.
    """
    scores = _centred(ready(scores))
    return path_score(scores, tags) - _log_partition(scores, _beta(scores))


def log_conditionals(scores: ChainScores, tags: Any) -> Any:
    """Return log p(y_t | y_{t-1}, x) of tags y at each step, (batch, timesteps).

    Their sum over a sentence is its log-likelihood, by the chain rule in reading order;
    padded steps have 0.
    """
    scores = _centred(ready(scores))
    beta = _beta(scores)
    emissions, transitions, start, _, mask = scores
    tags = _real_tags(scores, tags)
    after = tf.gather(tf.transpose(beta, (1, 0, 2)), tags, batch_dims=2)
    score = tf.gather(emissions, tags, batch_dims=2) + after
    first = score[:, 0] + tf.gather(start, tags[:, 0]) - _log_partition(scores, beta)
    later = score[:, 1:] + _taken(transitions, tags) - after[:, :-1]
    return tf.where(mask, tf.concat([first[:, None], later], axis=1), 0.0)


def log_futures(scores: ChainScores) -> Any:
    """Return β: log Σ exp(score) of all that may follow each tag at each step.

    Shape (batch, timesteps, tags); at the last real step it is the score of ending.
    """
    return tf.transpose(_beta(ready(scores)), (1, 0, 2))


def marginals(scores: ChainScores) -> Any:
    """Return p(tag at t | x) (batch, timesteps, tags); padded steps have 0.

    Forward-backward: β comes back from the end, probabilities go forth from the first
    tag's. They are products of probabilities, so they neither drift nor cancel.
    """
    scores = ready(scores)
    beta = _beta(scores)
    e, real = _time_major(scores)
    first = tf.where(real[0], tf.nn.softmax(scores.start + e[0] + beta[0]), 0.0)
    weights = tf.pad(first[None], [[0, tf.shape(e)[0] - 1], [0, 0], [0, 0]])
    arrived = flows(weights, beta, e, scores.transitions, real).tags
    return tf.transpose(tf.concat([first[None], arrived[1:]], axis=0), (1, 0, 2))


def _beta(scores: ChainScores) -> Any:
    e, real = _time_major(scores)
    return futures(e, scores.transitions, scores.end, real)


def _time_major(scores: ChainScores) -> tuple[Any, Any]:
    emissions = tf.transpose(scores.emissions, (1, 0, 2))
    return emissions, tf.transpose(scores.mask)[..., None]


def _log_partition(scores: ChainScores, beta: Any) -> Any:
    total = log_sum_exp(scores.start + scores.emissions[:, 0] + beta[0])
    return tf.where(scores.mask[:, 0], total, 0.0)


def _centred(scores: ChainScores) -> ChainScores:
    """Take the largest emission off each step: same likelihood, less rounding."""
    most = tf.reduce_max(scores.emissions, axis=-1, keepdims=True)
    return scores._replace(emissions=scores.emissions - tf.stop_gradient(most))


def _real_tags(scores: ChainScores, tags: Any) -> Any:
    return tf.where(scores.mask, tf.cast(tags, tf.int32), 0)


def _taken(transitions: Any, tags: Any) -> Any:
    """Return the scores of a path's transitions (batch, timesteps - 1)."""
    return tf.gather_nd(transitions, tf.stack([tags[:, :-1], tags[:, 1:]], axis=-1))
