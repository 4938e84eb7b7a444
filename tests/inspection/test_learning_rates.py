"""Rates that rise step by step: what is found, what is suggested, what stays alone."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from seqkit import SequenceRegressor, SequenceTagger
from seqkit.inspection import learning_rate_range
from seqkit.inspection.learning_rates import _suggestion

X = np.random.default_rng(0).normal(size=(128, 3, 2))
Y = X[:, -1] @ [1.0, -0.5]
MODEL = SequenceRegressor(units=(4,), batch_size=16, epochs=3, random_state=0)


@pytest.fixture(scope="module")
def found():
    return learning_rate_range(MODEL, X, Y, low=1e-5, high=9.0, steps=60)


def test_rates_grow_by_one_factor(found):
    factors = found["rate"].iloc[1:].to_numpy() / found["rate"].iloc[:-1].to_numpy()
    assert found["rate"].iloc[0] == pytest.approx(1e-5)
    np.testing.assert_allclose(factors, (9.0 / 1e-5) ** (1 / 59))


def test_smoothed_is_a_mean_that_forgets(found):
    smoothed = found["loss"].ewm(alpha=0.1).mean()
    np.testing.assert_allclose(found["smoothed"], smoothed)


@pytest.mark.slow
def test_suggestion_trains_better_than_the_ends(found, quiet):
    losses = [
        clone(MODEL).set_params(learning_rate=rate).fit(X, Y).history_["loss"].iloc[-1]
        for rate in (found.attrs["suggestion"], 1e-6, 9.0)
    ]
    assert losses[0] < 0.5 * min(losses[1:])


def test_equal_seeds_find_the_same_and_others_do_not(found):
    again = learning_rate_range(MODEL, X, Y, low=1e-5, high=9.0, steps=60)
    pd.testing.assert_frame_equal(again, found)
    assert again.attrs == found.attrs
    other = clone(MODEL).set_params(random_state=1)
    other = learning_rate_range(other, X, Y, low=1e-5, high=9.0, steps=60)
    assert abs(other["loss"][0] - found["loss"][0]) > 1e-6


def test_estimator_stays_as_it_was(found):
    assert not hasattr(MODEL, "network_")
    assert "_fit_network" not in vars(MODEL)


def test_fitted_estimator_keeps_its_weights_and_callbacks_rest(quiet):
    def build(sizes):
        raise AssertionError("only the sweep builds a network like this")

    model = clone(MODEL).set_params(epochs=1).fit(X, Y)
    before, weights = dict(vars(model)), model.network_.get_weights()
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    learning_rate_range(model, X, Y, steps=20)
    assert vars(model) == before
    for one, other in zip(model.network_.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(one, other)
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002
    model.set_params(network=build)
    with pytest.raises(AssertionError, match="only the sweep"):
        learning_rate_range(model, X, Y, steps=20)
    assert model.network_.get_weights()[0].shape == weights[0].shape


def test_ends_where_the_loss_blows_up():
    found = learning_rate_range(MODEL, X, Y, low=1e-3, high=1e6, steps=60)
    assert len(found) < 60
    assert np.isfinite(found).all(axis=None)
    assert found["smoothed"].iloc[-1] > 4 * found["smoothed"].min()
    assert 1e-3 < found.attrs["suggestion"] < found["rate"].iloc[-1]


def test_labels_of_every_token_are_swept_too():
    sentences = [["a", "b", "a"], ["b", "b"]] * 8
    model = SequenceTagger(units=(4,), batch_size=4, random_state=0)
    found = learning_rate_range(model, sentences, sentences, steps=20)
    assert len(found) == 20
    assert found["loss"].iloc[-1] < found["loss"].iloc[0]


@pytest.mark.parametrize(
    ("smoothed", "place"),
    [
        ([5, 5, 4, 2, 0, 9], 3),  # slopes -1.5, -2, 3.5
        ([0, 1, 2, 3, 4, 5], None),
        ([5, 1, 1, 1, 1, 1], None),
        ([9, 1, 1, 1, 0.9, 1.2], 3),  # the fall in the first steps is settling
    ],
)
def test_suggestion_is_where_the_fall_is_steepest(smoothed, place):
    rates = np.geomspace(1e-5, 1.0, 6)
    table = pd.DataFrame({"rate": rates, "smoothed": smoothed})
    suggestion = _suggestion(table, 3)
    if place is None:
        assert np.isnan(suggestion)
    else:
        assert suggestion == rates[place]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"low": 0.0}, r"low must be a number in \(0, inf\), got 0.0"),
        ({"low": 0.1, "high": 0.1}, r"high must be a number in \(0.1, inf\), got 0.1"),
        ({"high": np.inf}, r"high must be a number in \(1e-06, inf\), got inf"),
        ({"steps": 19}, "steps must be a whole number >= 20, got 19"),
    ],
)
def test_bad_arguments_get_one_sentence(wrong, sentence):
    with pytest.raises(ValueError, match=sentence):
        learning_rate_range(MODEL, X, Y, **wrong)


def test_other_things_than_estimators_are_named():
    with pytest.raises(TypeError, match=r"one of seqkit's, .*, got str"):
        learning_rate_range("model", X, Y)
