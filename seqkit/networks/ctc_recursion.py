"""The forward-backward recursion of CTC over all paths that spell a transcript.

Graves et al. (2006), sections 4.1 and 4.2, with their letters: l' is the transcript
with a blank before, between and behind its symbols, α_t(s) the log probability of all
beginnings of paths that are at place s of l' at frame t, β_t(s) that of all ends from
there; both count frame t. Paths run through l' in the same way from either end, so β is
α of the reversed transcript over reversed frames, and one loop over time computes both.

Everything is a logarithm: a sum of probabilities below 1e-38 would vanish in float32.
"""

from typing import Any, NamedTuple

from seqkit.keras_backend import tf

BLANK, NOTHING = 0, -1
IMPOSSIBLE = -1e30  # the logarithm of 0, with which sums stay finite


class Lattice(NamedTuple):
    """What paths may spell.

    extended : int32 (batch, places), l' with blanks behind where it is shorter
    counts : int32 (batch,), symbols of each transcript
    """

    extended: Any
    counts: Any

    @classmethod
    def of(cls, symbols: Any) -> "Lattice":
        """Return l' of symbols (batch, symbols), `NOTHING` behind each transcript."""
        symbols = tf.cast(symbols, tf.int32)
        counts = tf.reduce_sum(tf.cast(symbols != NOTHING, tf.int32), axis=1)
        return cls(_with_blanks(symbols), counts)

    def reversed(self) -> "Lattice":
        """Return that of the transcripts read from their ends."""
        places = 2 * self.counts + 1
        return Lattice(tf.reverse_sequence(self.extended, places, 1), self.counts)

    def emissions(self, log_probs: Any) -> Any:
        """Return log_probs (batch, frames, classes) of each place, time first."""
        chosen = tf.gather(log_probs, self.extended, axis=2, batch_dims=1)
        return tf.transpose(chosen, (1, 0, 2))

    def there(self) -> Any:
        """Return which places a transcript has, bool (batch, places)."""
        return tf.range(tf.shape(self.extended)[1]) <= 2 * self.counts[:, None]

    def skips(self, dtype: Any) -> Any:
        """Return 0 where a place follows the one two before it, else `IMPOSSIBLE`."""
        before = tf.pad(self.extended, [[0, 0], [2, 0]])[:, :-2]
        follows = (self.extended != BLANK) & (self.extended != before)
        return tf.where(follows, tf.zeros([], dtype), tf.cast(IMPOSSIBLE, dtype))


class Sums(NamedTuple):
    """What the recursion finds.

    log_likelihood : (batch,), of the transcripts
    occupancy : probability of each place at each frame, given the transcript, (frames,
        batch, places)
    """

    log_likelihood: Any
    occupancy: Any


def sums_over_paths(log_probs: Any, lattice: Lattice) -> Sums:
    """Sum over all paths.

    Parameters
    ----------
    log_probs : (batch, frames, classes), of the blank first
    lattice : what the paths spell
    """
    backwards = lattice.reversed()
    onward = lattice.emissions(log_probs)
    both = tf.concat([onward, backwards.emissions(tf.reverse(log_probs, [1]))], axis=1)
    skips = [each.skips(log_probs.dtype) for each in (lattice, backwards)]
    alpha, beta = tf.split(_forward(both, tf.concat(skips, axis=0)), 2, axis=1)
    beta = tf.reverse_sequence(tf.reverse(beta, [0]), 2 * lattice.counts + 1, 2, 1)
    found = _at_the_end(alpha[-1], lattice.counts)
    # at every frame they add up to the likelihood, but for rounding
    through = tf.where(lattice.there(), alpha + beta - onward, 10 * IMPOSSIBLE)
    return Sums(found, tf.nn.softmax(through))


def _with_blanks(symbols: Any) -> Any:
    batch, most = tf.shape(symbols)[0], tf.shape(symbols)[1]
    pairs = tf.stack([tf.zeros_like(symbols), tf.maximum(symbols, BLANK)], axis=2)
    between = tf.reshape(pairs, (batch, 2 * most))
    return tf.pad(between, [[0, 0], [0, 1]])


def _forward(emissions: Any, skips: Any) -> Any:
    """Return α (frames, batch, places) of emissions of that shape."""
    frames, places = tf.shape(emissions)[0], tf.shape(emissions)[2]
    before_first = [[0, 0], [2, 0]]

    def step(t: Any, alpha: Any, written: Any) -> tuple:
        # places 0 and 1 of a padded α lie before the first place
        padded = tf.pad(alpha, before_first, constant_values=IMPOSSIBLE)
        skipped = padded[:, :-2] + skips
        most = tf.maximum(tf.maximum(alpha, padded[:, 1:-1]), skipped)
        total = tf.exp(alpha - most) + tf.exp(padded[:, 1:-1] - most)
        total += tf.exp(skipped - most)
        alpha = most + tf.math.log(total) + emissions[t]
        return t + 1, alpha, written.write(t, alpha)

    opens = tf.where(tf.range(places) < 2, 0.0, IMPOSSIBLE)
    first = emissions[0] + tf.cast(opens, emissions.dtype)
    written = tf.TensorArray(emissions.dtype, frames).write(0, first)
    *_, written = tf.while_loop(
        lambda t, *_: t < frames,
        step,
        (1, first, written),
        shape_invariants=(tf.TensorShape([]), first.shape, tf.TensorShape(None)),
    )
    return written.stack()


def _at_the_end(alpha: Any, counts: Any) -> Any:
    """Return the sum over paths that end at the last blank or symbol of each row."""
    last = tf.gather(alpha, 2 * counts, axis=1, batch_dims=1)
    symbol = tf.gather(alpha, tf.maximum(2 * counts - 1, 0), axis=1, batch_dims=1)
    symbol = tf.where(counts > 0, symbol, tf.cast(IMPOSSIBLE, alpha.dtype))
    most = tf.maximum(last, symbol)
    return most + tf.math.log(tf.exp(last - most) + tf.exp(symbol - most))
