"""Dates as text: one reading, or one sentence."""

import pandas as pd
import pytest

from seqkit.sequences.frames import Roles, read_frame

DAYS = pd.date_range("2024-01-01", periods=40, freq="D")


def first_and_last(text):
    panel = read_frame(pd.DataFrame({"date": text, "y": 1.0}), Roles.named(time="date"))
    return panel.clock.times(panel.row_positions()[[0, -1]])


@pytest.mark.parametrize("form", ["%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y %H:%M", "%m/%d/%Y"])
def test_a_day_above_12_decides_for_the_whole_column(form):
    found = first_and_last(DAYS.strftime(form))
    assert found.tolist() == [DAYS[0], DAYS[-1]]


@pytest.mark.parametrize("form", ["%d-%m-%Y", "%m/%d/%Y"])
def test_dates_that_read_two_ways_are_refused(form):
    with pytest.raises(ValueError, match="at row 1, which may be 2024-0"):
        first_and_last(DAYS[:12].strftime(form))


def test_bad_date_among_day_first_dates_is_the_one_named():
    text = DAYS.strftime("%d-%m-%Y").tolist()
    text[30] = "soon"
    with pytest.raises(ValueError, match="'date' has 'soon' at row 30"):
        first_and_last(text)
