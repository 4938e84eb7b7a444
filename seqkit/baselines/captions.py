"""Captions that need no network of their own: what a captioner has to beat.

Captions are lists of strings for each picture, features arrays (pictures, features).
Captions are compared as `metrics.caption_words`. How central a caption is among others
is its mean F-measure with them, over distinct words: 2 |a ∩ b| / (|a| + |b|).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from seqkit import checks
from seqkit.metrics.captions import caption_words

CaptionLists = Sequence[Sequence[str]]
_SIMILARITIES = 2**24  # 64 MiB of them are in the memory at once
_DIGITS = 12  # of a mean; what differs less is rounding


@dataclass(frozen=True)
class MostCommonCaption:
    """Say of every picture what is said most often of the training pictures.

    Captions of the same words are the same; the spelling is their most frequent one. Of
    equally frequent captions the most central among all wins, which matters where no
    caption stands twice; then the first.

    Make one with `MostCommonCaption.of`.

    Attributes
    ----------
    caption : as it is written in the training data
    times : how often it stands there

    References
    ----------
    Devlin, Gupta, Girshick, Mitchell, Zitnick (2015), "Exploring nearest neighbor
    approaches for image captioning", arXiv:1505.04467, for captions by consensus, there
    of neighbours and by other scores.

    Examples
    --------
    >>> captions = [["A dog .", "a dog runs"], ["a dog"], ["two men", "men sit down"]]
    >>> MostCommonCaption.of(captions).predict(2)
    ['A dog .', 'A dog .']
    """

    caption: str
    times: int

    @classmethod
    def of(cls, captions: CaptionLists) -> "MostCommonCaption":
        """Count captions.

        Parameters
        ----------
        captions : captions (pictures, one or several each); those without a word do not
            count

        Raises
        ------
        TypeError
            If captions are no lists of strings.
        ValueError
            If there is none, or none with a word.
        """
        lists = checks.check_caption_lists("captions", captions)
        spellings: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for several in lists:
            for caption in several:
                spellings[tuple(caption_words(caption))][caption] += 1
        spellings.pop((), None)
        checks.check_some_words(len(spellings))
        counts = Counter({words: each.total() for words, each in spellings.items()})
        times = max(counts.values())
        rivals = [words for words, count in counts.items() if count == times]
        best = rivals[_most_central(rivals, counts)]
        return cls(spellings[best].most_common(1)[0][0], times)

    def predict(self, pictures: int) -> list[str]:
        """Return the caption as many times as there are pictures."""
        return [self.caption] * checks.check_count("pictures", pictures, 0)

    def to_state(self) -> dict[str, Any]:
        """Return what was learnt as plain JSON values."""
        return {"caption": self.caption, "times": self.times}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> "MostCommonCaption":
        """Return what `to_state` wrote."""
        return cls(state["caption"], state["times"])


@dataclass(frozen=True, eq=False)
class NearestCaption:
    """Say of a picture what is said of the training picture most like it.

    Likeness is the cosine of features; a picture whose features are all 0 is like none.
    Of several captions of the training picture the most central among them is taken,
    the first of equals.

    Make one with `NearestCaption.of`.

    Attributes
    ----------
    captions : one for each training picture
    directions : float32 array (pictures, features), features of length 1, or 0

    References
    ----------
    Devlin, Gupta, Girshick, Mitchell, Zitnick (2015), "Exploring nearest neighbor
    approaches for image captioning", arXiv:1505.04467; here with one neighbour, and a
    simpler measure of what is central.

    Examples
    --------
    >>> features = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> captions = [["a dog", "a dog runs"], ["two men sit", "men sit", "a bench"]]
    >>> baseline = NearestCaption.of(features, captions)
    >>> baseline.predict(np.array([[0.1, 5.0], [2.0, 1.0]]))
    ['two men sit', 'a dog']
    """

    captions: list[str]
    directions: np.ndarray

    @classmethod
    def of(cls, features: Any, captions: CaptionLists) -> "NearestCaption":
        """Keep the direction of each picture's features, and one of its captions.

        Parameters
        ----------
        features : numbers (pictures, features), read as float32
        captions : captions (pictures, one or several each)

        Raises
        ------
        TypeError
            If captions are no lists of strings.
        ValueError
            If features are not two-dimensional or not finite, a picture has no caption,
            or numbers of pictures differ.
        """
        known = checks.check_picture_features(features)
        lists = checks.check_caption_lists("captions", captions)
        checks.check_each_pictured("lists of captions", len(lists), len(known))
        return cls([_central_one(several) for several in lists], _directions(known))

    def predict(self, features: Any) -> list[str]:
        """Return a caption for each picture.

        Parameters
        ----------
        features : numbers (pictures, features), as many features as in `of`

        Raises
        ------
        ValueError
            If features are not two-dimensional, not finite, or of another number.
        """
        wanted = checks.check_picture_features(features, self.directions.shape[1])
        rows = max(1, _SIMILARITIES // len(self.directions))
        nearest = [
            (_directions(wanted[start : start + rows]) @ self.directions.T).argmax(1)
            for start in range(0, len(wanted), rows)
        ]
        return [self.captions[place] for place in np.concatenate(nearest)]


def _directions(features: np.ndarray) -> np.ndarray:
    """Return float32 features of length 1; what has no length stays 0."""
    squares = np.einsum("ij,ij->i", features, features, dtype="float64")
    lengths = np.sqrt(squares)[:, None]
    return np.divide(features, lengths, where=lengths > 0, out=np.zeros_like(features))


def _central_one(captions: Sequence[str]) -> str:
    """Return the caption most like the others."""
    words = [tuple(caption_words(caption)) for caption in captions]
    return captions[_most_central(words, Counter(words))]


def _most_central(
    rivals: Sequence[tuple[str, ...]], counts: Counter[tuple[str, ...]]
) -> int:
    """Return which of some captions has the highest mean F-measure with all.

    The time is linear in the words: |a ∩ b| is a sum over the words of a, and of b only
    the number of words matters.
    """
    lengths: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for words, count in counts.items():
        distinct = set(words)
        for word in distinct:
            lengths[word][len(distinct)] += count

    @cache
    def shared(word: str, length: int) -> float:
        return sum(2 * n / (length + other) for other, n in lengths[word].items())

    def mean(words: tuple[str, ...]) -> float:
        distinct = sorted(set(words))  # sums are then the same in every run
        total = sum(shared(word, len(distinct)) for word in distinct)
        return round(total / counts.total(), _DIGITS)

    means = [mean(words) for words in rivals]
    return means.index(max(means))
