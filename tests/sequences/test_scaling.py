"""Scalers against scikit-learn, transforms against their inverses."""

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

from seqkit.sequences.scaling import (
    SCALINGS,
    TRANSFORMS,
    Scaler,
    location_and_scale,
    restored,
    spread_within,
    transformed,
    window_location_and_scale,
)
from seqkit.sequences.windows import carry_forward

PEERS = {"standard": StandardScaler, "robust": RobustScaler, "minmax": MinMaxScaler}


def gappy(rows=60, features=3, seed=0):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(rows, features)) * [1, 1e-6, 1e6][:features] + 5
    values[rng.random(values.shape) < 0.2] = np.nan
    return values


@pytest.mark.parametrize("kind", SCALINGS)
@pytest.mark.parametrize("rows", [2, 3, 10, 61])
def test_scaler_equals_scikit_learn(kind, rows):
    values = gappy(rows)
    values[0] = 1.0  # no column is all missing

    scaled = Scaler(kind).fit(values).transform(values)

    expected = PEERS[kind]().fit_transform(values)
    expected *= 1.349 if kind == "robust" else 1
    np.testing.assert_allclose(scaled, expected, rtol=1e-9, atol=1e-9)


def test_robust_scaler_has_unit_width_for_normal_values():
    values = np.random.default_rng(0).normal(3, 7, size=(200_000, 1))

    scaler = Scaler("robust").fit(values)

    assert scaler.scale_[0] == pytest.approx(7, rel=0.02)
    assert scaler.location_[0] == pytest.approx(3, abs=0.1)


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(SCALINGS),
    values=arrays(
        "float64",
        st.tuples(st.integers(1, 12), st.integers(1, 3)),
        elements=st.floats(-1e200, 1e200) | st.floats(-10, 10) | st.just(np.nan),
    ),
)
def test_scaler_inverse_is_exact(kind, values):
    scaler = Scaler(kind).fit(values)

    back = scaler.inverse_transform(scaler.transform(values))

    largest = np.nan_to_num(np.abs(values)).max(axis=0)
    np.testing.assert_allclose(back / (largest + 1), values / (largest + 1), atol=1e-6)
    np.testing.assert_array_equal(np.isnan(back), np.isnan(values))
    assert (scaler.scale_ > 0).all()
    assert np.isfinite(scaler.location_).all()


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(SCALINGS),
    base=st.floats(-1e6, 1e6),
    values=arrays("float64", (8, 1), elements=st.floats(-1e3, 1e3)),
)
def test_scaler_inverse_is_exact_relative_to_the_value(kind, base, values):
    values = values + base
    scaler = Scaler(kind).fit(values)

    back = scaler.inverse_transform(scaler.transform(values))

    np.testing.assert_allclose(back, values, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("kind", SCALINGS)
def test_scaler_survives_json(kind):
    values = gappy()
    scaler = Scaler(kind).fit(values)

    back = Scaler.from_state(json.loads(json.dumps(scaler.to_state())))

    np.testing.assert_array_equal(back.transform(values), scaler.transform(values))
    assert back.to_state() == scaler.to_state()


@pytest.mark.parametrize("kind", SCALINGS)
@pytest.mark.parametrize("value", [0.0, 0.1, -7e-12, 1e300, 3.3e7])
@pytest.mark.parametrize("rows", [1, 7, 100_000])
def test_scaler_leaves_a_constant_series_at_scale_one(kind, value, rows):
    scaler = Scaler(kind).fit(np.full((rows, 1), value))

    assert scaler.location_[0] == pytest.approx(value, rel=1e-15)
    assert scaler.scale_[0] == 1


@pytest.mark.parametrize("kind", SCALINGS)
def test_scaler_of_missing_values_is_the_identity(kind):
    scaler = Scaler(kind).fit(np.full((5, 1), np.nan))

    assert scaler.transform(np.array([[2.5]])).tolist() == [[2.5]]


@pytest.mark.parametrize("kind", SCALINGS)
def test_scaler_takes_one_dimension_as_one_feature(kind):
    values = np.array([1.0, 2.0, 4.0])

    assert (
        Scaler(kind).fit(values).to_state()
        == Scaler(kind).fit(values[:, None]).to_state()
    )


def test_scaler_refuses_unknown_kinds():
    with pytest.raises(
        ValueError,
        match="kind='std' is unknown; choose 'standard', 'robust' or 'minmax'",
    ):
        Scaler("std")


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(SCALINGS),
    lengths=st.lists(st.integers(0, 9), min_size=1, max_size=6),
    seed=st.integers(0, 9),
)
def test_many_series_at_once_equal_one_at_a_time(kind, lengths, seed):
    values = gappy(sum(lengths) + 1, 2, seed)[:-1]
    offsets = np.concatenate([[0], np.cumsum(lengths)])

    location, scale = location_and_scale(values, offsets, kind)

    for series, (begin, end) in enumerate(pairwise(offsets)):
        if begin == end:
            assert location[series].tolist() == [0, 0]
            assert scale[series].tolist() == [1, 1]
            continue
        own = Scaler(kind).fit(values[begin:end])
        np.testing.assert_allclose(location[series], own.location_, rtol=1e-12)
        np.testing.assert_allclose(scale[series], own.scale_, rtol=1e-9)


def test_quartiles_equal_numpy():
    values = gappy(50, 2)

    location, scale = location_and_scale(values, np.array([0, 50]), "robust")

    low, middle, high = np.nanquantile(values, [0.25, 0.5, 0.75], axis=0)
    np.testing.assert_allclose(location[0], middle, rtol=1e-12)
    np.testing.assert_allclose(scale[0], (high - low) / 1.349, rtol=1e-12)


