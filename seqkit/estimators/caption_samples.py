"""Pictures with captions: as the user gives them, and as a network trains on them."""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.estimators.cutting import Cutting
from seqkit.estimators.labelled_sequences import in_order
from seqkit.readers.images import ReadImages
from seqkit.sequences.padding import pad
from seqkit.sequences.vocabulary import Vocabulary

_AT_ONCE = 64


class Taken(Protocol):
    """Pictures, or features of them, that are taken by number.

    kind : "images" or "features"
    """

    kind: str

    def __len__(self) -> int: ...

    @property
    def problems(self) -> dict[str, str]:
        """Pictures that could not be read, and why."""

    def take(self, which: np.ndarray) -> ReadImages:
        """Return those of some pictures, and which of them could be read."""

    def warn_unread(self) -> None:
        """Warn of pictures that could not be read since the last such warning."""


def taken_in_batches(
    pictures: Taken, numbers: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield numbers of pictures that can be read, and their pixels or features."""
    for first in range(0, len(numbers), _AT_ONCE):
        asked = numbers[first : first + _AT_ONCE]
        read, whole = pictures.take(asked)
        if len(whole):
            yield asked[whole], read


class CaptionRows(NamedTuple):
    """Pictures with captions.

    numbers : of the pictures with a caption, among those given
    captions : tokens of each caption of each of these pictures
    weights : of these pictures, or None
    """

    numbers: np.ndarray
    captions: list[list[list[str]]]
    weights: np.ndarray | None

    @classmethod
    def checked(cls, X: Sequence, y: Any, weights: Any, cut: Cutting) -> "CaptionRows":
        """Require captions for each picture; leave out what has no word, and say so.

        A Series whose index holds the names of the pictures is put in their order.
        """
        checks.check_some_pictures(len(X))
        named = X.index if isinstance(X, pd.Series) else None
        names = range(len(X)) if named is None else named
        texts = checks.check_captions_each(in_order(y, named, "y"), len(X))
        if weights is not None:
            weights = in_order(weights, named, "sample_weight")
            weights = checks.check_sample_weights(weights, len(X))
        tokens = [
            [found for text in several if (found := cut(text))] for several in texts
        ]
        empty = sum(map(len, texts)) - sum(map(len, tokens))
        numbers = np.flatnonzero([bool(several) for several in tokens])
        without = [names[k] for k in range(len(X)) if not tokens[k]]
        checks.warn_without_words(without, empty)
        checks.check_some_captions(len(numbers))
        kept = [tokens[number] for number in numbers]
        return cls(numbers, kept, None if weights is None else weights[numbers])

    def subset(self, which: np.ndarray) -> "CaptionRows":
        """Return some of the pictures."""
        return CaptionRows(
            self.numbers[which],
            [self.captions[place] for place in which],
            None if self.weights is None else self.weights[which],
        )


class CaptionSource:
    """Pictures and all their captions, batch by batch.

    A picture that cannot be read is left out of its batch; a batch without any has the
    first that was ever read in their place.

    Parameters
    ----------
    pictures : what is taken by number
    rows : captions of some of these pictures
    vocabulary : with <start> and <end>
    longest : most tokens of a caption that are read
    captions : most captions of a picture in a batch, drawn anew each time; None for all
    draw : what draws them
    attended : give tokens as the targets of attention, too, see `DoublyStochasticLoss`
    """

    fixed = ("images", "features")

    def __init__(
        self,
        pictures: Taken,
        rows: CaptionRows,
        vocabulary: Vocabulary,
        longest: int,
        captions: int | None = None,
        draw: np.random.Generator | None = None,
        *,
        attended: bool = False,
    ) -> None:
        self._pictures, self._rows, self._attended = pictures, rows, attended
        self._captions, self._draw = captions, draw
        self._size = len(vocabulary)
        self._ids = [
            vocabulary.encode_all(
                [tokens[:longest] for tokens in several], start=True, end=True
            )
            for several in rows.captions
        ]
        specials = range(len(vocabulary.specials))
        self._shown = [
            np.setdiff1d(np.concatenate(several), specials) for several in self._ids
        ]
        self._first: int | None = None

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def kind(self) -> str:
        """What the network takes in: "images" or "features"."""
        return self._pictures.kind

    @property
    def lengths(self) -> np.ndarray:
        """Steps of the longest caption of each picture."""
        return np.array([max(map(len, several)) - 1 for several in self._ids])

    def take(self, which: np.ndarray) -> tuple:
        """Return inputs and targets of some pictures, and weights if any."""
        seen, which = self._seen(np.asarray(which))
        drawn = [self._drawn(number) for number in which]
        owner = np.repeat(np.arange(len(which)), [len(ids) for ids in drawn])
        words = pad(list(chain.from_iterable(drawn))).values
        inputs = {
            self.kind: seen,
            "words": np.ascontiguousarray(words[:, :-1]),
            "owner": owner.astype("int32"),
        }
        there = np.zeros((len(which), self._size), dtype="float32")
        for row, number in zip(there, which, strict=True):
            row[self._shown[number]] = 1
        told = dict.fromkeys(self._told(), np.ascontiguousarray(words[:, 1:]))
        targets = told | {"detected": there}
        if self._rows.weights is None:
            return inputs, targets
        weights = self._rows.weights[which].astype("float32")
        each = dict.fromkeys(self._told(), weights[owner])
        return inputs, targets, each | {"detected": weights}

    def _told(self) -> tuple[str, ...]:
        """Return the outputs with a number for each caption."""
        return ("scores", "attention") if self._attended else ("scores",)

    def _drawn(self, number: int) -> list[np.ndarray]:
        """Return the ids of some of a picture's captions."""
        ids = self._ids[number]
        if self._captions is None or self._draw is None or len(ids) <= self._captions:
            return ids
        chosen = self._draw.permutation(len(ids))[: self._captions]
        return [ids[place] for place in chosen]

    def _seen(self, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what is seen of pictures, and which of them it is."""
        read, whole = self._pictures.take(self._rows.numbers[which])
        if len(whole):
            if self._first is None:
                self._first = int(which[whole[0]])
            return read, which[whole]
        if self._first is None:
            self._first = self._readable()
        instead = np.array([self._first])
        return self._pictures.take(self._rows.numbers[instead]).images, instead

    def _readable(self) -> int:
        """Return the first picture that can be read."""
        batches = taken_in_batches(self._pictures, self._rows.numbers)
        numbers, _ = next(batches, (np.arange(0), None))
        checks.check_some_read(len(numbers), self._pictures.problems)
        return int(np.flatnonzero(self._rows.numbers == numbers[0])[0])
