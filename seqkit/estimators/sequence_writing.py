"""A writing network at work: sources in, tokens and where it looked out."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit.decoding import BeamTree, Decoded, Decoder, Rules
from seqkit.keras_backend import tf
from seqkit.networks.stepping import one_step
from seqkit.networks.writing import WRITER
from seqkit.sequences.vocabulary import Vocabulary
from seqkit.training.prediction import quiet_tracing

_MADE = "_seqkit_writers"

Decode = Callable[[Decoder, Any, np.ndarray], Decoded]
Batches = Iterable[tuple[np.ndarray, Any]]


class Written(NamedTuple):
    """A text that a network wrote.

    text : the text
    words : its tokens
    log_probability : of all its tokens and the end
    attention : float32 array (words, positions), how much the network looked at each
        position of the source for each token; None if that was not asked for
    """

    text: str
    words: list[str]
    log_probability: float
    attention: np.ndarray | None = None


class Scribe(NamedTuple):
    """Writes texts with a fitted network.

    network : with a part "writer", as `seqkit.networks.writing` builds it
    begun : function from a batch of sources to what the writer begins with
    vocabulary : of what is written, with <start> and <end>
    join : function from tokens to a text
    longest : most tokens of a text
    may_be_unknown : whether <unk> may be written
    """

    network: Any
    begun: Callable[[Any], dict[str, Any]]
    vocabulary: Vocabulary
    join: Callable[[list[str]], str]
    longest: int
    may_be_unknown: bool = False

    def write(
        self,
        batches: Batches,
        decode: Decode,
        *,
        attention: bool = False,
        maximum_length: int | None = None,
        **rules: Any,
    ) -> dict[int, list[Written]]:
        """Write a text for each source.

        Parameters
        ----------
        batches : numbers of some sources, and what `begun` takes of them
        decode : function from a decoder, first states and numbers of a batch of
            sources to what was decoded
        attention : return where the network looked, too
        maximum_length, rules : what a text may be, see `Rules`

        Returns
        -------
        texts by the number of the source, best first
        """
        writer = self._writer(maximum_length, rules)
        found: dict[int, list[Written]] = {}
        for numbers, sources in batches:
            written = writer.write(sources, numbers, decode, attention)
            texts = [self._texts(*each) for each in zip(*written, strict=True)]
            found |= dict(zip(numbers.tolist(), texts, strict=True))
        return found

    def trees(
        self,
        batches: Batches,
        *,
        beam_width: int,
        length_penalty: float,
        maximum_length: int | None = None,
        **rules: Any,
    ) -> dict[int, pd.DataFrame]:
        """Return what a beam search keeps for each source, by its number.

        Parameters
        ----------
        batches, maximum_length, rules : as for `write`
        beam_width, length_penalty : see `Decoder.beam`

        Returns
        -------
        frames with a row for each sequence kept, see `tree_frame`
        """
        writer = self._writer(maximum_length, rules)
        search = {"beam_width": beam_width, "length_penalty": length_penalty}
        return {
            number: tree_frame(tree, self.vocabulary, self.join)
            for numbers, sources in batches
            for number, tree in zip(
                numbers.tolist(), writer.trees(sources, search), strict=True
            )
        }

    def _writer(self, maximum_length: int | None, rules: dict[str, Any]) -> "_Writer":
        start, end = self.vocabulary.encode([], start=True, end=True).tolist()
        allowed = {end, self.vocabulary.unknown_id if self.may_be_unknown else end}
        specials = range(len(self.vocabulary.specials))
        longest = self.longest if maximum_length is None else maximum_length
        forbidden = tuple(token for token in specials if token not in allowed)
        return _Writer.of(
            self.network,
            self.begun,
            Rules(start, end, longest, forbidden=forbidden, **rules),
        )

    def _texts(self, decoded: Decoded, looks: Any) -> list[Written]:
        """Return the texts of one source."""
        texts = []
        for tokens, length, log_probability, look in zip(
            *(decoded.tokens, decoded.lengths, decoded.log_probabilities, looks),
            strict=True,
        ):
            words = self.vocabulary.decode(tokens[:length])
            seen = None if look is None else look[:length]
            texts.append(Written(self.join(words), words, float(log_probability), seen))
        return texts


class WritesByBeam:
    """Base of estimators that write by a beam search, as their constructor says."""

    beam_width: int
    length_penalty: float

    def _wished(self, width: int | None, penalty: float | None) -> dict[str, Any]:
        """Return the width and the penalty: those asked for, or the constructor's."""
        return {
            "beam_width": self.beam_width if width is None else width,
            "length_penalty": self.length_penalty if penalty is None else penalty,
        }

    def _search(
        self, width: int | None = None, n_best: int = 1, penalty: float | None = None
    ) -> Decode:
        """Return the search that is asked for, or that of the constructor."""
        return search(n_best=n_best, **self._wished(width, penalty))


