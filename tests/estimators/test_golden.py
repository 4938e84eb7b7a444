"""Files of earlier releases: they load, and predict what they predicted then."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit.estimators import artifact

pytestmark = pytest.mark.slow

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.seqkit"))
FORECASTS = [path for path in GOLDEN if path.with_suffix(".csv").exists()]
OTHERS = [path for path in GOLDEN if path not in FORECASTS]


def estimator_in(path):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("estimator.json"))["estimator"]


@pytest.mark.parametrize("path", FORECASTS, ids=lambda path: path.stem)
def test_forecasts_are_those_of_the_release(path):
    expected = pd.read_csv(path.with_suffix(".csv"), index_col=0, parse_dates=True)
    forecast = seqkit.load(path).predict()
    assert (forecast.index == expected.index).all()
    np.testing.assert_allclose(forecast, expected, rtol=1e-4)


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_predictions_are_those_of_the_release(path):
    written = json.loads(path.with_suffix(".json").read_text())
    model = seqkit.load(path)
    assert model.predict(written["X"]) is not None
    for verb, expected in written["results"].items():
        found = getattr(model, verb)(written["X"])
        for one, other in zip(found, expected, strict=True):
            assert_near(np.asarray(one), np.asarray(other))


def assert_near(found, expected):
    """Require equal labels, and numbers that are equal but for rounding."""
    if expected.dtype.kind == "f":
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)
    else:
        assert found.tolist() == expected.tolist()


def test_every_estimator_has_a_golden_file():
    assert {estimator_in(path) for path in GOLDEN} == set(artifact._HOMES)


def test_golden_files_are_small():
    assert {path.name for path in GOLDEN if path.stat().st_size > 60_000} == set()
