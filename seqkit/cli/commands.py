"""What each command does; what is slow comes after everything that can be checked."""

import sys
import warnings
from argparse import Namespace
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pandas as pd

import seqkit
from seqkit import plotting, recurrent
from seqkit.checks import check_columns, check_count
from seqkit.cli.messages import say
from seqkit.cli.tables import read_table, write_table
from seqkit.sequences.frames import Roles, read_frame
from seqkit.sequences.future import with_future

SETTINGS = ("horizon", "lookback", "cell", "strategy", "units", "quantiles", "epochs")
_MOST_PANELS = 6


def forecast(args: Namespace) -> None:
    """Fit, save, forecast, draw."""
    data, roles = read_table(args.data, args.sep, args.id), _roles(args)
    future = _known_future(data, roles, args)
    with redirect_stdout(sys.stderr):
        model = _model(args).fit(data, freq=args.freq, **roles)
    if args.save is not None:
        model.save(args.save)
        say(f"wrote {args.save}")
    ahead = model.predict(future=future)
    if args.plot is not None:
        _plot(data, ahead, args)
    write_table(_flat(ahead), args.out, args.sep)


def backtest(args: Namespace) -> None:
    """Score rolling forecasts, print the table, write what was asked for."""
    data = read_table(args.data, args.sep, args.id)
    folds = {name: getattr(args, name) for name in ("windows", "stride", "refit")}
    with redirect_stdout(sys.stderr):
        report = _model(args).backtest(data, freq=args.freq, **folds, **_roles(args))
    scores = report.scores
    shown = scores if scores["note"].any() else scores.drop(columns="note")
    print(shown.to_string(float_format="{:.3f}".format, na_rep=""))
    if args.out is not None:
        table = scores.rename_axis("forecast").reset_index()
        write_table(table, args.out, args.sep)
    if args.forecasts is not None:
        write_table(report.forecasts, args.forecasts, args.sep)
    if args.plot is not None:
        _save_picture(report.plot(ax=plotting.windowless_axes()[0]), args.plot)


def info(args: Namespace) -> None:
    """Print what this installation runs on."""
    for name, value in recurrent.describe().items():
        print(f"{name:<17} {value}")


def predict(args: Namespace) -> None:
    """Forecast with a saved model."""
    model = seqkit.load(args.model)
    known = model.series_.history
    tables = {
        name: read_table(path, args.sep, known.layout.roles.id, known.ids)
        for name, path in (("history", args.history), ("future", args.future))
        if path is not None
    }
    write_table(_flat(model.predict(**tables)), args.out, args.sep)


def _model(args: Namespace) -> Any:
    settings = {name: getattr(args, name) for name in SETTINGS}
    verbose = int(sys.stderr.isatty())
    return seqkit.Forecaster(**settings, random_state=args.seed, verbose=verbose)


def _roles(args: Namespace) -> dict[str, Any]:
    roles = {name: getattr(args, name) for name in ("target", "id", "time", "past")}
    return roles | {"static": args.static, "future": args.future_columns}


def _known_future(data, roles, args) -> pd.DataFrame | None:
    """Read and check the known future; it names its columns unless the user did."""
    if args.future is None:
        if args.future_columns:
            raise ValueError(
                "--future-columns needs --future FILE with their values for the next "
                f"{args.horizon} steps; add it, or name the columns in --past"
            )
        return None
    if args.time is None:
        raise ValueError("--future needs --time, to tell which row is which step")
    future = read_table(args.future, args.sep, args.id, data.get(args.id))
    if args.future_columns is None:
        keys = {args.time, args.id}
        roles["future"] = [name for name in future.columns if name not in keys]
    check_columns("future", roles["future"], future.columns)
    panel = read_frame(data, Roles.named(**roles), args.freq)
    ahead = panel.extended(check_count("horizon", args.horizon))
    with_future(ahead, panel.lengths, future)
    return future


def _flat(ahead: pd.DataFrame) -> pd.DataFrame:
    """Return a forecast with its times in a column."""
    if ahead.index.equals(pd.RangeIndex(len(ahead))):
        return ahead
    return ahead.rename_axis(ahead.index.name or "step").reset_index()


def _plot(data: pd.DataFrame, ahead: pd.DataFrame, args: Namespace) -> None:
    """Draw one panel per series and target, as far as a page reaches."""
    ids = [None] if args.id is None else ahead[args.id].unique().tolist()
    keys = {args.id, args.time}
    targets = [name for name in ahead if name in data and name not in keys]
    pairs = [(target, id) for id in ids for target in targets]
    if len(pairs) > _MOST_PANELS:
        shown = f"the first {_MOST_PANELS} of {len(pairs)} series"
        warnings.warn(f"{args.plot} shows {shown}", stacklevel=1)
    panels = plotting.windowless_axes(min(len(pairs), _MOST_PANELS))
    columns = {"id_column": args.id, "time_column": args.time}
    for ax, (target, id) in zip(panels, pairs, strict=False):
        plotting.plot_forecast(data, ahead, target, id, ax=ax, **columns)
    _save_picture(panels[0], args.plot)


def _save_picture(ax: Any, path: Path) -> None:
    ax.figure.savefig(path)
    say(f"wrote {path}")
