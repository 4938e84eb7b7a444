"""Time series in the archives' format."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.readers import read_ts

HEADER = "#A toy.\n@problemName toy\n@univariate false\n@dimensions 2\n"
CLASSES = "@classLabel true up down\n"


def test_series_have_steps_and_features(write):
    rows = "1,2.5,-3e1:0,1,0:up\n\n4:5:down\n"
    read = read_ts(write(HEADER + CLASSES + "@data\n" + rows))
    np.testing.assert_array_equal(read.series[0], [[1, 0], [2.5, 1], [-30, 0]])
    np.testing.assert_array_equal(read.series[1], [[4, 5]])
    assert read.series[0].dtype == np.float64
    assert read.labels.tolist() == ["up", "down"]
    assert repr(read) == (
        "LabelledSeries(series: 2, timesteps: 4, features: 2, labels: 2; "
        "skipped: 1 comment lines)"
    )


def test_missing_values_are_nan(write):
    read = read_ts(write("@classLabel true a\n@data\n1,?,3:a\n? , 2,NaN:a\n"))
    np.testing.assert_array_equal(read.series[0][:, 0], [1, np.nan, 3])
    np.testing.assert_array_equal(read.series[1][:, 0], [np.nan, 2, np.nan])


def test_names_of_the_header_have_no_case(write):
    text = "@UNIVARIATE TRUE\n@ClassLabel True a b\n@DATA\n1,2:b\n"
    assert read_ts(write(text)).labels.tolist() == ["b"]


def test_target_is_a_number(write):
    read = read_ts(write("@targetlabel true\n@data\n1,2:0.5\n3,4:-2\n"))
    assert read.labels.dtype == np.float64
    assert read.labels.tolist() == [0.5, -2]


def test_series_may_have_no_labels(write):
    read = read_ts(write("@classLabel false\n@data\n1,2:3,4\n5:6\n"))
    assert read.labels is None
    assert [series.shape for series in read.series] == [(2, 2), (1, 2)]


def test_classes_need_not_be_declared(write):
    assert read_ts(write("@classLabel true\n@data\n1:x y\n")).labels.tolist() == ["x y"]


def test_unknown_header_lines_are_counted(write):
    read = read_ts(write("@missing false\n@mood good\n@data\n1,2\n"))
    assert read.skipped == {"unknown header lines": 1}


@pytest.mark.parametrize(
    ("header", "row", "words"),
    [
        ("", "1,x:a", "value 1 is 'x', not a number; mend it, or write '?' where"),
        ("", "1,,2:a", "value 1 is '', not a number"),
        ("", "1,2", "the row has 0 dimensions beside its label, expected 1; divide"),
        ("", "1:2:a", "the row has 2 dimensions beside its label, expected 1"),
        ("@dimensions 2", "1:a", "the row has 1 dimensions beside its label, expect"),
        ("@dimensions 2", "1,2:3:a", "dimension 1 has 1 steps, but dimension 0 has 2"),
        ("", "1:c", "the label 'c' is not among 'a', 'b' of @classLabel; mend"),
        ("", "(0,1),(1,2):a", "values with timestamps are not read; write the values"),
        ("@equalLength true\n@seriesLength 3", "1,2:a", "the series has 2 steps, expe"),
        ("@targetLabel true", "1,2:a", "value 0 is 'a', not a number"),
    ],
)
def test_bad_row_is_named(write, header, row, words):
    good = {"@dimensions 2": "1,2:3,4:a", "@targetLabel true": "1:2"}
    first = good.get(header, "1,2,3:a")
    classes = "" if "target" in header else "@classLabel true a b"
    path = write("\n".join([header, classes, "@data", first, row]) + "\n")
    line = 5 + header.count("\n")
    with pytest.raises(ValueError, match=re.escape(f"{path} line {line}: {words}")):
        read_ts(path)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("@timestamps true", "values with timestamps are not read"),
        ("@timestamps", "@timestamps must be followed by true or false; mend the head"),
        ("@univariate yes", "@univariate must be followed by true or false"),
        ("@dimension two", "@dimension must be followed by a whole number"),
        ("1,2:a", "expected a line that begins with '@' or '#', since @data has not"),
    ],
)
def test_bad_header_is_named(write, line, words):
    path = write(f"#comment\n{line}\n@data\n1,2\n")
    with pytest.raises(ValueError, match=re.escape(f"{path} line 2: {words}")):
        read_ts(path)


def test_file_without_data_is_named(write):
    with pytest.raises(ValueError, match="has no line @data; check that it is a whole"):
        read_ts(write(HEADER))
    with pytest.raises(ValueError, match="holds no series; check that it is whole"):
        read_ts(write(HEADER + "@data\n"))


numbers = st.floats(allow_infinity=False) | st.integers(-9, 9).map(float)
series = st.integers(1, 3).flatmap(
    lambda features: st.lists(
        st.lists(st.tuples(*[numbers] * features), min_size=1, max_size=5),
        min_size=1,
        max_size=4,
    )
)


@settings(max_examples=50, deadline=None)
@given(series, st.booleans())
def test_read_inverts_write(scratch, data, labelled):
    rows = [
        ":".join(
            ",".join("?" if value != value else repr(value) for value in dimension)
            for dimension in zip(*steps, strict=True)
        )
        for steps in data
    ]
    end = ":k" if labelled else ""
    header = f"@classLabel {str(labelled).lower()}\n@data\n"
    scratch.write_text(header + "".join(f"{row}{end}\n" for row in rows))
    read = read_ts(scratch)
    for found, steps in zip(read.series, data, strict=True):
        np.testing.assert_array_equal(found, steps)
    assert labelled == (read.labels is not None)