def search(beam_width: int, n_best: int = 1, length_penalty: float = 0.0) -> Decode:
    """Return the beam search of a width, which is greedy for 1."""
    return lambda decoder, state, which: decoder.beam(
        state, beam_width=beam_width, n_best=n_best, length_penalty=length_penalty
    )


def tree_frame(
    tree: BeamTree, vocabulary: Vocabulary, join: Callable[[list[str]], str]
) -> pd.DataFrame:
    """Return a tree of a beam search as a frame.

    Parameters
    ----------
    join : function from tokens to a text

    Returns
    -------
    DataFrame with a row for each sequence that was kept, by its number (the first is
    the start): parent, the number of the sequence that it continues, -1 for the start;
    length, its tokens with the end; token, the last of them; log_probability of all of
    them; score, by which those that ended are ranked, NaN for others; best, whether the
    sequence of the highest score begins so. Its `attrs` hold that sequence as text.

    Examples
    --------
    >>> tree = BeamTree(
    ...     np.array([-1, 0, 0, 1]), np.array([2, 4, 3, 3]),
    ...     np.log([1, 0.6, 0.4, 0.3]), np.log([np.nan, np.nan, 0.4, 0.3]),
    ... )
    >>> words = Vocabulary.of([["a"]], specials=("<pad>", "<unk>", "<start>", "<end>"))
    >>> frame = tree_frame(tree, words, " ".join)
    >>> frame[["parent", "length", "token", "best"]].values.tolist()[:3]
    [[-1, 0, '<start>', True], [0, 1, 'a', False], [0, 1, '<end>', True]]
    >>> frame.attrs
    {'text': ''}
    """
    lengths = np.zeros(len(tree.parents), "int64")
    for node, parent in enumerate(tree.parents[1:], start=1):
        lengths[node] = lengths[parent] + 1
    best = np.zeros(len(lengths), "bool")
    node = int(np.nanargmax(tree.scores))
    while node >= 0:
        best[node], node = True, int(tree.parents[node])
    frame = pd.DataFrame(
        {
            "parent": tree.parents,
            "length": lengths,
            "token": vocabulary.decode(tree.tokens),
            "log_probability": tree.log_probabilities,
            "score": tree.scores,
            "best": best,
        }
    ).rename_axis("node")
    said = frame["token"][best & ~np.isin(frame["token"], vocabulary.specials)]
    frame.attrs["text"] = join(said.tolist())
    return frame


class _Writer:
    """The graphs of a network at work; compiled once for each way to write."""

    def __init__(self, network: Any, begun: Callable, rules: Rules) -> None:
        self._rules = rules
        self._start = tf.function(begun, reduce_retracing=True)
        self._writer = network.get_layer(WRITER)
        self._one = one_step(self._writer)
        self._looking = tf.function(self._attention, reduce_retracing=True)
        self._decoder = Decoder(self._step, rules)

    @classmethod
    def of(cls, network: Any, begun: Callable, rules: Rules) -> "_Writer":
        """Return the writer of a network; it lies in the network's `__dict__`."""
        made = vars(network).setdefault(_MADE, {})
        if rules not in made:
            made[rules] = cls(network, begun, rules)
        return made[rules]

    def write(
        self, sources: Any, numbers: np.ndarray, decode: Decode, attention: bool
    ) -> tuple[list[Decoded], list]:
        """Return what was decoded of each source, and where the network looked."""
        with quiet_tracing():
            state = self._begin(sources)
            decoded = decode(self._decoder, state, numbers)
            nothing = [[None] * decoded.lengths.shape[1]] * len(numbers)
            looks = list(self._looks(decoded, state)) if attention else nothing
        return [Decoded(*each) for each in zip(*decoded, strict=True)], looks

    def trees(self, sources: Any, search: dict[str, Any]) -> list[BeamTree]:
        """Return what a beam search keeps for each source."""
        with quiet_tracing():
            return self._decoder.beam_tree(self._begin(sources), **search)

    def _begin(self, sources: Any) -> dict[str, Any]:
        return self._start(tf.nest.map_structure(tf.convert_to_tensor, sources))

    def _step(self, tokens: Any, state: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Return scores of the next token and the states behind this one."""
        given = self._one({"words": tokens[:, None], **state}, training=False)
        after = {name: given.get(name, part) for name, part in state.items()}
        return given["scores"][:, 0], after

    def _looks(self, decoded: Decoded, state: dict[str, Any]) -> np.ndarray:
        """Return float32 (sources, n, timesteps, positions): where it looked."""
        rows, n, steps = decoded.tokens.shape
        tokens = decoded.tokens.reshape(rows * n, steps)
        start = np.full((rows * n, 1), self._rules.start, "int32")
        words = np.concatenate([start, tokens[:, :-1]], axis=1)
        each = {name: tf.repeat(part, n, axis=0) for name, part in state.items()}
        looks = self._looking({"words": tf.constant(words), **each}).numpy()
        return looks.reshape(rows, n, steps, -1)

    def _attention(self, given: dict[str, Any]) -> Any:
        return self._writer(given, training=False)["attention"]
