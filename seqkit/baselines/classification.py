"""What networks over whole sequences have to beat: counts, neighbours and summaries.

Sequences are lists of tokens, or scaled arrays (timesteps, features) without NaN.
Labels are class numbers (samples,), or 0 and 1 (samples, labels) where a sample may
have several; numbers are (samples, numbers). scikit-learn does the learning.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from seqkit import checks

MOST_FREQUENT = "most_frequent"
WORD_COUNTS, LETTER_COUNTS = "word_counts", "letter_counts"
NEIGHBOUR, SUMMARIES, MEAN = "nearest_neighbour", "summaries", "mean"
MIDDLE_FRAME = "middle_frame"
_MOST_ITERATIONS = 1000
_STRICT = 0.01  # pixels are many and clips few
Sequences = Sequence[Any]


@dataclass(frozen=True, eq=False)
class LabelBaseline:
    """A fitted classifier of sequences.

    Attributes
    ----------
    features : function from sequences to what `model` reads
    model : fitted scikit-learn classifier
    labels : how many labels there are
    several : whether a sample may have several
    has_probabilities : False where it tells labels alone
    """

    features: Callable[[Sequences], Any]
    model: Any
    labels: int
    several: bool
    has_probabilities: bool = True

    def outputs(self, sequences: Sequences) -> np.ndarray:
        """Return probabilities, float32 (samples, labels); 0 and 1 where it has none.

        A label that the training data did not hold has the probability 0.
        """
        read = self.features(sequences)
        if self.several:
            model = self.model
            tell = model.predict_proba if self.has_probabilities else model.predict
            return tell(read)[:, -self.labels :].astype("float32")
        outputs = np.zeros((len(sequences), self.labels), dtype="float32")
        if self.has_probabilities:
            outputs[:, self.model.classes_] = self.model.predict_proba(read)
        else:
            outputs[np.arange(len(outputs)), self.model.predict(read)] = 1
        return outputs


@dataclass(frozen=True, eq=False)
class NumberBaseline:
    """A fitted regression on sequences.

    Attributes
    ----------
    model : fitted scikit-learn regressor of what `summaries` gives
    """

    model: Any

    def outputs(self, sequences: Sequences) -> np.ndarray:
        """Return numbers, float64 (samples, numbers)."""
        return self.model.predict(summaries(sequences)).reshape(len(sequences), -1)


def word_baselines(
    sentences: Sequence[Sequence[str]],
    y: np.ndarray,
    labels: int,
    counts: str = WORD_COUNTS,
) -> dict[str, LabelBaseline]:
    """Fit the most frequent label, and logistic regression on counts of tokens.

    Parameters
    ----------
    sentences : lists of tokens, spelled as they are to be counted
    y : class numbers (samples,), or 0 and 1 (samples, labels)
    labels : how many labels there are
    counts : name of the regression, by what the tokens are

    Examples
    --------
    >>> sentences = [["good"], ["so", "good"], ["bad"], ["so", "bad"], ["bad", "bad"]]
    >>> found = word_baselines(sentences, np.array([1, 1, 0, 0, 0]), 2)
    >>> [one.outputs([["good"]]).argmax() for one in found.values()]
    [np.int64(0), np.int64(1)]
    """
    counter = CountVectorizer(analyzer=list).fit(sentences)
    logistic = LogisticRegression(max_iter=_MOST_ITERATIONS)
    return {
        MOST_FREQUENT: _most_frequent(sentences, y, labels),
        counts: _fitted(counter.transform, logistic, sentences, y, labels),
    }


def series_baselines(
    sequences: Sequence[np.ndarray], y: np.ndarray, labels: int
) -> dict[str, LabelBaseline]:
    """Fit the most frequent label, the nearest neighbour, and one on summaries.

    The neighbour is the nearest (Euclidean) of the training series, all of them brought
    to their median length; it has no probabilities.

    Parameters
    ----------
    sequences : scaled arrays (timesteps, features)
    y : class numbers (samples,), or 0 and 1 (samples, labels)
    labels : how many labels there are
    """
    steps = int(np.median([len(sequence) for sequence in sequences]))
    nearest = LabelBaseline(
        features=partial(resampled, steps=steps),
        model=KNeighborsClassifier(1).fit(resampled(sequences, steps), _columns(y)),
        labels=labels,
        several=y.ndim > 1,
        has_probabilities=False,
    )
    logistic = make_pipeline(
        StandardScaler(), LogisticRegression(max_iter=_MOST_ITERATIONS)
    )
    return {
        MOST_FREQUENT: _most_frequent(sequences, y, labels),
        NEIGHBOUR: nearest,
        SUMMARIES: _fitted(summaries, logistic, sequences, y, labels),
    }


def frame_baselines(
    clips: Sequence[np.ndarray], y: np.ndarray, labels: int
) -> dict[str, LabelBaseline]:
    """Fit the most frequent label, and logistic regression on the middle frame.

    What the latter gets right needs no motion.

    Parameters
    ----------
    clips : arrays (frames, numbers), pixels or features
    y : class numbers (samples,), or 0 and 1 (samples, labels)
    labels : how many labels there are

    Examples
    --------
    >>> clips = [np.full((3, 2), k % 2) for k in range(8)]
    >>> found = frame_baselines(clips, np.arange(8) % 2, 2)
    >>> found["middle_frame"].outputs(clips[:2]).argmax(axis=1).tolist()
    [0, 1]
    """
    logistic = make_pipeline(
        StandardScaler(), LogisticRegression(C=_STRICT, max_iter=_MOST_ITERATIONS)
    )
    return {
        MOST_FREQUENT: _most_frequent(clips, y, labels),
        MIDDLE_FRAME: _fitted(_middle, logistic, clips, y, labels),
    }


def number_baselines(
    sequences: Sequence[np.ndarray], y: np.ndarray
) -> dict[str, NumberBaseline]:
    """Fit the mean of the training numbers, and ridge regression on summaries.

    Parameters
    ----------
    sequences : scaled arrays (timesteps, features)
    y : scaled numbers (samples, numbers)
    """
    read = summaries(sequences)
    ridge = make_pipeline(StandardScaler(), Ridge())
    return {
        MEAN: NumberBaseline(DummyRegressor().fit(read, y)),
        SUMMARIES: NumberBaseline(ridge.fit(read, y)),
    }


def resampled(sequences: Sequence[np.ndarray], steps: int) -> np.ndarray:
    """Bring series to one length by linear interpolation.

    Returns
    -------
    float64 array (samples, steps * features); first and last values stay as they are

    Examples
    --------
    >>> resampled([np.array([[1.0], [3.0]]), np.array([[7.0]])], 3).tolist()
    [[1.0, 2.0, 3.0], [7.0, 7.0, 7.0]]
    """
    return np.array([_stretched(sequence, steps).ravel() for sequence in sequences])


def summaries(sequences: Sequence[np.ndarray]) -> np.ndarray:
    """Return what describes each series, whatever its length.

    Returns
    -------
    float64 array (samples, 7 * features): means, deviations, minima, maxima, first and
    last values, and slopes (per step, least squares; 0 of a single step)

    Examples
    --------
    >>> summaries([np.array([[1.0], [3.0]])]).tolist()
    [[2.0, 1.0, 1.0, 3.0, 1.0, 3.0, 2.0]]
    """
    return np.array([_summary(np.asarray(each, "float64")) for each in sequences])


def _summary(x: np.ndarray) -> np.ndarray:
    times = np.arange(len(x)) - (len(x) - 1) / 2
    slope = times @ x / max(times @ times, 1e-12)
    parts = (x.mean(0), x.std(0), x.min(0), x.max(0), x[0], x[-1], slope)
    return np.concatenate(parts)


def _middle(clips: Sequences) -> np.ndarray:
    return np.array([clip[len(clip) // 2] for clip in clips], "float32")


def _stretched(sequence: np.ndarray, steps: int) -> np.ndarray:
    own = np.arange(len(sequence))
    wanted = np.linspace(0, len(sequence) - 1, steps)
    columns = [np.interp(wanted, own, feature) for feature in sequence.T]
    return np.stack(columns, axis=1)


def _most_frequent(sequences: Sequences, y: np.ndarray, labels: int) -> LabelBaseline:
    """Give every label the share it has in the training data."""
    prior = DummyClassifier(strategy="prior")
    return _fitted(_nothing, prior, sequences, y, labels)


def _nothing(sequences: Sequences) -> np.ndarray:
    return np.zeros((len(sequences), 1))


def _fitted(
    features: Callable[[Sequences], Any],
    model: Any,
    sequences: Sequences,
    y: np.ndarray,
    labels: int,
) -> LabelBaseline:
    """Fit a classifier, one for each label where a sample may have several."""
    several = y.ndim > 1
    if several:
        model = OneVsRestClassifier(model)
    else:
        checks.check_several("label", set(y.tolist()))
    with warnings.catch_warnings():
        # a label that all training samples have, or none: its answer is a constant
        warnings.filterwarnings("ignore", "Label .* is present in all training")
        model.fit(features(sequences), _columns(y))
    return LabelBaseline(features, model, labels, several)


def _columns(y: np.ndarray) -> np.ndarray:
    """Put its absence before a label that is the only one.

    scikit-learn would take a single column for classes.
    """
    alone = y.ndim > 1 and y.shape[1] == 1
    return np.hstack([1 - y, y]) if alone else y
