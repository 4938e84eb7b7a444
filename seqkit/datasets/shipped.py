"""Small sets that ship with seqkit, as DataFrames.

Series come with a regular time index, texts with their labels or tags and their split.
The files lie in `seqkit/datasets/files/` of an installed package, and in the top-level
`datasets/` folder of a checkout, where `make.py` writes them.
"""

import hashlib
from pathlib import Path

import pandas as pd

from seqkit import checks

_FOLDERS = (
    Path(__file__).parent / "files",
    Path(__file__).parents[2] / "datasets",
)
_SHA256 = {
    "bookings": "55559d646108343cbd1c8ed574143756a9aba4ed4746908386efe5da8e545c9f",
    "co2": "2737f74222cf1fb702d41058927d2b8d2a34778d519bfa6b1dea2f1b47c234f4",
    "reviews": "528ce2730742dd05c3de4a8b03a97b85808cad750485cdd122764953337a7f83",
    "sunspots": "a2bbb18270495cf4fc4fe5c1c8feedc3309dc793e77fc04e13698677ed3d5055",
}


def load_co2() -> pd.DataFrame:
    """Load weekly atmospheric CO2 at Mauna Loa, 1958 to 2001.

    Returns
    -------
    DataFrame (2284, 1)
        Column `co2` in ppm, float64, NaN in the 59 weeks without a measurement; index
        `date`, every Saturday (W-SAT) from 1958-03-29 to 2001-12-29.

    Raises
    ------
    OSError
        If the file is missing or damaged.

    References
    ----------
    Keeling and Whorf (2004), in Trends, CDIAC; public domain. See `card("co2")`.

    Examples
    --------
    >>> co2 = load_co2()
    >>> co2.shape, co2.index.freqstr
    ((2284, 1), 'W-SAT')
    >>> co2["co2"].iloc[0].item(), int(co2["co2"].isna().sum())
    (316.1, 59)
    """
    return _load("co2", index="date", freq="W-SAT")


def load_sunspots() -> pd.DataFrame:
    """Load the yearly sunspot number, 1700 to 2008.

    Returns
    -------
    DataFrame (309, 1)
        Column `sunspots`, an index without a unit, float64, no gaps; index `year`, the
        first day of each year (YS).

    Raises
    ------
    OSError
        If the file is missing or damaged.

    References
    ----------
    National Geophysical Data Center; public domain. See `card("sunspots")`.

    Examples
    --------
    >>> sunspots = load_sunspots()
    >>> sunspots.loc["1957", "sunspots"].item()
    190.2
    """
    return _load("sunspots", index="year", freq="YS")


def load_reviews() -> pd.DataFrame:
    """Load reviews whose sentiment hangs on word order, not on single words.

    English sentences from a grammar of negation, contrast, expectation and reported
    opinion. Each evaluative word stands about equally often in both classes, so that a
    bag of words or of bigrams is near chance. The test split has clauses, arrangements
    and subjects that the others lack.

    Returns
    -------
    DataFrame (6600, 3)
        Columns `text` (one to four sentences, 6 to 45 words), `label` ('positive' or
        'negative', equally many in each split) and `split` ('train' 4800, 'validation'
        600, 'test' 1200), all str, in random order.

    Raises
    ------
    OSError
        If the file is missing or damaged.

    References
    ----------
    Written by this project's seeded grammar. See `card("reviews")`.

    Examples
    --------
    >>> reviews = load_reviews()
    >>> reviews.groupby("split").size().to_dict()
    {'test': 1200, 'train': 4800, 'validation': 600}
    >>> reviews.iloc[44].tolist()
    ['The concert as a whole was hardly a dull affair.', 'positive', 'train']
    """
    return _load_texts("reviews", ["text", "label", "split"])


