"""The contract every estimator keeps, whatever its task."""

import copy
import inspect
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit, check_cv
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

import seqkit
from seqkit import (
    Forecaster,
    HandwritingRecognizer,
    ImageCaptioner,
    MusicGenerator,
    PointerNetwork,
    Seq2Seq,
    SequenceClassifier,
    SequenceRegressor,
    SequenceTagger,
    SpeechRecognizer,
    TextClassifier,
    TextGenerator,
    Translator,
    VideoTagger,
)
from seqkit.inspection import learning_rate_range
from seqkit.keras_backend import keras

pytestmark = pytest.mark.slow

UNJUDGED = {"epochs": 2, "validation_fraction": 0, "random_state": 0}  # quickest

SHARED = {
    *("cell", "units", "dropout", "learning_rate", "batch_size", "epochs", "patience"),
    *("averaging", "validation_fraction", "random_state", "verbose"),
    *("callbacks", "network"),
}


@dataclass
class Case:
    """One estimator with the data and arguments that a quick fit of 2 epochs needs.

    X, y : what `fit` takes; y is None where the targets are in X
    results : function from a fitted estimator to a list of all that it can predict
    grid, folds : what a search tries, and how the data is cut for it
    arguments : further arguments of `fit`
    writes : whether its recurrent layers write, which is done in one direction
    """

    estimator: Any
    X: Any
    y: Any
    results: Callable
    grid: dict
    folds: Any = 2
    arguments: dict = field(default_factory=dict)
    writes: bool = False

    def fitted(self):
        estimator = clone(self.estimator)
        assert estimator.fit(self.X, self.y, **self.arguments) is estimator
        return estimator

    def last_fold(self):
        return list(check_cv(self.folds).split(self.X, self.y))[-1:]

    def half(self):
        """Return (X, y) of the second half of the data, or (X,)."""
        half = slice(len(self.X) // 2, None)
        return tuple(part[half] for part in (self.X, self.y) if part is not None)


def forecaster(daily):
    return Case(
        Forecaster(5, lookback=14, units=(4,), epochs=2, random_state=0),
        daily,
        None,
        lambda fitted: [fitted.predict(), fitted.predict(daily)],
        {"lookback": [7, 14]},
        TimeSeriesSplit(2, test_size=20),
        {"target": "sales"},
    )


def sequence_tagger(daily):
    sentences = [["see", "Ann"], ["see", "Bob", "Lee"], ["run"], ["Bob", "ran"]] * 3
    tags = [["O", "B-PER"], ["O", "B-PER", "I-PER"], ["O"], ["B-PER", "O"]] * 3
    quick = {"units": (4,), "embedding_units": 4, "epochs": 2, "bidirectional": False}
    return Case(
        SequenceTagger(validation_fraction=0, random_state=0, **quick),
        sentences,
        tags,
        lambda fitted: [fitted.predict(sentences), fitted.predict_proba(sentences)],
        {"units": [(3,), (4,)]},
    )


def sequence_classifier(daily):
    runs = [daily["sales"].to_numpy()[n : n + 2 + n % 4] for n in range(16)]
    return Case(
        SequenceClassifier(units=(4,), bidirectional=False, epochs=2, random_state=0),
        runs,
        ["up", "down", "down", "up"] * 4,
        lambda fitted: [fitted.predict(runs), fitted.predict_proba(runs)],
        {"pooling": ["max", "last"]},
    )


def sequence_regressor(daily):
    runs = [daily["sales"].to_numpy()[n : n + 2 + n % 4] for n in range(16)]
    return Case(
        SequenceRegressor(units=(4,), bidirectional=False, epochs=2, random_state=0),
        runs,
        [float(run[-1]) for run in runs],
        lambda fitted: [fitted.predict(runs)],
        {"pooling": ["mean", "attention"]},
    )


def text_classifier(daily):
    texts = ["very good", "bad", "good film !", "too bad"] * 4
    quick = {"units": (4,), "embedding_units": 4, "epochs": 2, "bidirectional": False}
    return Case(
        TextClassifier(random_state=0, **quick),
        texts,
        [1, 0, 1, 0] * 4,
        lambda fitted: [fitted.predict(texts), fitted.predict_proba(texts)],
        {"units": [(3,), (4,)]},
    )


def image_captioner(daily):
    features = np.random.default_rng(0).normal(size=(12, 2, 2, 3))
    captions = [["a dark square", "it is dark"], ["a square"], ["all is grey"]] * 4
    quick = {"units": (4,), "embedding_units": 4, "epochs": 2, "longest": 5}
    return Case(
        ImageCaptioner(encoder=None, validation_fraction=0, random_state=0, **quick),
        features,
        captions,
        lambda fitted: [
            fitted.predict(features, beam_width=2, n_best=2),
            fitted.sample(features, random_state=0),
        ],
        {"attention": ["additive", None]},
        writes=True,
    )


def handwriting_recognizer(daily):
    draw = np.random.default_rng(0)
    pictures = [draw.uniform(size=(6, 5 + n % 4)) for n in range(12)]
    quick = {"units": (4,), "filters": (), "height": 6, "epochs": 2}
    return Case(
        HandwritingRecognizer(
            bidirectional=False, validation_fraction=0, random_state=0, **quick
        ),
        pictures,
        ["ab", "a", "ba"] * 4,
        lambda fitted: [fitted.predict(pictures), fitted.predict_proba(pictures)],
        {"stacked": [1, 2]},
    )


def speech_recognizer(daily):
    draw = np.random.default_rng(0)
    sounds = [draw.uniform(-0.9, 0.9, size=(800 + 40 * (n % 4))) for n in range(12)]
    return Case(
        SpeechRecognizer(bands=4, units=(4,), bidirectional=False, **UNJUDGED),
        sounds,
        ["ab", "a", "ba"] * 4,
        lambda fitted: [fitted.predict(sounds, n_best=2), fitted.predict_times(sounds)],
        {"cell": ["simple", "lstm"]},
        arguments={"rate": 8000},
    )


def text_generator(daily):
    texts = ["to be", "or not", "to be or", "not to be"] * 6
    quick = {"units": (4,), "embedding_units": 4, "tbptt_steps": 5}
    return Case(
        TextGenerator(**quick, **UNJUDGED),
        texts,
        None,
        lambda fitted: [
            fitted.predict(texts),
            fitted.log_prob(texts),
            fitted.generate(texts[:3], max_new=9, random_state=0),
        ],
        {"cell": ["simple", "gru"]},
        writes=True,
    )


def music_generator(daily):
    pieces = [[[72, 48], [74, 55], [72, -1]], [[67, 52], [69, 53]]] * 8
    return Case(
        MusicGenerator(units=(4,), chord_units=4, **UNJUDGED),
        pieces,
        None,
        lambda fitted: [
            fitted.predict(pieces),
            fitted.log_prob(pieces),
            np.array(fitted.generate(pieces[0], steps=9, random_state=0)),
        ],
        {"representation": ["events", "roll"]},
        writes=True,
    )


def pointer_network(daily):
    runs = [daily["sales"].to_numpy()[n : n + 2 + n % 4] for n in range(16)]
    return Case(
        PointerNetwork(units=(4,), epochs=2, random_state=0),
        runs,
        [np.argsort(run) for run in runs],
        lambda fitted: [
            fitted.predict(runs, beam_width=2),
            fitted.predict(runs, return_attention=True)[1],
        ],
        {"attention": ["additive", "dot"]},
    )


def seq2seq(daily):
    runs = [daily["sales"].to_numpy()[n : n + 2 + n % 4] for n in range(16)]
    return Case(
        Seq2Seq(units=(4,), embedding_units=4, **UNJUDGED),
        runs,
        [["up"], ["down", "up"], ["down"], ["up", "up", "up"]] * 4,
        lambda fitted: [
            fitted.predict(runs, beam_width=2, n_best=2),
            [each.attention for each in fitted.predict(runs, return_attention=True)[1]],
        ],
        {"cell": ["simple", "lstm"]},
    )


def translator(daily):
    texts = ["ein Hund", "eine Katze schläft", "das ist ein Haus", "das Meer"] * 4
    said = ["a dog", "a cat is sleeping", "that is a house", "the sea"] * 4
    quick = {"units": (4,), "embedding_units": 4, "epochs": 2, "beam_width": 2}
    return Case(
        Translator(random_state=0, **quick),
        texts,
        said,
        lambda fitted: [
            fitted.predict(texts, n_best=2),
            [
                each.attention
                for each in fitted.predict(texts, return_attention=True)[1]
            ],
        ],
        {"tokens": ["word", "character"]},
    )


def video_tagger(daily):
    draw = np.random.default_rng(0)
    clips = [draw.integers(0, 255, (2 + n % 4, 8, 8), "uint8") for n in range(16)]
    quick = {"image_size": 8, "units": (4,), "frame_units": 4}
    return Case(
        VideoTagger(bidirectional=False, epochs=2, random_state=0, **quick),
        clips,
        ["up", "down", "down", "up"] * 4,
        lambda fitted: [fitted.predict(clips), fitted.predict_proba(clips)],
        {"pooling": ["max", "last"]},
    )


CASES = (
    forecaster,
    handwriting_recognizer,
    image_captioner,
    music_generator,
    pointer_network,
    seq2seq,
    sequence_classifier,
    sequence_regressor,
    sequence_tagger,
    speech_recognizer,
    text_classifier,
    text_generator,
    translator,
    video_tagger,
)


OTHERS = (
    *(forecaster, handwriting_recognizer, image_captioner, music_generator),
    *(speech_recognizer, text_generator),
)
OF_SEQUENCES = [make for make in CASES if make not in OTHERS]


@pytest.fixture(params=CASES, ids=lambda case: case.__name__)
def case(request, daily):
    return request.param(daily)


@pytest.fixture(scope="module")
def fits():
    """Fitted estimators by their kind, for tests that leave them as they are."""
    return {}


@pytest.fixture
def fitted(case, fits):
    kind = type(case.estimator)
    if kind not in fits:
        fits[kind] = case.fitted()
    return fits[kind]


def assert_alike(one, other, rtol=1e-6):
    """Require predictions of one type and, but for rounding, of one value."""
    assert type(one) is type(other)
    if isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other, rtol=rtol)
    elif isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, other, rtol=rtol)
    elif isinstance(one, list):
        for pair in zip(one, other, strict=True):
            assert_alike(*pair, rtol=rtol)
    elif isinstance(one, np.ndarray) and one.dtype.kind == "f":
        np.testing.assert_allclose(one, other, rtol=rtol, atol=1e-7)
    else:
        np.testing.assert_array_equal(one, other)


