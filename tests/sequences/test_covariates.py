"""Covariates of every dtype as float32 features."""

import json

import numpy as np
import pandas as pd
import pytest

from seqkit.sequences import CovariateEncoder
from seqkit.sequences.covariates import MOST_LEVELS


def fitted(column):
    return CovariateEncoder().fit(pd.DataFrame({"c": column}))


def encoded(encoder, column):
    return encoder.transform(pd.DataFrame({"c": column}))


def test_numbers_are_standardised_and_missing_is_the_mean():
    encoder = fitted([1.0, 2.0, np.nan, 3.0])

    found = encoded(encoder, [2.0, np.nan, 2 + np.sqrt(2 / 3)])

    np.testing.assert_allclose(found, [[0], [0], [1]], atol=1e-6)
    assert found.dtype == "float32"


@pytest.mark.parametrize(
    "dtype", ["int8", "Int64", "Float32", "bool", "boolean", object]
)
def test_kinds_of_numbers_encode_alike(dtype):
    column = pd.Series([1, 0, 0, 1, 0]).astype(bool if dtype is object else dtype)

    encoder = fitted(column.astype(dtype))

    expected = encoded(fitted([1.0, 0, 0, 1, 0]), [0.0, 1.0])
    np.testing.assert_array_equal(encoded(encoder, [0.0, 1.0]), expected)
    np.testing.assert_array_equal(encoded(encoder, column[1::2]), expected[[0, 1]])


@pytest.mark.parametrize("dtype", [object, "boolean"])
def test_booleans_with_gaps_are_numbers(dtype):
    column = pd.Series([True, None, False, True], dtype=dtype)

    found = encoded(fitted(column), column)

    assert found.shape == (4, 1)
    assert found[1] == 0
    assert found[0] == found[3] > 0 > found[2]


def test_levels_are_one_hot_by_frequency_then_name():
    encoder = fitted(["b", "a", "c", "c", "a", "d"])

    found = encoded(encoder, ["a", "c", "b", "d"])

    np.testing.assert_array_equal(found, np.eye(4))


@pytest.mark.parametrize("value", ["new", None, np.nan, pd.NA, "nan", "None", 3])
def test_unknown_and_missing_levels_are_all_zero(value):
    encoder = fitted(["a", None, "b", "a"])

    found = encoded(encoder, pd.Series([value, "a"], dtype=object))

    assert found.tolist() == [[0, 0], [1, 0]]


def test_text_nan_is_a_level_of_its_own():
    found = encoded(fitted(["nan", None, "nan"]), ["nan", None])

    assert found.tolist() == [[1], [0]]


@pytest.mark.parametrize(
    "column",
    [
        pd.Categorical(["u", "v", "u"], categories=["w", "u", "v"]),
        pd.Series(["u", "v", "u"], dtype="string"),
        pd.Series(["u", "v", "u"], dtype=object),
    ],
)
def test_kinds_of_levels_encode_alike(column):
    assert encoded(fitted(column), ["u", "v", "w"]).tolist() == [[1, 0], [0, 1], [0, 0]]


@pytest.mark.parametrize(
    "given", [[1, 2], [1.0, 2.0], ["1", "2"], pd.Categorical([1, 2])]
)
def test_whole_number_levels_match_in_any_dtype(given):
    encoder = fitted(pd.Categorical([1, 1, 2]))

    assert encoded(encoder, given).tolist() == [[1, 0], [0, 1]]


def test_levels_beyond_the_limit_are_all_zero():
    names = [f"level {number:03}" for number in range(MOST_LEVELS + 20)]
    column = names + names[50:]  # the later ones are more frequent

    found = encoded(fitted(column), names)

    assert found.shape == (MOST_LEVELS + 20, MOST_LEVELS)
    assert found[50:].sum(axis=1).tolist() == [1] * (MOST_LEVELS - 30)
    assert found[:50].sum(axis=1).tolist() == [1] * 30 + [0] * 20


def test_columns_keep_their_order():
    frame = pd.DataFrame({"b": ["x", "y"], "a": [0.0, 2.0], ("t", 1): [True, False]})

    found = CovariateEncoder().fit(frame).transform(frame[[("t", 1), "a", "b"]])

    np.testing.assert_array_equal(found, [[1, 0, -1, 1], [0, 1, 1, -1]])


def test_no_columns_give_no_features():
    frame = pd.DataFrame(index=pd.RangeIndex(3))

    assert CovariateEncoder().fit(frame).transform(frame).shape == (3, 0)


def test_no_rows_give_no_rows():
    encoder = fitted(["a", "b"])

    assert encoded(encoder, pd.Series([], dtype=object)).shape == (0, 2)


def test_encoder_survives_json():
    frame = pd.DataFrame(
        {
            "number": [1.5, np.nan, 2.5],
            "word": ["ä", None, "b"],
            "flag": [True, None, False],
            7: pd.Categorical([3, 1, 3]),
            ("t", 1): [1, 2, 3],
        }
    )
    encoder = CovariateEncoder().fit(frame)

    back = CovariateEncoder.from_state(json.loads(json.dumps(encoder.to_state())))

    np.testing.assert_array_equal(back.transform(frame), encoder.transform(frame))
    assert back.to_state() == encoder.to_state()


def test_infinite_value_is_named():
    with pytest.raises(
        ValueError, match=r"column 'c' has inf at 1 \(1 infinite values"
    ):
        fitted([1.0, np.inf])
    with pytest.raises(ValueError, match="column 'c' has -inf at 0"):
        encoded(fitted([1.0, 2.0]), [-np.inf])


def test_text_in_a_numeric_column_is_named():
    with pytest.raises(ValueError, match="covariate 'c' must be numeric, got 'x' at 1"):
        encoded(fitted([1.0, 2.0]), ["1", "x"])
