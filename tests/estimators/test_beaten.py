"""A word of warning: who is named, by which score, and where nothing is said."""

import warnings

import numpy as np
import pandas as pd
import pytest

from seqkit.estimators.beaten import warn_if_beaten

SCORES = pd.DataFrame(
    {"f1": [0.5, 0.7, 0.8, np.nan], "mae": [2.0, 3.0, 1.5, np.nan]},
    index=["network", "mean", "ridge", "slow"],
)


@pytest.mark.parametrize(
    ("metric", "higher", "found"),
    [("f1", True, "f1 0.5 is worse than 0.8"), ("mae", False, "mae 2 is worse than 1")],
)
def test_best_baseline_is_named_beside_the_network(metric, higher, found):
    words = f"the network's {found}.* of the baseline 'ridge': use .* try more data$"
    with pytest.warns(UserWarning, match=words):
        warn_if_beaten(SCORES, metric, "more data", higher_is_better=higher)


@pytest.mark.parametrize(
    "scores",
    [
        {"network": 0.9, "mean": 0.8},
        {"network": 0.8, "mean": 0.8},
        {"network": 0.8, "mean": np.nan},
        {"network": np.nan, "mean": 0.8},
        {"network": 0.8},
    ],
)
def test_nothing_is_said_where_no_baseline_is_better(scores):
    table = pd.DataFrame({"f1": scores, "mae": {k: -v for k, v in scores.items()}})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_if_beaten(table, "f1", "more data")
        warn_if_beaten(table, "mae", "more data", higher_is_better=False)