def test_constructor_only_stores(case):
    kind = type(case.estimator)
    names = list(inspect.signature(kind).parameters)
    marks = {name: object() for name in names}
    made = kind(**marks)
    assert {name: getattr(made, name) for name in names} == marks
    assert set(vars(made)) == set(names)


def test_shared_arguments_are_there(case):
    directions = set() if case.writes else {"bidirectional"}
    assert set(case.estimator.get_params()) >= SHARED | directions


def test_params_clone_and_set(case):
    copied = clone(case.estimator)
    assert copied.get_params() == case.estimator.get_params()
    assert copied.set_params(units=(3,), epochs=1).units == (3,)


def test_fit_learns_and_leaves_arguments(case, fitted):
    check_is_fitted(fitted)
    assert isinstance(fitted.network_, keras.Model)
    assert {"loss", "learning_rate", "seconds"} <= set(fitted.history_)
    assert len(fitted.history_) == 2
    assert fitted.get_params() == case.estimator.get_params()


def test_unfitted_is_known_as_such(case):
    with pytest.raises(ValueError, match="is not fitted"):
        check_is_fitted(case.estimator)


def test_copies_predict_the_same(case, fitted):
    packed = io.BytesIO()
    joblib.dump(fitted, packed)
    packed.seek(0)
    again = copy.deepcopy(joblib.load(packed))  # a copy of a copy
    assert_alike(case.results(again), case.results(fitted))


