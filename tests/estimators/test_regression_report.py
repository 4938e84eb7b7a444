"""Reports on regressors: scores by hand, and what they say of a fitted network."""

import numpy as np
import pandas as pd
import pytest

from seqkit import SequenceRegressor
from seqkit.estimators.regression_report import Measured, regression_report
from seqkit.estimators.targets import NumberTarget


@pytest.fixture(scope="module")
def data():
    draw = np.random.default_rng(0)
    X = [draw.normal(size=n) for n in draw.integers(3, 7, 40)]
    return X, np.array([each.mean() * 10 + 50 for each in X])


@pytest.fixture(scope="module")
def model(data):
    return SequenceRegressor(units=(4,), epochs=2, random_state=0).fit(*data)


def test_scores_by_hand():
    target = NumberTarget.of(np.array([1.0, 3.0]))
    expected, predicted = np.array([[1.0], [3.0], [8.0]]), np.array([[2], [3], [4.0]])
    found = regression_report(Measured("abc", target, expected, predicted), {}, [], 2)
    row = found.scores.loc["regressor"]
    assert row["mae"] == pytest.approx(5 / 3)
    assert row["rmse"] == pytest.approx(np.sqrt(17 / 3))
    assert row["r2"] == pytest.approx(1 - 17 / 26)
    assert found.worst.to_numpy().tolist() == [["c", 8, 4, 4], ["a", 1, 2, 1]]


def test_several_numbers_by_hand():
    target = NumberTarget.of(pd.DataFrame({"m": [1.0, 3.0], "kg": [10.0, 50.0]}))
    expected = np.array([[1.0, 10.0], [3.0, 50.0]])
    predicted = np.array([[1.0, 30.0], [4.0, 50.0]])
    found = regression_report(
        Measured(range(2), target, expected, predicted), {}, [], 9
    )
    assert found.by_number.loc[["m", "kg"], "mae"].tolist() == [0.5, 10]
    assert found.scores.loc["regressor", "mae"] == 5.25
    np.testing.assert_allclose(found.worst["error"], [np.sqrt(0.5)] * 2)
    assert found.worst["predicted"].tolist() == [(1, 30), (4, 50)]


def test_baselines_stand_in_the_units_of_the_user(data, model):
    X, y = data
    with pytest.warns(UserWarning, match="the network's r2 .* 'summaries'") as told:
        scores = model.report(X, y, train=data).scores
    assert [each.filename for each in told] == [__file__]
    assert scores.index.tolist() == ["regressor", "mean", "summaries"]
    assert scores.loc["mean", "rmse"] == pytest.approx(y.std(), rel=1e-6)
    assert scores.loc["mean", "r2"] == pytest.approx(0, abs=1e-6)
    assert scores.loc["summaries", "mae"] < 1
    assert scores.loc["regressor", "r2"] == pytest.approx(model.score(X, y), rel=1e-6)


def test_one_row_has_no_r2_and_none_is_an_error(data, model):
    X, y = data
    one = model.report(X[:1], y[:1], train=data)
    assert one.scores["r2"].isna().all()
    assert one.scores["mae"].notna().all()
    assert "–" in one._repr_html_()
    with pytest.raises(ValueError, match="X holds no sequences; give at least one"):
        model.report([], [])


def test_the_worst_are_named_as_the_user_names_them(data, model):
    X = pd.DataFrame(np.random.default_rng(1).normal(size=(3, 4)), index=list("abc"))
    found = model.report(X, [50.0, 1e6, 51.0], worst=1).worst
    assert found["row"].tolist() == ["b"]
    assert found["expected"].tolist() == [1e6]
    assert found["predicted"][0] == pytest.approx(model.predict(X)["b"], rel=1e-6)
