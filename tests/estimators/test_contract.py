"""The contract every estimator keeps, whatever its task."""

import copy
import inspect
import io
import pickle

import joblib
import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

import seqkit
from seqkit import Forecaster
from seqkit.keras_backend import keras

pytestmark = pytest.mark.slow

SHARED = {
    *("cell", "units", "bidirectional", "dropout", "learning_rate", "batch_size"),
    *("epochs", "patience", "validation_fraction", "random_state", "verbose"),
    *("callbacks", "network"),
}


class Case:
    """One estimator with the data and arguments that a quick fit needs."""

    def __init__(self, estimator, data, roles=None):
        self.estimator, self.data, self.roles = estimator, data, roles or {}

    def fitted(self):
        return clone(self.estimator).fit(self.data, **self.roles)


@pytest.fixture
def case(daily):
    estimator = Forecaster(5, lookback=14, units=(4,), epochs=2, random_state=0)
    return Case(estimator, daily, {"target": "sales"})


def test_constructor_only_stores(case):
    kind = type(case.estimator)
    names = list(inspect.signature(kind).parameters)
    marks = {name: object() for name in names}
    made = kind(**marks)
    assert {name: getattr(made, name) for name in names} == marks
    assert set(vars(made)) == set(names)


def test_shared_arguments_are_there(case):
    assert set(case.estimator.get_params()) >= SHARED


def test_params_clone_and_set(case):
    copied = clone(case.estimator)
    assert copied.get_params() == case.estimator.get_params()
    assert copied.set_params(units=(3,), epochs=1).units == (3,)


def test_fit_returns_self_and_learns(case):
    estimator = clone(case.estimator)
    assert estimator.fit(case.data, **case.roles) is estimator
    check_is_fitted(estimator)
    assert isinstance(estimator.network_, keras.Model)
    assert {"loss", "learning_rate", "seconds"} <= set(estimator.history_)
    assert len(estimator.history_) == 2
    assert estimator.get_params() == case.estimator.get_params()


def test_unfitted_is_known_as_such(case):
    with pytest.raises(ValueError, match="is not fitted"):
        check_is_fitted(case.estimator)


def test_joblib_and_pickle_round_trip(case):
    fitted = case.fitted()
    packed = io.BytesIO()
    joblib.dump(fitted, packed)
    packed.seek(0)
    expected = fitted.predict()
    for again in (joblib.load(packed), pickle.loads(pickle.dumps(fitted))):
        pd.testing.assert_frame_equal(again.predict(), expected)
    pd.testing.assert_frame_equal(copy.deepcopy(fitted).predict(), expected)


def test_save_and_load_round_trip(case, tmp_path):
    fitted = case.fitted()
    fitted.save(tmp_path / "model.seqkit")
    again = seqkit.load(tmp_path / "model.seqkit")
    assert type(again) is type(fitted)
    assert again.get_params() == fitted.get_params()
    pd.testing.assert_frame_equal(again.predict(), fitted.predict(), rtol=1e-6)
    pd.testing.assert_frame_equal(again.history_, fitted.history_)


def test_equal_seeds_give_equal_scores(case):
    half = len(case.data) // 2
    scores = [
        clone(case.estimator)
        .fit(case.data[:half], **case.roles)
        .score(case.data[half:])
        for _ in range(2)
    ]
    assert scores[0] == scores[1]
    assert isinstance(scores[0], float)


def test_cross_val_score_runs(case):
    folds = TimeSeriesSplit(2, test_size=20)
    scores = cross_val_score(case.estimator, case.data, cv=folds, params=case.roles)
    assert np.isfinite(scores).all()


def test_grid_search_over_lookback(case):
    search = GridSearchCV(
        case.estimator, {"lookback": [7, 14]}, cv=TimeSeriesSplit(2, test_size=20)
    )
    search.fit(case.data, **case.roles)
    assert search.best_params_["lookback"] in (7, 14)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert len(search.predict(case.data)) == 5


def test_pipeline_ends_in_it(case):
    pipe = Pipeline([("model", clone(case.estimator))])
    pipe.fit(case.data, **{f"model__{k}": v for k, v in case.roles.items()})
    assert len(pipe.predict(case.data)) == 5