def load_bookings() -> pd.DataFrame:
    """Load orders, addresses and reservations with a tag for every token.

    Sentences from a grammar in which a word alone does not tell its tag: a name may be
    a person, a street, a city or part of an item, a number a quantity, a house, a day,
    an hour or a price. The test split has templates and names that the others lack.

    Returns
    -------
    DataFrame (5000, 3)
        Columns `tokens` and `tags` (lists of str, equally long, 5 to 40) and `split`
        ('train' 3600, 'validation' 500, 'test' 900), in random order. Tags are BIO
        over QUANTITY, ITEM, PERSON, STREET, CITY, DATE, TIME and PRICE.

    Raises
    ------
    OSError
        If the file is missing or damaged.

    References
    ----------
    Written by this project's seeded grammar. See `card("bookings")`.

    Examples
    --------
    >>> bookings = load_bookings()
    >>> tokens, tags, split = bookings.iloc[0]
    >>> " ".join(tokens[:7]), " ".join(tags[:7])
    ('we need a double room in Grafton', 'O O B-ITEM I-ITEM I-ITEM O B-CITY')
    """
    frame = _load_texts("bookings", ["tokens", "tags", "split"])
    return frame.assign(
        tokens=frame["tokens"].str.split(" "), tags=frame["tags"].str.split(" ")
    )


def card(name: str) -> str:
    """Return a shipped data set's card: source, licence, units, gaps, how made.

    Parameters
    ----------
    name : 'bookings', 'co2', 'reviews' or 'sunspots'

    Raises
    ------
    ValueError
        If no shipped data set has that name.
    OSError
        If the card is missing.

    Examples
    --------
    >>> print(card("sunspots").splitlines()[2])
    Yearly sunspot number, 1700 to 2008.
    """
    checks.check_choice("name", name, tuple(_SHA256))
    return _find(f"{name}.md").read_text(encoding="utf-8")


def require_sha256(path: Path, expected: str, *, name: object, remedy: str) -> None:
    """Require that a file holds the bytes it should.

    Parameters
    ----------
    path : the file
    expected : its sha256, 64 hexadecimal digits
    name, remedy : what the error calls the file, and what it advises

    Raises
    ------
    OSError
        If the file's sha256 is another one, or the file cannot be read.

    Examples
    --------
    >>> this = Path(__file__)
    >>> require_sha256(this, 64 * "0", name="this file", remedy="try again")
    ... # doctest: +ELLIPSIS
    Traceback (most recent call last):
    OSError: this file is damaged (sha256 ..., expected 0000…); try again
    """
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        sums = f"sha256 {found[:4]}…, expected {expected[:4]}…"
        raise OSError(f"{name} is damaged ({sums}); {remedy}")


def read_dated(path: Path, *, index: str, freq: str) -> pd.DataFrame:
    """Read a CSV file of numbers with one column of ISO dates on a regular grid.

    Parameters
    ----------
    path : the file, with a header; empty cells are gaps
    index : the column of dates, in time order
    freq : their pandas frequency

    Returns
    -------
    DataFrame (rows, features)
        float64, NaN where a cell is empty; the index has frequency `freq`.

    Raises
    ------
    ValueError
        If the dates do not follow `freq`, or a cell is no number.

    Examples
    --------
    >>> read_dated(_find("co2.csv"), index="date", freq="W-SAT").columns.tolist()
    ['co2']
    """
    frame = pd.read_csv(path, index_col=index)
    frame.index = pd.DatetimeIndex(frame.index, freq=freq)
    return frame.astype("float64")


def _load(name: str, index: str, freq: str) -> pd.DataFrame:
    return read_dated(_undamaged(name), index=index, freq=freq)


def _load_texts(name: str, columns: list[str]) -> pd.DataFrame:
    return pd.read_csv(_undamaged(name), dtype=str, keep_default_na=False)[columns]


def _undamaged(name: str) -> Path:
    path = _find(f"{name}.csv")
    require_sha256(path, _SHA256[name], name=path.name, remedy="reinstall seqkit")
    return path


def _find(file: str) -> Path:
    for folder in _FOLDERS:
        if (folder / file).is_file():
            return folder / file
    raise FileNotFoundError(f"{file} is missing from {_FOLDERS[0]}; reinstall seqkit")
