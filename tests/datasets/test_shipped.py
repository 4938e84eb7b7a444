"""What ships with seqkit: the series' values and source, the files, damage."""

import hashlib
import runpy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.datasets

from seqkit.datasets import card, load_co2, load_sunspots, shipped

REPOSITORY = Path(__file__).parents[2]
NAMES = ["bookings", "co2", "reviews", "sunspots"]


def test_co2_known_values():
    co2 = load_co2()
    assert co2.columns.tolist() == ["co2"]
    assert co2["co2"].dtype == np.float64
    assert co2.loc["1958-03-29", "co2"] == 316.1
    assert co2.loc["2001-12-29", "co2"] == 371.5


def test_co2_is_weekly_and_complete():
    index = load_co2().index
    expected = pd.date_range("1958-03-29", "2001-12-29", freq="W-SAT", name="date")
    pd.testing.assert_index_equal(index, expected, exact=False)
    assert index.name == "date"
    assert index.freqstr == "W-SAT"
    assert len(index) == 2284


def test_co2_gaps_are_nan():
    co2 = load_co2()["co2"]
    assert co2.isna().sum() == 59
    assert co2["1964-01-25":"1964-05-23"].isna().all()
    assert np.isnan(co2["1958-05-10"])


def test_co2_equals_statsmodels():
    expected = statsmodels.datasets.co2.load_pandas().data["co2"]
    np.testing.assert_array_equal(load_co2()["co2"], expected)
    assert (load_co2().index == expected.index).all()


def test_sunspots_known_values():
    sunspots = load_sunspots()
    assert sunspots.columns.tolist() == ["sunspots"]
    assert sunspots["sunspots"].dtype == np.float64
    assert sunspots.loc["1700-01-01", "sunspots"] == 5.0
    assert sunspots["sunspots"].idxmax() == pd.Timestamp("1957-01-01")
    assert sunspots["sunspots"].max() == 190.2


def test_sunspots_are_yearly_and_complete():
    sunspots = load_sunspots()
    assert sunspots.index.name == "year"
    assert sunspots.index.freq == pd.offsets.YearBegin()
    assert sunspots.index.year.tolist() == list(range(1700, 2009))
    assert sunspots["sunspots"].notna().all()


def test_sunspots_equal_statsmodels():
    expected = statsmodels.datasets.sunspots.load_pandas().data
    np.testing.assert_array_equal(load_sunspots()["sunspots"], expected["SUNACTIVITY"])
    np.testing.assert_array_equal(load_sunspots().index.year, expected["YEAR"])


def test_load_gives_a_fresh_frame():
    first = load_co2()
    first["co2"] = -1.0
    assert load_co2().iloc[0, 0] == 316.1


@pytest.mark.parametrize("name", NAMES)
def test_csv_equals_what_make_writes(name, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(REPOSITORY / "datasets"))
    make = runpy.run_path(str(REPOSITORY / "datasets" / "make.py"))["make"]
    make(tmp_path, [name])
    written = (tmp_path / f"{name}.csv").read_bytes()
    assert written == (REPOSITORY / "datasets" / f"{name}.csv").read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_card_states_the_sha256_of_the_file(name):
    digest = hashlib.sha256((REPOSITORY / "datasets" / f"{name}.csv").read_bytes())
    assert digest.hexdigest() in card(name)


def test_card_refuses_an_unknown_name():
    with pytest.raises(ValueError, match="name='co3' is unknown; choose 'bookings', "):
        card("co3")


def test_package_folder_goes_before_the_checkout(tmp_path, monkeypatch):
    (tmp_path / "co2.md").write_text("the packed card", encoding="utf-8")
    monkeypatch.setattr(shipped, "_FOLDERS", (tmp_path, *shipped._FOLDERS))
    assert card("co2") == "the packed card"
    assert card("sunspots").startswith("# sunspots.csv")


def test_damaged_file_is_named_with_both_sums(tmp_path, monkeypatch):
    damaged = b"date,co2\n1958-03-29,999\n"
    (tmp_path / "co2.csv").write_bytes(damaged)
    monkeypatch.setattr(shipped, "_FOLDERS", (tmp_path,))
    found = hashlib.sha256(damaged).hexdigest()[:4]
    sentence = (
        rf"^co2\.csv is damaged \(sha256 {found}…, expected 2737…\); reinstall seqkit$"
    )
    with pytest.raises(OSError, match=sentence):
        load_co2()


def test_missing_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(shipped, "_FOLDERS", (tmp_path,))
    with pytest.raises(FileNotFoundError, match=r"sunspots\.csv is missing from "):
        load_sunspots()


def test_read_dated_refuses_a_hole_in_the_dates(tmp_path):
    path = tmp_path / "holed.csv"
    path.write_text("date,a\n2020-01-01,1\n2020-01-03,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="does not conform to passed frequency D"):
        shipped.read_dated(path, index="date", freq="D")


def test_read_dated_keeps_every_bit_of_a_number(tmp_path):
    path = tmp_path / "exact.csv"
    path.write_text("date,a\n2020-01-01,5.827000141143799\n", encoding="utf-8")
    frame = shipped.read_dated(path, index="date", freq="D")
    assert frame.loc["2020-01-01", "a"] == 5.827000141143799
