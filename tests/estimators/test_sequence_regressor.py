"""The SequenceRegressor: numbers in their units, in the user's form."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import is_classifier, is_regressor
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import cross_val_score

import seqkit
from seqkit import SequenceRegressor
from seqkit.networks.pooling import POOLINGS

pytestmark = pytest.mark.slow

DRAW = np.random.default_rng(0)
X = [DRAW.normal(size=n) for n in DRAW.integers(2, 6, 24)]
Y = np.array([1000 + 50 * x.mean() for x in X])


def regressor(**arguments):
    small = {"units": (4,), "epochs": 1, "random_state": 0, "pooling": "mean"}
    small |= {"validation_fraction": 0}
    return SequenceRegressor(**(small | arguments))


@pytest.fixture(scope="module")
def fitted():
    return regressor().fit(X, Y)


def test_regressor_learns_the_mean_in_its_unit():
    draw = np.random.default_rng(1)
    many = [draw.normal(size=n) for n in draw.integers(2, 6, 120)]
    y = np.array([1000 + 50 * x.mean() for x in many])
    model = regressor(units=(8,), epochs=25, learning_rate=0.03, batch_size=16)
    found = model.fit(many[:100], y[:100]).predict(many[100:])
    assert found.dtype == "float64"
    error = ((found - y[100:]) ** 2).sum() / ((y[100:] - y[100:].mean()) ** 2).sum()
    assert error < 0.2
    assert model.score(many[100:], y[100:]) == pytest.approx(1 - error)


def test_score_is_weighted_by_hand(fitted):
    weights = np.arange(len(X)) + 1.0
    mean = (weights * Y).sum() / weights.sum()
    missed = (weights * (Y - fitted.predict(X)) ** 2).sum()
    expected = 1 - missed / (weights * (Y - mean) ** 2).sum()
    assert fitted.score(X, Y, weights) == pytest.approx(expected)


def test_loss_is_the_weighted_square_of_scaled_errors(fitted):
    weights = np.arange(len(X)) + 1.0
    samples = fitted.samples_of((X, Y, weights))
    inputs, y, given = samples.training.take(np.arange(len(X)))
    outputs = fitted.network_(inputs)
    target = fitted.target_
    np.testing.assert_allclose(y[:, 0] * target.deviation + target.mean, Y, rtol=1e-6)
    expected = (weights * (outputs.numpy()[:, 0] - y[:, 0]) ** 2).sum() / len(X)
    assert float(samples.loss(y, outputs, given)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("pooling", POOLINGS)
def test_batch_mates_order_and_padding_change_nothing(pooling):
    model = regressor(pooling=pooling).fit(X, Y)
    together = model.predict(X)
    order = np.argsort([len(x) for x in X])[::-1]
    turned = model.predict([X[place] for place in order])
    np.testing.assert_allclose(turned, together[order], rtol=1e-5)
    for place in (0, 5):
        np.testing.assert_allclose(
            model.predict([X[place]]), together[[place]], rtol=1e-5
        )
    with_long = model.predict([X[0], np.zeros(60)])
    np.testing.assert_allclose(with_long[0], together[0], rtol=1e-5)


def test_several_numbers_and_frames_come_back_in_their_form():
    both = np.stack([Y, -Y], axis=1)
    array = regressor().fit(X, both).predict(X)
    assert array.shape == (24, 2)
    frame = pd.DataFrame(both, columns=["up", "down"])
    model = regressor().fit(X, frame)
    found = model.predict(pd.Series(X, index=range(100, 124)))
    assert list(found) == ["up", "down"]
    assert found.index.tolist() == list(range(100, 124))
    np.testing.assert_allclose(found, array, rtol=1e-6)
    turned = frame[["down", "up"]]
    assert model.score(X, turned) == pytest.approx(model.score(X, frame))


def test_wide_frame_gives_a_series_with_its_index():
    wide = pd.DataFrame(np.arange(24.0).reshape(8, 3), index=list("abcdefgh"))
    found = regressor().fit(wide, np.arange(8.0)).predict(wide)
    assert found.index.equals(wide.index)
    assert found.name == "prediction"


def long_frame():
    """Ten runs of different lengths, their rows mixed; y by run in another order."""
    frame = pd.DataFrame(
        [
            (f"run {n}", step, value, -value)
            for n, x in enumerate(X[:10])
            for step, value in enumerate(x)
        ],
        columns=["run", "step", "speed", "heat"],
    )
    y = pd.Series(Y[:10], index=[f"run {n}" for n in range(10)])
    return frame.sample(frac=1, random_state=0), y


def test_long_frame_equals_the_list_of_its_runs():
    frame, y = long_frame()
    names = frame["run"].drop_duplicates().tolist()
    model = regressor().fit(frame, y, id="run", time="step")
    arrays = [
        frame[frame["run"] == name].sort_values("step")[["speed", "heat"]].to_numpy()
        for name in names
    ]
    other = regressor().fit(arrays, y[names].to_numpy())
    found = model.predict(frame)
    assert found.index.tolist() == names
    np.testing.assert_array_equal(found, other.predict(arrays))


def test_columns_are_found_by_name_at_predict(tmp_path):
    frame, y = long_frame()
    model = regressor().fit(frame, y, id="run", time="step")
    expected = model.predict(frame)
    turned = frame[["heat", "step", "speed", "run"]].assign(label="x")
    pd.testing.assert_series_equal(model.predict(turned), expected)
    model.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit").predict(turned)
    pd.testing.assert_series_equal(again, expected, rtol=1e-6)
    with pytest.raises(ValueError, match="there is no column 'heat'; choose among"):
        model.predict(frame.drop(columns="heat"))


def test_frame_of_targets_and_weights_follow_the_names_of_runs():
    frame, y = long_frame()
    names = frame["run"].drop_duplicates().tolist()
    weights = pd.Series(np.arange(10.0) + 1, index=y.index)
    named = regressor().fit(frame, y.to_frame("y"), weights, id="run", time="step")
    plain = regressor().fit(
        frame,
        y[names].to_numpy()[:, None],
        weights[names].to_numpy(),
        id="run",
        time="step",
    )
    np.testing.assert_array_equal(named.predict(frame)["y"], plain.predict(frame)[0])


def test_fitted_again_it_forgets_the_number_of_features(fitted):
    model = regressor().fit(X[:6], Y[:6])
    model.fit(np.zeros((6, 3, 2)) + np.arange(6)[:, None, None], Y[:6])
    assert model.predict(np.zeros((1, 3, 2))).shape == (1,)


def test_scikit_learn_takes_it_for_a_regressor():
    assert is_regressor(regressor())
    assert not is_classifier(regressor())
    scores = cross_val_score(regressor(), np.stack([Y, Y]).T, Y, cv=2)
    assert np.isfinite(scores).all()


def test_unfitted_says_so():
    with pytest.raises(NotFittedError, match="this SequenceRegressor is not fitted"):
        regressor().predict(X)
    with pytest.raises(NotFittedError, match="this SequenceRegressor is not fitted"):
        regressor().score(X, Y)


@pytest.mark.parametrize(
    ("arguments", "changes", "message"),
    [
        ({}, {"y": Y[:3]}, "X has 24 samples but y has 3; give one entry for each"),
        ({}, {"y": [*Y[:-1], np.nan]}, "y is nan in row 23; drop the sample"),
        ({}, {"y": ["x"] * 24}, "y must hold numbers"),
        ({}, {"X": [*X[:-1], np.zeros((2, 2))]}, "sequence 23 has 2 features, but"),
        ({}, {"sample_weight": [1]}, "sample_weight must have one number for each"),
        ({}, {"validation": (np.zeros((1, 3, 2)), [1])}, "sequence 0 has 2 features"),
        ({"scaling": "minmax"}, {}, "scaling='minmax' is unknown; choose"),
        ({"pooling": "sum"}, {}, "pooling='sum' is unknown; choose 'last'"),
    ],
)
def test_bad_input_gets_one_sentence(arguments, changes, message):
    data = {"X": X, "y": Y} | changes
    with pytest.raises(ValueError, match=message):
        regressor(**arguments).fit(**data)


def test_other_features_at_predict_get_one_sentence(fitted):
    with pytest.raises(ValueError, match="has 2 features, but the model was fitted on"):
        fitted.predict(np.zeros((1, 3, 2)))
    with pytest.raises(ValueError, match="X holds no sequences; give at least one"):
        fitted.predict([])
