"""Known future rows: matched by series and time, complete, or refused by name."""

import numpy as np
import pandas as pd
import pytest

from seqkit.sequences.frames import Roles, read_frame, write_frame
from seqkit.sequences.future import with_future

HORIZON = 3


def long_frame(periods=6, start="2024-01-01", ids=("b", "a")):
    times = pd.date_range(start, periods=periods, freq="D")
    rows = periods * len(ids)
    return pd.DataFrame(
        {
            "store": np.repeat(ids, periods),
            "when": np.tile(times, len(ids)),
            "y": np.arange(rows, dtype="float64"),
            "price": np.arange(rows) + 0.5,
            "kind": np.where(np.arange(rows) % 2, "odd", "even"),
            "promo": np.arange(rows) % 3 == 0,
        }
    )


def history(frame=None, future=("price", "kind", "promo"), **roles):
    frame = long_frame() if frame is None else frame
    roles = {"id": "store", "time": "when", **roles}
    return read_frame(frame, Roles.named(target="y", future=list(future), **roles))


def ahead(**changes):
    frame = long_frame(HORIZON, "2024-01-07").drop(columns="y")
    return frame.assign(**changes)


def filled(panel, future):
    return with_future(panel.extended(HORIZON), panel.lengths, future)


def test_future_rows_land_behind_each_series():
    panel = filled(history(), ahead().sample(frac=1, random_state=0))

    price = panel.future["price"].to_numpy()
    np.testing.assert_array_equal(price[6:9], [0.5, 1.5, 2.5])
    np.testing.assert_array_equal(price[15:], [3.5, 4.5, 5.5])
    np.testing.assert_array_equal(price[:6], np.arange(6) + 0.5)
    assert panel.future["kind"].tolist()[6:9] == ["even", "odd", "even"]
    assert panel.future["promo"].tolist()[15:] == [1, 0, 0]


def test_future_leaves_the_panel_alone():
    panel = history().extended(HORIZON)
    before = panel.future.copy()

    with_future(panel, panel.lengths - HORIZON, ahead())

    pd.testing.assert_frame_equal(panel.future, before)


def test_future_extra_rows_and_unknown_ids_are_left_aside():
    given = ahead()
    later = given.assign(when=given["when"] + pd.Timedelta(days=40))
    earlier = given.assign(when=given["when"] - pd.Timedelta(days=3), price=-1.0)
    unknown = given.assign(store="z", when=given["when"] + pd.Timedelta(hours=5))

    panel = filled(history(), pd.concat([later, unknown, given, earlier]))

    pd.testing.assert_frame_equal(panel.future, filled(history(), given).future)


@pytest.mark.parametrize("levels", [["store", "when"], ["when", "store"], ["when"], []])
def test_future_may_be_laid_out_in_any_way(levels):
    panel = history(long_frame().set_index(["store", "when"]))
    given = ahead().set_index(levels) if levels else ahead()

    found = filled(panel, given)

    pd.testing.assert_frame_equal(found.future, filled(history(), ahead()).future)


def test_future_of_an_unnamed_time_level():
    names = ["store", None]
    frame = long_frame().set_index(["store", "when"]).rename_axis(names)
    panel = history(frame, time=None)

    found = filled(panel, ahead().set_index(["store", "when"]).rename_axis(names))

    pd.testing.assert_frame_equal(found.future, filled(history(), ahead()).future)


def test_future_of_a_wide_frame_takes_its_index():
    frame = long_frame(ids=("a",)).set_index("when").drop(columns="store")
    panel = history(frame, id=None, time=None)
    given = ahead().query("store == 'b'").set_index("when")

    found = filled(panel, given)

    assert found.future["price"].tolist()[-HORIZON:] == [0.5, 1.5, 2.5]