def test_window_last_takes_the_newest_real_value():
    values = np.array([[[1.0], [2.0], [9.0]], [[4.0], [5.0], [6.0]]])
    mask = np.array([[True, True, False], [True, True, True]])
    series_scale = np.array([[3.0], [4.0]])

    location, scale = window_location_and_scale(
        values, mask, "window_last", series_scale
    )

    assert location.tolist() == [[2.0], [6.0]]
    assert scale is series_scale


@pytest.mark.parametrize("padding", [0.0, 1e9, np.nan])
def test_window_standard_ignores_padding(padding):
    rng = np.random.default_rng(0)
    values = rng.normal(size=(4, 6, 2))
    mask = np.arange(6) < np.array([1, 3, 6, 4])[:, None]
    values[~mask] = padding
    least = np.full((4, 2), 1e-3)

    location, scale = window_location_and_scale(values, mask, "window_standard", least)

    for window in range(4):
        own = values[window][mask[window]]
        np.testing.assert_allclose(location[window], own.mean(axis=0), rtol=1e-12)
        np.testing.assert_allclose(
            scale[window], np.maximum(own.std(axis=0), 1e-5), rtol=1e-9
        )


@settings(max_examples=80, deadline=None)
@given(
    transform=st.sampled_from([None, *TRANSFORMS]),
    lengths=st.lists(st.integers(2, 9), min_size=1, max_size=4),
    data=st.data(),
)
def test_restored_undoes_transformed(transform, lengths, data):
    rows = sum(lengths)
    values = data.draw(arrays("float64", (rows, 2), elements=st.floats(0.01, 1e6)))
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    split = offsets[0] + 1  # forecast from the first row of the first series on

    changed = transformed(values, carry_forward(values, offsets), offsets, transform)
    newest = values[split - 1][None, None]
    back = restored(changed[None, split : offsets[1]], newest, transform)

    np.testing.assert_allclose(
        back[0], values[split : offsets[1]], rtol=1e-6, atol=1e-6
    )


def test_difference_skips_gaps_and_series_edges():
    nan = np.nan
    values = np.array([[nan], [1.0], [nan], [4.0], [9.0], [2.0], [nan], [7.0]])
    offsets = np.array([0, 5, 5, 8])

    changed = transformed(values, carry_forward(values, offsets), offsets, "difference")

    expected = [nan, nan, nan, 3.0, 5.0, nan, nan, 5.0]
    np.testing.assert_array_equal(changed.ravel(), expected)


@pytest.mark.parametrize("transform", ["log", "log1p"])
def test_logarithms_keep_missing_values(transform):
    values = np.array([[1.0], [np.nan]])

    changed = transformed(values, values, np.array([0, 2]), transform)

    expected = {"log": 0.0, "log1p": np.log(2)}[transform]
    np.testing.assert_allclose(changed, [[expected], [np.nan]])


def test_transform_none_returns_the_values():
    values = np.ones((2, 1))

    assert transformed(values, values, np.array([0, 2]), None) is values
    assert restored(values, values, None) is values


def test_restored_adds_differences_along_the_horizon():
    values = np.array([[[1.0], [2.0], [-4.0]]])[..., None].repeat(2, axis=-1)
    newest = np.array([[[10.0]]])[..., None]

    back = restored(values, newest, "difference")

    assert back[0, :, 0, 0].tolist() == [11, 13, 9]
    assert back[0, :, 0, 1].tolist() == [11, 13, 9]


def test_scaling_of_a_panel_equals_pandas():
    values = pd.DataFrame(gappy(90, 1)).assign(series=np.repeat(range(9), 10))

    location, scale = location_and_scale(
        values[[0]].to_numpy(), np.arange(10) * 10, "standard"
    )

    grouped = values.groupby("series")[0]
    np.testing.assert_allclose(location[:, 0], grouped.mean(), rtol=1e-12)
    np.testing.assert_allclose(scale[:, 0], grouped.std(ddof=0), rtol=1e-9)


def slow_spread(values, offsets, steps):
    """Cut stretches from the newest end of each series and average their variance."""
    rows = []
    for begin, end in pairwise(offsets):
        own = values[begin:end]
        count = max(len(own) // steps, 1)
        stretches = [own[len(own) - (k + 1) * steps :][:steps] for k in range(count)]
        stretches = [own] if len(own) < steps else stretches
        frames = [pd.DataFrame(part).var(ddof=0) for part in stretches]
        spread = np.sqrt(pd.concat(frames, axis=1).mean(axis=1).to_numpy())
        rows.append(np.where(spread > 0, spread, 1.0))
    return np.array(rows)


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 12), min_size=1, max_size=5),
    steps=st.integers(1, 5),
    seed=st.integers(0, 9),
)
def test_spread_within_equals_pandas(lengths, steps, seed):
    values = gappy(sum(lengths), 2, seed) * [1, 1e6]
    offsets = np.concatenate([[0], np.cumsum(lengths)])

    spread = spread_within(values, offsets, steps)

    np.testing.assert_allclose(spread, slow_spread(values, offsets, steps), rtol=1e-6)


def test_spread_within_leaves_a_trend_out():
    values = np.repeat(np.arange(50) * 100.0, 4)[:, None]
    values[1::2] += 2

    spread = spread_within(values, np.array([0, 200]), steps=4)

    np.testing.assert_allclose(spread, [[1.0]], rtol=1e-12)


def test_spread_within_of_an_empty_series_is_one():
    values = np.array([[1.0], [3.0]])

    spread = spread_within(values, np.array([0, 0, 2, 2]), steps=2)

    assert spread.tolist() == [[1.0], [1.0], [1.0]]
    wider = spread_within(values * 5, np.array([0, 0, 2]), steps=2)
    np.testing.assert_allclose(wider, [[1.0], [5.0]], rtol=1e-12)
