"""Dates as people write them, with the same day as year, month and day.

The day comes before the month wherever both are numbers, unless the year comes first.
"""

from collections.abc import Callable
from datetime import date
from zlib import crc32

import numpy as np

from seqkit import checks
from seqkit.readers import ParallelTexts

RandomState = int | np.random.Generator | None

_SPLITS = ("train", "validation", "test")
_FIRST, _LAST = date(1900, 1, 1).toordinal(), date(2099, 12, 31).toordinal()
_FIRST_SHORT, _LAST_SHORT = 1969, 2068  # the years that two digits can mean
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_CASES: tuple[Callable[[str], str], ...] = (str, str, str.lower, str.upper)
FORMS = (
    "{day} {month} {year}",
    "{day} {mon} {year}",
    "{dd} {month} {year}",
    "{day}-{mon}-{year}",
    "{day} {mon} '{yy}",
    "{nth} {month} {year}",
    "{nth} of {month} {year}",
    "{nth} of {month}, {year}",
    "the {nth} of {month} {year}",
    "{month} {day} {year}",
    "{month} {day}, {year}",
    "{month} {nth}, {year}",
    "{month} the {nth}, {year}",
    "{mon} {day}, {year}",
    "{short} {day}, {year}",
    "{year}, {month} {day}",
    "{year} {mon} {dd}",
    "{weekday}, {day} {month} {year}",
    "{weekday} {nth} {month} {year}",
    "{weekday} the {nth} of {month} {year}",
    "{weekday}, {month} {day}, {year}",
    "{wkd} {day} {mon} {year}",
    "{wkd}, {mon} {day} {year}",
    "{dd}/{mm}/{year}",
    "{dd}/{mm}/{yy}",
    "{day}/{m}/{year}",
    "{dd}.{mm}.{year}",
    "{day}.{m}.{yy}",
    "{dd}-{mm}-{year}",
    "{year}/{mm}/{dd}",
    "{year}.{mm}.{dd}",
    "{year}{mm}{dd}",
)


def written_dates(
    count: int, *, split: str = "train", random_state: RandomState = None
) -> ParallelTexts:
    """Write dates from 1900 to 2099 in 32 ways, and as year, month and day.

    Numbers stand day first: '05/03/21' is the fifth of March. Two digits of a year mean
    1969 to 2068. Days of the week are those of the date, and one form in two that has
    letters is all in lower or all in upper case.

    Parameters
    ----------
    count : number of pairs, no two alike
    split : eight days of ten are for 'train', one each for 'validation' and 'test'; no
        date is in two splits
    random_state : seed, generator, or None for another draw each time; the first dates
        are the same however many follow

    Returns
    -------
    ParallelTexts
        `sources` such as '3rd of May 2021', `targets` such as '2021-05-03'.

    Raises
    ------
    ValueError
        If `count` is no whole number above 0, or `split` is unknown.

    Examples
    --------
    >>> pairs = written_dates(4, random_state=0)
    >>> for source, target in zip(pairs.sources, pairs.targets, strict=True):
    ...     print(target, source)
    2082-05-05 5 MAY 2082
    2084-02-11 11th February 2084
    1918-08-17 17-08-1918
    1902-07-21 monday 21st july 1902
    """
    checks.check_count("count", count)
    checks.check_choice("split", split, _SPLITS)
    entropy = int(np.random.default_rng(random_state).integers(2**63))
    draw = np.random.default_rng((entropy, _SPLITS.index(split)))
    pairs: dict[str, str] = {}
    while len(pairs) < count:
        day = date.fromordinal(int(draw.integers(_FIRST, _LAST + 1)))
        form = FORMS[int(draw.integers(len(FORMS)))]
        case = _CASES[int(draw.integers(len(_CASES)))]
        short = _FIRST_SHORT <= day.year <= _LAST_SHORT
        if _split_of(day) == split and (short or "{yy}" not in form):
            pairs.setdefault(case(write_date(day, form)), day.isoformat())
    return ParallelTexts(list(pairs), list(pairs.values()))


def write_date(day: date, form: str) -> str:
    """Write a date in one of `FORMS`.

    Examples
    --------
    >>> write_date(date(2021, 5, 3), "{weekday} the {nth} of {month} {year}")
    'Monday the 3rd of May 2021'
    """
    month, weekday = _MONTHS[day.month - 1], _WEEKDAYS[day.weekday()]
    return form.format(
        day=day.day,
        dd=f"{day.day:02}",
        nth=f"{day.day}{_ordinal_ending(day.day)}",
        m=day.month,
        mm=f"{day.month:02}",
        month=month,
        mon=month[:3],
        short=month if len(month) == 3 else f"{month[:3]}.",
        weekday=weekday,
        wkd=weekday[:3],
        year=day.year,
        yy=f"{day.year % 100:02}",
    )


def _ordinal_ending(number: int) -> str:
    if number in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _split_of(day: date) -> str:
    """Return the split of a date, always the same."""
    part = crc32(day.isoformat().encode()) % 10
    return _SPLITS[part] if part in (1, 2) else "train"