def test_save_and_load_round_trip(case, fitted, tmp_path):
    fitted.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    assert type(again) is type(fitted)
    assert again.get_params() == fitted.get_params()
    assert_alike(case.results(again), case.results(fitted))
    pd.testing.assert_frame_equal(again.history_, fitted.history_)


@pytest.mark.parametrize(
    "case", OF_SEQUENCES, ids=lambda make: make.__name__, indirect=True
)
def test_no_sequences_get_one_sentence(fitted):
    takes_X = ("predict", "predict_proba", "predict_entities", "explain")
    takes_y = ("score", "report", "fit")
    for verb in filter(partial(hasattr, fitted), takes_X + takes_y):
        nothing = ([], []) if verb in takes_y else ([],)
        with pytest.raises(ValueError, match="X holds no sequences; give at least one"):
            getattr(fitted, verb)(*nothing)


class Stopping(keras.callbacks.Callback):
    """Stops a training before its first step."""

    def on_train_begin(self, logs=None):
        raise KeyboardInterrupt("stopped")


def test_a_fit_that_fails_loses_nothing(case, fitted):
    model = copy.deepcopy(fitted).set_params(callbacks=[Stopping()])
    learnt = dict(vars(model))
    with pytest.raises(KeyboardInterrupt, match="stopped"):
        model.fit(*case.half(), **case.arguments)
    assert vars(model).keys() == learnt.keys()
    assert all(value is learnt[name] for name, value in vars(model).items())
    assert_alike(case.results(model), case.results(fitted))


def test_a_first_fit_that_fails_leaves_nothing(case):
    model = clone(case.estimator).set_params(callbacks=[Stopping()])
    with pytest.raises(KeyboardInterrupt, match="stopped"):
        model.fit(case.X, case.y, **case.arguments)
    assert set(vars(model)) == set(model.get_params())


def test_equal_seeds_give_equal_fits(case, fitted):
    score = fitted.score(*case.half())
    assert isinstance(score, float)
    assert case.fitted().score(*case.half()) == score


def test_learning_rates_are_swept_beside_a_fit(case, fitted):
    weights = fitted.network_.get_weights()
    found = learning_rate_range(fitted, case.X, case.y, steps=20, **case.arguments)
    assert len(found) == 20
    assert np.isfinite(found).all(axis=None)
    for one, other in zip(fitted.network_.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_pipeline_ending_in_it_is_searched(case):
    """It is cloned, set to a value that is not its own, fitted, scored, fitted anew."""
    ((name, values),) = case.grid.items()
    other = [value for value in values if value != getattr(case.estimator, name)][:1]
    search = GridSearchCV(
        Pipeline([("model", clone(case.estimator))]),
        {f"model__{name}": other},
        cv=case.last_fold(),
    )
    given = {f"model__{name}": value for name, value in case.arguments.items()}
    search.fit(case.X, case.y, **given)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    best = search.best_estimator_["model"]
    assert [getattr(best, name)] == other
    assert_alike(search.predict(case.X), best.predict(case.X))