def test_future_frame_written_by_the_panel_can_be_filled_in():
    panel = history(long_frame().set_index(["store", "when"]))
    positions = (panel.first + panel.lengths)[:, None] + np.arange(HORIZON)
    blank = write_frame(panel, positions, {"price": np.zeros((2, HORIZON))})
    blank["kind"], blank["promo"] = "even", True

    found = filled(panel, blank)

    assert found.future["price"].tolist()[-HORIZON:] == [0, 0, 0]
    assert found.future["promo"].tolist()[-HORIZON:] == [1, 1, 1]


def test_future_matches_ids_across_dtypes():
    frame = long_frame().astype({"store": pd.CategoricalDtype(list("abc"))})

    found = filled(history(frame), ahead().astype({"store": object}))

    pd.testing.assert_frame_equal(found.future, filled(history(), ahead()).future)


def test_future_is_not_needed_without_covariates():
    panel = history(future=()).extended(HORIZON)

    assert with_future(panel, panel.lengths - HORIZON, None) is panel


def refused(words, future, panel=None, error=ValueError):
    panel = history() if panel is None else panel
    with pytest.raises(error, match=words):
        filled(panel, future)


def test_future_missing_is_refused():
    refused(r"future= is needed: .* future=\['price', 'kind', 'promo'\]; fill in", None)


def test_future_not_wanted_is_refused():
    refused("future= was given, but .* without future covariates", ahead(),
            history(future=()))  # fmt: skip


def test_future_that_stops_early_names_series_and_time():
    refused(
        "the future covariates of series 'a' have no row for 2024-01-09 00:00:00, but "
        "the forecast runs to 2024-01-09 00:00:00; fill in the rows of future_frame",
        ahead().iloc[:-1],
    )
    refused("of series 'b' have no row for 2024-01-07 .* to 2024-01-09",
            ahead().query("store == 'a'"))  # fmt: skip


def test_future_holes_name_column_series_and_time():
    given = ahead()
    given.loc[4, "price"] = np.nan

    refused("future covariate 'price' of series 'a' is missing at 2024-01-08", given)
    refused("future covariate 'kind' of series 'b' is missing at 2024-01-07",
            ahead(kind=[None, *"abcde"]))  # fmt: skip


@pytest.mark.parametrize(("row", "whose"), [(0, "07.*'b'"), (5, "09.*'a'")])
def test_future_duplicates_name_series_and_time(row, whose):
    given = pd.concat([ahead(), ahead().iloc[[row]]])

    refused(f"timestamp 2024-01-{whose} stands in two rows", given)


def test_future_infinity_and_text_are_named():
    given = ahead().astype({"price": object})
    given.loc[1, "price"] = np.inf
    refused("column 'price' of series 'b' has inf at 2024-01-08", given)

    given.loc[1, "price"] = "dear"
    refused(
        "covariate 'price' of series 'b' must be numeric, got 'dear' at 2024", given
    )


def test_future_without_its_column_gets_a_hint():
    refused("future='price' is not a column of the frame; did you mean 'prize'",
            ahead().rename(columns={"price": "prize"}))  # fmt: skip
    refused("id='store' is not a column", ahead().drop(columns="store"))


def test_future_with_another_kind_of_index_is_refused():
    refused("fitted on timestamps of kind 'fixed', but this data has 'RangeIndex'",
            ahead().drop(columns="when"))  # fmt: skip
    refused("fitted on timestamps of kind 'fixed', but this data has 'PeriodIndex'",
            ahead(when=ahead()["when"].dt.to_period("D")))  # fmt: skip
    refused("of kind 'zone None', but this data has 'zone UTC'",
            ahead(when=ahead()["when"].dt.tz_localize("UTC")))  # fmt: skip


def test_future_off_the_grid_is_refused():
    times = ahead()["when"].mask(ahead().index == 2, pd.Timestamp("2024-01-09 07:00"))

    refused("timestamp 2024-01-09 07:00:00 does not lie on the grid", ahead(when=times))


def test_future_of_another_type_is_refused():
    refused("must be a pandas Series or DataFrame, got ndarray", np.zeros(3),
            error=TypeError)  # fmt: skip
