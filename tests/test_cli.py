"""The command line: files written, tables printed, statuses and one-sentence errors."""

import inspect
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import seqkit
from seqkit import cli
from seqkit.cli.commands import SETTINGS
from seqkit.cli.options import build_parser
from seqkit.cli.tables import read_table
from seqkit.recurrent.kernels.engine import engine

QUICK = ["--epochs", "1", "--units", "4", "--lookback", "8"]
PNG = b"\x89PNG"


def days(count, start="2024-01-01"):
    return pd.date_range(start, periods=count, freq="D").strftime("%Y-%m-%d")


@pytest.fixture(scope="module", autouse=True)
def loaded_engine():
    """Load the engine first: what it says once is not what a command says."""
    engine()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def sales(folder):
    """A daily series with a column known ahead."""
    steps = np.arange(60)
    wave = 10 + np.sin(steps * 2 * np.pi / 7)
    columns = {"date": days(60), "sales": wave, "visits": 3 * wave, "promo": steps % 2}
    frame = pd.DataFrame(columns)
    frame.to_csv("sales.csv", index=False)
    return frame


@pytest.fixture
def stores(folder):
    """Two daily series in one table, each with a region."""
    parts = [
        pd.DataFrame(
            {"store": store, "day": days(40), "region": region, "sales": level}
        )
        for store, region, level in ((7, "east", 1.0), (9, "west", 5.0))
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame["sales"] += np.arange(80) % 7
    frame.to_csv("stores.csv", index=False)
    return frame


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A saved model of the file `sales.csv` with sales alone, and its forecast."""
    folder = tmp_path_factory.mktemp("model")
    y = 10 + np.sin(np.arange(60) * 2 * np.pi / 7)
    frame = pd.DataFrame({"date": days(60), "sales": y})
    data, saved, out = (folder / name for name in ("y.csv", "m.seqkit", "out.csv"))
    frame.to_csv(data, index=False)
    named = ["--time", "date", "--horizon", "3", *QUICK]
    files = ["--save", str(saved), "--out", str(out)]
    assert cli.main(["forecast", str(data), *named, *files]) == 0
    return saved, pd.read_csv(out), frame


def forecast(*options):
    return cli.main(["forecast", "sales.csv", "--horizon", "3", *QUICK, *options])


def refused(capsys, *argv):
    """Run a command that must fail, and return its one sentence."""
    assert cli.main(list(argv)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("seqkit: error: ")
    assert told.err.count("\n") == 1
    return told.err.removeprefix("seqkit: error: ").rstrip()


class TestForecast:
    def test_prints_csv(self, sales, capsys):
        assert forecast("--time", "date", "--target", "sales") == 0
        told = capsys.readouterr()
        lines = told.out.splitlines()
        assert lines[0] == "date,sales"
        assert [line[:10] for line in lines[1:]] == list(days(3, "2024-03-01"))
        assert told.err == ""

    def test_equals_the_estimator(self, sales, capsys):
        options = ["--time", "date", "--target", "sales", "--quantiles", ".1,.5,.9"]
        assert forecast(*options, "--seed", "3", "--out", "out.csv") == 0
        assert capsys.readouterr().out == ""
        settings = {"lookback": 8, "units": (4,), "epochs": 1, "random_state": 3}
        model = seqkit.Forecaster(3, quantiles=(0.1, 0.5, 0.9), **settings)
        expected = model.fit(sales, target="sales", time="date").predict()
        written = pd.read_csv("out.csv", parse_dates=["date"])
        pd.testing.assert_frame_equal(written, expected, check_dtype=False, rtol=1e-12)

    def test_several_targets_and_parquet(self, sales):
        sales.to_parquet("sales.parquet")
        argv = ["forecast", "sales.parquet", "--horizon", "3", *QUICK, "--time", "date"]
        options = ["--target", "sales", "--target", "visits", "--past", "promo"]
        assert cli.main([*argv, *options, "--out", "out.parquet"]) == 0
        written = pd.read_parquet("out.parquet")
        assert list(written.columns) == ["date", "sales", "visits"]
        assert len(written) == 3

    def test_parquet_keeps_times_that_stood_in_the_index(self, sales):
        sales["date"] = pd.to_datetime(sales["date"])
        sales[["date", "sales"]].set_index("date").to_parquet("sales.parquet")
        argv = ["forecast", "sales.parquet", "--horizon", "3", *QUICK, "--time", "date"]
        assert cli.main([*argv, "--out", "out.parquet"]) == 0
        written = pd.read_parquet("out.parquet")
        assert written["date"].iloc[0] == pd.Timestamp("2024-03-01")

    def test_many_series_keep_their_ids(self, stores):
        argv = ["forecast", "stores.csv", "--horizon", "3", *QUICK, "--time", "day"]
        options = ["--id", "store", "--target", "sales", "--static", "region"]
        assert cli.main([*argv, *options, "--out", "out.csv", "--plot", "p.png"]) == 0
        written = pd.read_csv("out.csv")
        assert written["store"].tolist() == [7, 7, 7, 9, 9, 9]
        assert written["day"].tolist() == 2 * list(days(3, "2024-02-10"))

    def test_ids_with_leading_zeros_stay_text(self, stores):
        stores["store"] = stores["store"].map({7: "007", 9: "10"})
        stores.to_csv("stores.csv", index=False)
        times = days(3, "2024-02-10").tolist()
        plan = pd.DataFrame({"day": 2 * times, "store": 3 * ["10"] + 3 * ["007"]})
        plan.assign(promo=range(6)).to_csv("plan.csv", index=False)
        plan.iloc[:3].assign(promo=0).to_csv("one.csv", index=False)
        stores.assign(promo=1)[stores["store"] == "10"].to_csv("new.csv", index=False)
        stores.assign(promo=1).to_csv("stores.csv", index=False)
        argv = ["forecast", "stores.csv", "--horizon", "3", *QUICK, "--time", "day"]
        options = ["--id", "store", "--target", "sales", "--future", "plan.csv"]
        files = ["--out", "out.csv", "--save", "m.seqkit"]
        assert cli.main([*argv, *options, *files]) == 0
        written = pd.read_csv("out.csv", dtype=str)
        assert written["store"].tolist() == 3 * ["007"] + 3 * ["10"]
        newer = ["--history", "new.csv", "--future", "one.csv", "--out", "b.csv"]
        assert cli.main(["predict", "m.seqkit", *newer]) == 0
        again = pd.read_csv("b.csv", dtype=str)
        assert again["store"].tolist() == 3 * ["10"]

    def test_known_future(self, sales):
        plan = pd.DataFrame({"date": days(3, "2024-03-01"), "promo": [0, 1, 0]})
        plan.to_csv("plan.csv", index=False)
        options = ["--time", "date", "--target", "sales", "--future", "plan.csv"]
        assert forecast(*options, "--out", "a.csv") == 0
        assert forecast(*options, "--future-columns", "promo", "--out", "b.csv") == 0
        pd.testing.assert_frame_equal(pd.read_csv("a.csv"), pd.read_csv("b.csv"))

    def test_rows_are_steps_without_time(self, folder):
        pd.DataFrame({"y": np.arange(40.0) % 5}).to_csv("sales.csv", index=False)
        assert forecast("--out", "out.csv") == 0
        assert pd.read_csv("out.csv")["step"].tolist() == [40, 41, 42]

    def test_other_separator(self, sales, capsys):
        sales.to_csv("sales.csv", index=False, sep="\t")
        options = ["--time", "date", "--target", "sales", "--sep", r"\t"]
        assert forecast(*options) == 0
        assert capsys.readouterr().out.startswith("date\tsales\n")

    def test_draws_and_saves(self, sales, folder):
        options = ["--time", "date", "--target", "sales", "--out", "out.csv"]
        assert forecast(*options, "--plot", "p.png", "--save", "m.seqkit") == 0
        assert (folder / "p.png").read_bytes().startswith(PNG)
        written = pd.read_csv("out.csv", parse_dates=["date"])
        again = seqkit.load("m.seqkit").predict()
        pd.testing.assert_frame_equal(written, again, check_dtype=False, rtol=1e-12)

    def test_picture_says_which_series_it_leaves_out(self, folder, capsys):
        frame = pd.DataFrame({f"y{k}": np.arange(30.0) % 5 for k in range(7)})
        frame.to_csv("sales.csv", index=False)
        assert forecast("--out", "out.csv", "--plot", "p.png") == 0
        note = "seqkit: note: p.png shows the first 6 of 7 series\n"
        assert capsys.readouterr().err == note


class TestBacktest:
    ARGV = ("backtest", "sales.csv", "--time", "date", "--target", "sales", *QUICK)

    def test_prints_scores_and_writes_files(self, sales, folder, capsys):
        options = ["--horizon", "3", "--windows", "2", "--stride", "4"]
        files = ["--out", "s.csv", "--forecasts", "f.csv", "--plot", "p.png"]
        assert cli.main([*self.ARGV, *options, *files]) == 0
        told = capsys.readouterr()
        assert "mase" in told.out.splitlines()[0]
        assert told.out.splitlines()[1].startswith("forecaster")
        scores = pd.read_csv("s.csv", index_col="forecast")
        assert {"forecaster", "seasonal_naive", "ridge"} <= set(scores.index)
        folds = pd.read_csv("f.csv")
        assert folds["cutoff"].unique().tolist() == ["2024-02-22", "2024-02-26"]
        error = (folds["y"] - folds["forecaster"]).abs().mean()
        assert scores.loc["forecaster", "mae"] == pytest.approx(error, rel=1e-9)
        assert (folder / "p.png").read_bytes().startswith(PNG)

    def test_notes_a_network_that_loses(self, sales, capsys):
        assert cli.main([*self.ARGV, "--horizon", "3", "--windows", "1"]) == 0
        told = capsys.readouterr().err
        assert told.startswith("seqkit: note: the network's mase ")
        assert told.count("\n") == 1

    def test_refits_with_a_known_future(self, sales, capsys):
        options = ["--horizon", "3", "--windows", "2", "--refit"]
        assert cli.main([*self.ARGV, *options, "--future-columns", "promo"]) == 0
        assert "forecaster" in capsys.readouterr().out


class TestPredict:
    def test_repeats_the_forecast(self, model, folder):
        saved, expected, _ = model
        assert cli.main(["predict", str(saved), "--out", "out.csv"]) == 0
        written = pd.read_csv("out.csv")
        pd.testing.assert_frame_equal(written, expected, rtol=1e-12)

    def test_continues_newer_history(self, model, folder, capsys):
        saved, _, frame = model
        frame.iloc[:50].to_csv("other.csv", index=False)
        assert cli.main(["predict", str(saved), "--history", "other.csv"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line[:10] for line in lines[1:]] == list(days(3, "2024-02-20"))

    def test_refuses_other_files(self, sales, capsys):
        said = refused(capsys, "predict", "sales.csv")
        assert said.startswith("'sales.csv' is damaged or was not written by seqkit")

    def test_refuses_a_missing_model(self, folder, capsys):
        said = refused(capsys, "predict", "none.seqkit")
        assert said == "there is no file 'none.seqkit'; check its path"

    def test_refuses_a_future_it_cannot_use(self, model, sales, capsys):
        said = refused(capsys, "predict", str(model[0]), "--future", "sales.csv")
        assert said.startswith("--future was given, but the model was fitted without")


BAD = {
    "missing file": (["forecast", "none.csv"], "there is no file 'none.csv'"),
    "folder": (["forecast", "folder.csv"], "there is no file 'folder.csv'"),
    "ending": (["forecast", "sales.xlsx"], "must end in '.csv' or '.parquet'; rename"),
    "no CSV": (["forecast", "ragged.csv"], "'ragged.csv' cannot be read as CSV (Error"),
    "empty": (["forecast", "empty.csv"], "(No columns to parse from file); check"),
    "bytes": (["forecast", "bytes.csv"], "'bytes.csv' cannot be read as CSV ('utf-8'"),
    "no Parquet": (["forecast", "no.parquet"], "cannot be read as Parquet ("),
    "target": (["forecast", "sales.csv", "--target", "sale"], "did you mean 'sales'?"),
    "past": (
        ["forecast", "sales.csv", "--past", "a,promo"],
        "past='a' is not a column",
    ),
    "time": (["forecast", "sales.csv", "--time", "sales"], "is no timestamp"),
    "text": (["forecast", "sales.csv", "--target", "date"], "must be numeric"),
    "cell": (["forecast", "sales.csv", "--cell", "lsmt"], "cell='lsmt' is unknown;"),
    "units": (
        ["forecast", "sales.csv", "--units", "a"],
        "numbers like 64 or 64,32, got",
    ),
    "levels": (["forecast", "sales.csv", "--quantiles", "a"], "numbers like .1,.5,.9"),
    "order": (["forecast", "sales.csv", "--quantiles", ".9,.1"], "increasing levels"),
    "epochs": (["forecast", "sales.csv", "--epochs", "0"], "epochs must be a whole"),
    "seed": (["forecast", "sales.csv", "--seed", "-1"], "seed must be a whole"),
    "sep": (
        ["forecast", "sales.csv", "--sep", ";;"],
        "must be one character, like ';'",
    ),
    "out": (
        ["forecast", "sales.csv", "--out", "a.txt"],
        "'a.txt' must end in '.csv' or",
    ),
    "nowhere": (
        ["forecast", "sales.csv", "--out", "a/b.csv"],
        "there is no folder 'a'",
    ),
    "picture": (
        ["forecast", "sales.csv", "--plot", "a.bmp"],
        "end in '.png', '.svg' or",
    ),
    "ahead": (["forecast", "sales.csv", "--future-columns", "promo"], "needs --future"),
    "when": (
        ["forecast", "sales.csv", "--future", "sales.csv"],
        "--future needs --time",
    ),
    "windows": (["backtest", "sales.csv", "--windows", "99"], "use fewer windows or a"),
    "option": (
        ["forecast", "sales.csv", "--sede", "1"],
        "unrecognized arguments: --sede",
    ),
}


@pytest.mark.parametrize(("argv", "said"), BAD.values(), ids=BAD.keys())
def test_bad_input_gives_one_sentence(sales, folder, capsys, argv, said):
    (folder / "folder.csv").mkdir()
    (folder / "sales.xlsx").touch()
    (folder / "empty.csv").touch()
    (folder / "ragged.csv").write_text("a,b\n1,2\n1,2,3\n")
    (folder / "bytes.csv").write_bytes(b"a\n\xff\xfe\n")
    (folder / "no.parquet").write_bytes(b"nothing")
    assert said in refused(capsys, *argv, "--horizon", "3")


def test_future_columns_must_be_in_the_future_table(sales, folder, capsys):
    sales[["date"]].to_csv("plan.csv", index=False)
    named = ["--time", "date", "--future", "plan.csv", "--future-columns", "promo"]
    said = refused(capsys, "forecast", "sales.csv", "--horizon", "3", *named)
    assert said.startswith("--future-columns='promo' is not a column of the frame;")


def test_a_known_future_that_is_too_short_is_refused_before_training(
    sales, capsys, monkeypatch
):
    plan = pd.DataFrame({"date": days(2, "2024-03-01"), "promo": [0, 1]})
    plan.to_csv("plan.csv", index=False)
    monkeypatch.setattr(seqkit, "Forecaster", None)
    named = ["--time", "date", "--target", "sales", "--future", "plan.csv"]
    said = refused(capsys, "forecast", "sales.csv", "--horizon", "3", *named)
    assert "have no row for 2024-03-03" in said
    assert said.endswith("fill in the rows of the table --future")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (["7", "-10", "0"], [7, -10, 0]),
        (["007", "10"], ["007", "10"]),
        (["1.0", "2"], ["1.0", "2"]),
        (["7", "north"], ["7", "north"]),
        (["12345678901234567890", "1"], ["12345678901234567890", "1"]),
    ],
)
def test_ids_stay_as_they_are_written(folder, written, read):
    rows = "".join(f"{id},1\n" for id in written)
    (folder / "a.csv").write_text(f"store,y\n{rows}")
    frame = read_table(folder / "a.csv", ",", "store")
    assert frame["store"].tolist() == read
    assert frame["y"].tolist() == [1] * len(read)


def test_ids_are_text_where_those_known_are(folder):
    (folder / "a.csv").write_text("store,y\n10,1\n")
    texts, numbers = pd.Series(["007", "10"]), pd.Series([7, 10])
    found = [
        read_table(folder / "a.csv", ",", "store", ids) for ids in (texts, numbers)
    ]
    assert [frame["store"].tolist() for frame in found] == [["10"], [10]]


def test_missing_arguments_point_to_the_help(capsys):
    said = refused(capsys, "forecast", "sales.csv")
    assert said.endswith("required: --horizon; see `seqkit forecast --help`")
    assert refused(capsys).endswith("required: COMMAND; see `seqkit --help`")


def test_unwritable_file_gives_one_sentence(sales, folder, capsys):
    (folder / "out.csv").mkdir()
    options = ["--time", "date", "--target", "sales", "--out", "out.csv"]
    said = refused(capsys, "forecast", "sales.csv", "--horizon", "3", *QUICK, *options)
    assert said == "cannot open 'out.csv': is a directory"


def test_parquet_without_its_extra_gives_one_sentence(sales, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    options = ["--horizon", "3", "--out", "out.parquet"]
    said = refused(capsys, "forecast", "sales.csv", *options)
    assert said.endswith("needs the extra 'parquet': pip install \"seqkit[parquet]\"")


def test_version(capsys):
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"seqkit {seqkit.__version__}\n"


@pytest.mark.parametrize("command", ["forecast", "backtest", "predict"])
def test_help_has_examples_that_parse(command, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit, match="0"):
        cli.main([command, "--help"])
    told = capsys.readouterr().out
    assert max(map(len, told.splitlines())) <= 80
    examples = told.replace("\\\n", " ").splitlines()
    examples = [line.split() for line in examples if line.startswith("  seqkit ")]
    assert examples
    for words in examples:
        assert build_parser().parse_args(words[1:]).run.__name__ == command


def test_defaults_are_those_of_the_estimator():
    args = build_parser().parse_args(["forecast", "a.csv", "--horizon", "3"])
    parameters = inspect.signature(seqkit.Forecaster).parameters
    for name in set(SETTINGS) - {"horizon"}:
        assert getattr(args, name) == parameters[name].default


def test_progress_goes_to_a_terminal_only(sales, capsys, monkeypatch):
    options = ["--time", "date", "--target", "sales", "--out", "out.csv"]
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert forecast(*options) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "val_loss" in told.err
    assert told.err.endswith("seqkit: wrote out.csv (3 rows)\n")


def test_help_loads_no_tensorflow():
    code = (
        "import runpy, sys\n"
        "sys.argv = ['seqkit', '--help']\n"
        "try:\n"
        "    runpy.run_module('seqkit.cli', run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    print(end.code, 'tensorflow' in sys.modules, 'keras' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("usage: seqkit COMMAND [options]")
    assert done.stdout.splitlines()[-1] == "0 False False"


def test_module_runs_as_a_command_with_a_status(folder):
    argv = [sys.executable, "-m", "seqkit.cli", "predict", "none.seqkit"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert (
        done.stderr == "seqkit: error: there is no file 'none.seqkit'; check its path\n"
    )


def test_info_prints_versions_processor_and_engine(capsys):
    assert cli.main(["info"]) == 0
    rows = dict(
        line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()[:-1]
    )
    assert rows["seqkit"] == seqkit.__version__
    assert rows["tensorflow"].startswith("2.")
    assert "cores" in rows["processor"]


def test_info_says_why_stock_keras_runs(forked, tmp_path):
    code = (
        "import os, runpy, sys\n"
        "os.environ['SEQKIT_KERNELS'] = 'off'\n"
        "sys.argv = ['seqkit', 'info']\n"
        "runpy.run_module('seqkit.cli', run_name='__main__')\n"
    )
    said, errors = forked(tmp_path, code).finish()
    last = said.splitlines()[-1]
    assert last.startswith("recurrent layers")
    assert last.endswith("Keras's own, because of this: SEQKIT_KERNELS=off")
    assert errors.count("\n") == 1
