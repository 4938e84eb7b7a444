"""A captioning network at work: pictures in, tokens and where it looked out."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from seqkit.decoding import Decoded, Decoder, Rules
from seqkit.estimators.caption_samples import Taken, taken_in_batches
from seqkit.keras_backend import tf
from seqkit.networks.captioning import START, WRITER, encoder_of
from seqkit.networks.stepping import one_step
from seqkit.sequences.tokens import joined
from seqkit.sequences.vocabulary import Vocabulary
from seqkit.training.prediction import quiet_tracing

_MADE = "_seqkit_writers"

Decode = Callable[[Decoder, Any, np.ndarray], Decoded]


class WrittenCaption(NamedTuple):
    """A caption that a network wrote.

    text : the caption
    words : its tokens
    log_probability : of all its tokens and the end
    attention : float32 array (words, positions), how much the network looked at each
        place of the picture for each token; None if that was not asked for
    """

    text: str
    words: list[str]
    log_probability: float
    attention: np.ndarray | None = None


class Scribe(NamedTuple):
    """Writes captions of pictures with a fitted network.

    network : as `captioning_network` builds it
    vocabulary : with <start> and <end>
    tokens : "word" or "character"
    longest : most tokens of a caption
    """

    network: Any
    vocabulary: Vocabulary
    tokens: str
    longest: int

    def write(
        self,
        pictures: Taken,
        numbers: np.ndarray,
        decode: Decode,
        *,
        attention: bool = False,
        maximum_length: int | None = None,
        **rules: Any,
    ) -> dict[int, list[WrittenCaption]]:
        """Write captions of some pictures.

        Parameters
        ----------
        decode : function from a decoder, first states and numbers of a batch of
            pictures to what was decoded
        attention : return where the network looked, too
        maximum_length, rules : what a caption may be, see `Rules`

        Returns
        -------
        captions by the number of the picture, best first, of those that can be read
        """
        start, end = self.vocabulary.encode([], start=True, end=True).tolist()
        specials = range(len(self.vocabulary.specials))
        writer = _Writer.of(
            self.network,
            Rules(
                *(start, end, maximum_length or self.longest),
                forbidden=tuple(token for token in specials if token != end),
                **rules,
            ),
        )
        found: dict[int, list[WrittenCaption]] = {}
        for read, seen in taken_in_batches(pictures, numbers):
            written = writer.write(seen, read, decode, attention)
            captions = [self._captions(*each) for each in zip(*written, strict=True)]
            found |= dict(zip(read.tolist(), captions, strict=True))
        return found

    def text(self, words: list[str]) -> str:
        """Return tokens as a text."""
        return joined(words, self.tokens)

    def _captions(self, decoded: Decoded, looks: Any) -> list[WrittenCaption]:
        """Return the captions of one picture."""
        captions = []
        for tokens, length, log_probability, look in zip(
            *(decoded.tokens, decoded.lengths, decoded.log_probabilities, looks),
            strict=True,
        ):
            words = self.vocabulary.decode(tokens[:length])
            seen = None if look is None else look[:length]
            captions.append(
                WrittenCaption(self.text(words), words, float(log_probability), seen)
            )
        return captions


def search(width: int, n_best: int = 1, penalty: float = 0.0) -> Decode:
    """Return the beam search of a width, which is greedy for 1."""
    return lambda decoder, state, which: decoder.beam(
        state, beam_width=width, n_best=n_best, length_penalty=penalty
    )


class _Writer:
    """The graphs of a network at work; compiled once for each way to write."""

    def __init__(self, network: Any, rules: Rules) -> None:
        self._rules = rules
        self._start = _begun(network)
        self._writer = network.get_layer(WRITER)
        self._one = one_step(self._writer)
        self._looking = tf.function(self._attention, reduce_retracing=True)
        self._decoder = Decoder(self._step, rules)

    @classmethod
    def of(cls, network: Any, rules: Rules) -> "_Writer":
        """Return the writer of a network; it lies in the network's `__dict__`."""
        made = vars(network).setdefault(_MADE, {})
        if rules not in made:
            made[rules] = cls(network, rules)
        return made[rules]

    def write(
        self, read: np.ndarray, numbers: np.ndarray, decode: Decode, attention: bool
    ) -> tuple[list[Decoded], list]:
        """Return what was decoded of each picture, and where the network looked."""
        with quiet_tracing():
            state = self._start(tf.convert_to_tensor(read))
            decoded = decode(self._decoder, state, numbers)
            nothing = [[None] * decoded.lengths.shape[1]] * len(read)
            looks = list(self._looks(decoded, state)) if attention else nothing
        return [Decoded(*each) for each in zip(*decoded, strict=True)], looks

    def _step(self, tokens: Any, state: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Return scores of the next token and the states behind this one."""
        given = self._one({"words": tokens[:, None], **state}, training=False)
        after = {name: given.get(name, part) for name, part in state.items()}
        return given["scores"][:, 0], after

    def _looks(self, decoded: Decoded, state: dict[str, Any]) -> np.ndarray:
        """Return float32 (pictures, n, timesteps, positions): where it looked."""
        rows, n, steps = decoded.tokens.shape
        tokens = decoded.tokens.reshape(rows * n, steps)
        start = np.full((rows * n, 1), self._rules.start, "int32")
        words = np.concatenate([start, tokens[:, :-1]], axis=1)
        each = {name: tf.repeat(part, n, axis=0) for name, part in state.items()}
        looks = self._looking({"words": tf.constant(words), **each}).numpy()
        return looks.reshape(rows, n, steps, -1)

    def _attention(self, given: dict[str, Any]) -> Any:
        return self._writer(given, training=False)["attention"]


def _begun(network: Any) -> Any:
    """Return the compiled way from pictures or features to the first state."""
    encoder, start = encoder_of(network), network.get_layer(START)

    def begin(seen: Any) -> dict[str, Any]:
        features = seen if encoder is None else encoder(seen, training=False)
        return start(features, training=False)

    return tf.function(begin, reduce_retracing=True)
