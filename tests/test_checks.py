"""Sentences about bad input: what was expected, what came, where, what to do."""

import re

import numpy as np
import pandas as pd
import pytest

from seqkit import checks


def says(words, check, *arguments, error=ValueError, **named):
    with pytest.raises(error, match=re.escape(words)):
        check(*arguments, **named)


def test_listed_writes_like_a_person():
    assert checks.listed([]) == ""
    assert checks.listed(["a"]) == "'a'"
    assert checks.listed(["a", "b", None]) == "'a', 'b' or None"
    assert checks.listed("ab", "and") == "'a' and 'b'"


def test_choice_names_the_choices():
    checks.check_choice("cell", "gru", ("lstm", "gru"))
    checks.check_choice("scaling", None, ("x", None))

    says("cell='lsmt' is unknown; choose 'lstm' or 'gru'",
         checks.check_choice, "cell", "lsmt", ("lstm", "gru"))  # fmt: skip


def test_together_names_what_fits():
    checks.check_together("quantiles", False, "difference", ["log"])

    says("quantiles does not go with 'difference'; choose 'log'",
         checks.check_together, "quantiles", True, "difference", ["log"])  # fmt: skip


def test_no_y_points_to_the_frame():
    checks.check_no_y(None)

    says("got a separate y; name its column", checks.check_no_y, [1])


@pytest.mark.parametrize("value", [3, np.int8(3), np.int64(3)])
def test_count_returns_an_int(value):
    assert type(checks.check_count("n", value)) is int


@pytest.mark.parametrize("value", [2, True, 3.0, "3", None, np.float64(3)])
def test_count_refuses(value):
    says(
        f"n must be a whole number >= 3, got {value!r}",
        checks.check_count,
        "n",
        value,
        3,
    )


def test_number_respects_its_bounds():
    assert checks.check_number("x", 0, 0, 1) == 0.0
    assert checks.check_number("x", np.float32(0.5), 0, 1) == 0.5

    for value in (1, -0.1, np.nan, np.inf, True, "0.5", None):
        says(f"x must be a number in [0, 1), got {value!r}",
             checks.check_number, "x", value, 0, 1)  # fmt: skip
    says("in (0, 1), got 0", checks.check_number, "x", 0, 0, 1, low_ok=False)


def test_units_become_a_tuple():
    assert checks.check_units(8) == (8,)
    assert checks.check_units([8, np.int64(4)]) == (8, 4)

    for units in ((), "64", None, 1.5):
        says("units must name one size per layer", checks.check_units, units)
    says("each of units must be a whole number >= 1, got 0", checks.check_units, (8, 0))


def test_levels_are_increasing_and_inside():
    assert checks.check_levels(None) == ()
    assert checks.check_levels(0.5) == (0.5,)
    assert checks.check_levels(np.array([0.1, 0.9])) == (0.1, 0.9)

    for levels in (
        (),
        (0.9, 0.1),
        (0.5, 0.5),
        (0, 0.5),
        (0.5, 1),
        ("a",),
        "0.5",
        ["x", 1],
    ):
        says("quantiles must be increasing levels between 0 and 1",
             checks.check_levels, levels)  # fmt: skip


def test_names_become_a_tuple():
    assert checks.check_names("past", None) == ()
    assert checks.check_names("past", "a") == ("a",)
    assert checks.check_names("past", 0) == (0,)
    assert checks.check_names("past", ["a", 1]) == ("a", 1)
    assert checks.check_names("past", pd.Index(["a"])) == ("a",)

    says("past= must be a column name or a list of them, got {",
         checks.check_names, "past", {"a": 1}, error=TypeError)  # fmt: skip


def test_columns_give_a_hint_or_a_list():
    columns = pd.Index([*"abcdefghij", "price", 5])

    checks.check_columns("past", ["a", 5], columns)
    says("past='prise' is not a column of the frame; did you mean 'price'?",
         checks.check_columns, "past", ["a", "prise"], columns)  # fmt: skip
    says("it has 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h' and 4 more",
         checks.check_columns, "past", ["zzz"], columns)  # fmt: skip


def test_disjoint_names_both_parts():
    checks.check_disjoint({"target": ("a",), "past": ("b",), "id": ()})

    says("column 'a' is named in target= and in id=; give each column one part",
         checks.check_disjoint, {"target": ("a", "b"), "id": ("a",)})  # fmt: skip


def test_place_is_empty_for_one_series():
    assert checks.place(None) == ""
    assert checks.place(np.int64(7)) == " of series 7"
    assert checks.place("a") == " of series 'a'"
    assert (
        checks.place(pd.Timestamp("2024-01-01")) == " of series '2024-01-01 00:00:00'"
    )


def test_unique_times_look_inside_each_series():
    times = pd.Index([1, 2, 2, 3, 3])

    checks.check_unique_times(times, np.array([0, 0, 1, 1, 2]), pd.Index(list("abc")))
    says("timestamp 3 of series 'b' stands in two rows (1 such rows in all); drop or",
         checks.check_unique_times, times, np.array([0, 0, 1, 1, 1]),
         pd.Index(list("ab")))  # fmt: skip


def test_finite_names_the_first_bad_row():
    values, rows = np.array([1.0, np.nan, -np.inf, np.inf]), pd.RangeIndex(10, 14)

    checks.check_finite("y", values[:2], rows)
    says("column 'y' of series 'c' has -inf at 12 (2 infinite values in all); replace",
         checks.check_finite, "y", values, rows, list("abcd"))  # fmt: skip


