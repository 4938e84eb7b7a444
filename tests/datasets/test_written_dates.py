"""Written dates, read back by other rules than those that wrote them."""

import re
from collections import Counter
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.datasets import written_dates
from seqkit.datasets.written_dates import FORMS, write_date

SPLITS = ("train", "validation", "test")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
          "dec"]  # fmt: skip
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@cache
def many(split):
    return written_dates(3000, split=split, random_state=1)


def pairs_of(texts):
    return list(zip(texts.sources, texts.targets, strict=True))


def full_year(number):
    return number + (1900 if number >= 69 else 2000) if number < 100 else number


def read(text):
    """Return the date of a text, and the day of the week it names, or None."""
    lowered = text.lower()
    letters = [word[:3] for word in re.findall("[a-z]+", lowered)]
    month = [MONTHS.index(word) + 1 for word in letters if word in MONTHS]
    weekday = [DAYS.index(word) for word in letters if word in DAYS]
    packed = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", lowered)
    numbers = list(map(int, packed.groups() if packed else re.findall(r"\d+", lowered)))
    if numbers[0] > 31:
        year, *rest = numbers
        found = date(year, *(month or rest[:1]), rest[-1])
    else:
        found = date(full_year(numbers[-1]), *(month or numbers[1:2]), numbers[0])
    return found, weekday[0] if weekday else None


@pytest.mark.parametrize("split", SPLITS)
def test_dates_are_read_back_as_they_were_written(split):
    weekdays = 0
    for source, target in pairs_of(many(split)):
        found, weekday = read(source)
        assert found.isoformat() == target, source
        assert weekday in (None, found.weekday()), source
        weekdays += weekday is not None
    assert weekdays > 300


@given(st.dates(date(1969, 1, 1), date(2068, 12, 31)), st.sampled_from(FORMS))
def test_every_form_says_the_whole_date(day, form):
    assert read(write_date(day, form))[0] == day


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("{nth} of {month} {year}", "29th of February 2000"),
        ("{weekday}, {day} {month} {year}", "Tuesday, 29 February 2000"),
        ("{wkd}, {mon} {day} {year}", "Tue, Feb 29 2000"),
        ("{dd}/{mm}/{yy}", "29/02/00"),
        ("{day}/{m}/{year}", "29/2/2000"),
        ("{short} {day}, {year}", "Feb. 29, 2000"),
        ("{year}{mm}{dd}", "20000229"),
    ],
)
def test_leap_day_is_written_in_known_ways(form, text):
    assert form in FORMS
    assert write_date(date(2000, 2, 29), form) == text


def test_ordinals_have_their_endings():
    days = [1, 2, 3, 4, 11, 12, 13, 20, 21, 22, 23, 30, 31]
    written = " ".join(write_date(date(2021, 1, day), "{nth}") for day in days)
    assert written == "1st 2nd 3rd 4th 11th 12th 13th 20th 21st 22nd 23rd 30th 31st"


def test_may_is_not_abbreviated():
    assert write_date(date(2021, 5, 3), "{short} {day}, {year}") == "May 3, 2021"


def test_forms_are_as_many_as_the_help_says():
    assert len(set(FORMS)) == 32
    assert "in 32 ways" in written_dates.__doc__


def test_years_and_cases_and_forms_vary():
    sources = many("train").sources
    years = {int(target[:4]) for target in many("train").targets}
    assert min(years) == 1900
    assert max(years) == 2099
    assert len(years) == 200
    letters = [text for text in sources if re.search("[A-Za-z]{3}", text)]
    cases = Counter(
        "u" if x.isupper() else "l" if x.islower() else "m" for x in letters
    )
    assert all(cases[case] > 0.2 * len(letters) for case in "ulm")
    shapes = Counter(
        re.sub("[a-z]+", "a", re.sub(r"\d", "0", x.lower())) for x in sources
    )
    assert len(shapes) > 25


def test_no_date_is_in_two_splits_and_none_is_written_twice_alike():
    dates = [set(many(split).targets) for split in SPLITS]
    assert sum(map(len, dates)) == len(set.union(*dates))
    for split in SPLITS:
        assert len(set(many(split).sources)) == 3000


def test_dates_are_the_same_for_the_same_seed_and_no_other():
    one, again, other = (written_dates(20, random_state=seed) for seed in (3, 3, 4))
    assert one == again
    assert one.sources != other.sources
    assert written_dates(5, random_state=3).sources == one.sources[:5]
    generator = np.random.default_rng(3)
    assert written_dates(20, random_state=generator) == one
    assert written_dates(20, random_state=generator) != one


def test_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="count must be a whole number >= 1, got 0"):
        written_dates(0)
    with pytest.raises(ValueError, match="split='dev' is unknown; choose 'train', 'va"):
        written_dates(2, split="dev")
