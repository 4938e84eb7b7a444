"""Speech that is written down while it is spoken: chunks of sound in, text out."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.decoding.ctc import symbol_begins
from seqkit.estimators.hearing import RUNNING, Hearing
from seqkit.estimators.recognition_tables import Scale, probability_table
from seqkit.networks.ctc import BLANK
from seqkit.networks.ctc_recursion import IMPOSSIBLE
from seqkit.networks.stepping import Chunked
from seqkit.sequences.vocabulary import Vocabulary


class StreamedText(NamedTuple):
    """What is written after a chunk of sound.

    text : all that was written so far
    symbols : DataFrame with a row for each new symbol: symbol, start in seconds from
        the beginning of the stream, and probability at the step where it starts
    probabilities : DataFrame of the new steps, as `predict_proba` has them
    """

    text: str
    symbols: pd.DataFrame
    probabilities: pd.DataFrame


class Writing(NamedTuple):
    """What a recogniser learnt that writes a stream down.

    front : how it hears
    stacked : frames of a step
    vocabulary : of the symbols
    text : function from symbols to their text
    """

    front: Hearing
    stacked: int
    vocabulary: Vocabulary
    text: Callable[[np.ndarray], str]


class SpeechStream:
    """Writes chunks of one recording down, the likeliest symbol at each step.

    Parameters
    ----------
    network : keras.Model that reads frames in one direction
    writing : what was learnt beside it
    """

    def __init__(self, network: Any, writing: Writing):
        front = writing.front
        checks.check_streamed_normalisation(front.normalise == RUNNING)
        self._network = Chunked(network, front.bands, writing.stacked)
        self._writing = writing
        self._mel, self._running = front.mel_stream(), front.running()
        self._waiting = np.zeros((0, front.bands), "float32")
        self._steps, self._last = 0, BLANK
        self._symbols = np.zeros(0, "int64")

    def follow(self, chunks: Iterable[Any]) -> Iterator[StreamedText]:
        """Yield what is written after each chunk, and once more at the end."""
        for chunk in chunks:
            yield self._heard(self._mel.feed(chunk))
        yield self._heard(self._mel.finish(), last=True)

    def _heard(self, energies: np.ndarray, *, last: bool = False) -> StreamedText:
        """Return what the next frames add; frames that fill no step wait."""
        stacked = self._writing.stacked
        frames = np.concatenate([self._waiting, self._running(energies)])
        if last:
            frames = np.pad(frames, ((0, -len(frames) % stacked), (0, 0)))
        steps = len(frames) // stacked
        self._waiting = frames[steps * stacked :]
        log_probs = self._network(frames[: steps * stacked])
        log_probs[:, self._writing.vocabulary.unknown_id] = IMPOSSIBLE
        return self._written(log_probs)

    def _written(self, log_probs: np.ndarray) -> StreamedText:
        writing, front = self._writing, self._writing.front
        length = writing.stacked * front.step
        start = front.start + self._steps * length
        scale = Scale(len(log_probs), start, length, np.inf)
        table = probability_table(log_probs, scale, writing.vocabulary, "seconds")
        path = log_probs.argmax(axis=1)
        begins = np.flatnonzero(symbol_begins(path[None], self._last)[0])
        self._last = int(path[-1]) if len(path) else self._last
        self._steps += len(path)
        self._symbols = np.concatenate([self._symbols, path[begins]])
        found = {
            "symbol": writing.vocabulary.decode(path[begins]),
            "start": scale.begins(begins),
            "probability": np.exp(log_probs[begins, path[begins]]),
        }
        return StreamedText(writing.text(self._symbols), pd.DataFrame(found), table)