def test_some_observed_names_the_series():
    checks.check_some_observed("y", np.array([1, 2]), None)

    says("target 'y' of series 'b' has no observed value, only NaN; drop it",
         checks.check_some_observed, "y", np.array([1, 0]),
         pd.Index(list("ab")))  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pd.Series([1, 2], dtype="int8"), [1, 2]),
        (pd.Series([1, None], dtype="Int64"), [1, np.nan]),
        (pd.Series([True, None], dtype="boolean"), [1, np.nan]),
        (pd.Series([True, None, 2.5], dtype=object), [1, np.nan, 2.5]),
        (pd.Series(["1e3", None, " 2 "], dtype="str"), [1000, np.nan, 2]),
        (pd.Series(["1", None], dtype="string"), [1, np.nan]),
        (pd.Series([None, None], dtype=object), [np.nan, np.nan]),
    ],
)
def test_numeric_returns_floats(values, expected):
    found = checks.check_numeric("y", values, pd.RangeIndex(len(values)))

    assert found.dtype == "float64"
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (pd.Series([1, "x"], dtype=object, index=[9, 9]), "'x' at 6"),
        (pd.Series([None, "x"], dtype="string"), "'x' at 6"),
        (pd.Series([2, 1], dtype="category"), "2 at 5"),
        (pd.Series(pd.to_datetime(["2024-01-01"])), "'2024-01-01 00:00:00' at 5"),
        (
            pd.Series([pd.Timestamp("2024-01-01")], dtype=object),
            "'2024-01-01 00:00:00' at 5",
        ),
        (pd.Series(pd.to_timedelta(["1h"])), "at 5"),
        (pd.Series([1j]), "1j at 5"),
        (pd.Series([1j], dtype=object), "1j at 5"),
        (pd.Series([[1]], dtype=object), "[1] at 5"),
    ],
)
def test_numeric_names_the_first_bad_row(values, shown):
    rows = pd.RangeIndex(5, 5 + len(values))

    says("target 'y' must be numeric, got ", checks.check_numeric, "y", values, rows)
    says(shown, checks.check_numeric, "y", values, rows)
    says(" of series 'b' must be numeric" if len(values) > 1 and "6" in shown
         else " of series 'a' must be numeric",
         checks.check_numeric, "y", values, rows, list("ab"))  # fmt: skip


def test_trainable_names_the_longest_series():
    checks.check_trainable(np.array([3, 9]), 5, 4)

    says("horizon 5 + a context of 5 = 10 rows, but the longest series has 9; shorten",
         checks.check_trainable, np.array([3, 9]), 5, 5)  # fmt: skip


def test_transformable_names_series_and_time():
    from seqkit.sequences.frames import Roles, read_frame

    frame = pd.DataFrame(
        {"id": list("aabb"), "t": [1, 2, 1, 2], "y": [1, np.nan, 2, 0]}
    )
    panel = read_frame(frame, Roles.named("y", "id", "t"))

    checks.check_transformable("log1p", panel)
    checks.check_transformable(None, panel)
    says("transform='log' needs values above 0, but target 'y' of series 'b' is 0 at 2",
         checks.check_transformable, "log", panel)  # fmt: skip


def test_frequency_sentences():
    says(
        "no frequency can be inferred: why; pass freq=", checks.reject_frequency, "why"
    )
    says("freq='x' is no frequency of this data (why); pass one like",
         checks.reject_unknown_frequency, "x", "why")  # fmt: skip
    says("run past 2262-04-11 23:47:16.854775807, the end of unit 'ns'",
         checks.reject_overflow, "ns")  # fmt: skip
    says(
        "run past the last timestamp, the end of unit 's'", checks.reject_overflow, "s"
    )


def test_dense_allows_gaps():
    checks.check_dense(5_000_000, 2, "s")
    checks.check_dense(50_000_000, 1_000_000, "s")

    says("frequency 's' makes 20000000 rows out of 1000; pass the freq= the data has",
         checks.check_dense, 20_000_000, 1_000, "s")  # fmt: skip


def test_scorable_cutoffs_and_short_sentences():
    checks.check_scorable(1, 5, 5)
    checks.check_cutoffs(9, 5, 4, 1)

    says("the data has 5 rows with its lookback, but horizon 7 needs more",
         checks.check_scorable, 0, 5, 7)  # fmt: skip
    says("4 windows with stride 2 and horizon 5 take 11 rows, but the longest series "
         "has 11", checks.check_cutoffs, 11, 5, 4, 2)  # fmt: skip
    says("X has 1 rows, but 2 are needed; add", checks.reject_short, "X", 1, 2, "add")


def test_network_must_be_a_keras_model():
    says("returned NoneType", checks.reject_network, None, error=TypeError)


def test_warnings_say_what_to_do():
    words = "MASE 1.23 is worse than 1.1 of the baseline 'drift': use .* try more data"
    with pytest.warns(UserWarning, match=words):
        checks.warn_beaten("MASE", 1.234, "drift", 1.1, "more data")
    with pytest.warns(UserWarning, match=r"2 series \('a', 'c'\) too short"):
        checks.warn_fallback(pd.Index(list("abc")), np.array([0, 2]))
    with pytest.warns(UserWarning, match="1 series too short"):
        checks.warn_fallback(None, np.array([0]))
