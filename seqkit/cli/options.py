"""The options of each command, and their help."""

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import seqkit
from seqkit.cli import commands

_EXAMPLES = """\
examples:
  seqkit forecast sales.csv --time date --target sales --horizon 28
  seqkit backtest sales.csv --time date --target sales --horizon 28 --windows 8
  seqkit predict sales.seqkit --history newer.csv --out next.csv

`seqkit COMMAND --help` explains a command. Exit status: 0 done, 2 bad input.
"""
_FORECAST_EXAMPLES = """\
examples:
  # 24 hours ahead with an 80 % band, as a table and a picture
  seqkit forecast load.csv --time date --target OT --horizon 24 \\
      --quantiles .1,.5,.9 --out forecast.csv --plot forecast.png

  # many stores in one table; coming prices stand in a table of their own
  seqkit forecast sales.csv --time date --id store --target sales \\
      --horizon 28 --static region --future-columns price,promo \\
      --future plan.csv --save sales.seqkit
"""
_BACKTEST_EXAMPLES = """\
example:
  # four months of daily forecasts, a fit at every cutoff
  seqkit backtest sales.csv --time date --target sales --horizon 28 \\
      --windows 4 --stride 28 --refit --out scores.csv --plot backtest.png
"""
_PREDICT_EXAMPLES = """\
examples:
  seqkit predict sales.seqkit
  seqkit predict sales.seqkit --history newer.csv --future plan.csv \\
      --out next.csv
"""
_OUT = "forecast (.csv or .parquet); printed as CSV when left out"
_SEPARATOR = ("--sep", "CHARACTER", r"between cells of CSV, \t for a tab", ",")


def build_parser() -> ArgumentParser:
    """Return the parser; it raises what is wrong as a ValueError."""
    about = "Forecast time series in tables with recurrent networks."
    usage = "seqkit COMMAND [options]"
    parser = _Parser(prog="seqkit", usage=usage, description=about, epilog=_EXAMPLES)
    version = f"seqkit {seqkit.__version__}"
    parser.add_argument("--version", action="version", version=version)
    shown = {"title": "commands", "metavar": "COMMAND", "prog": "seqkit"}
    choices = parser.add_subparsers(required=True, **shown)
    _add_forecast(choices)
    _add_backtest(choices)
    _add_predict(choices)
    _add_info(choices)
    return parser


def _add_forecast(choices: Any) -> None:
    about = "learn from a table and forecast the steps behind its last row"
    command = _command(choices, commands.forecast, about, _FORECAST_EXAMPLES)
    _add_data(command)
    known = "table with --time, --id and future columns for the next HORIZON steps"
    _add(command, "what is known ahead", ("--future", "FILE", known))
    _add(
        command,
        "output",
        ("--out", "FILE", _OUT),
        ("--plot", "FILE", "picture (.png, .svg or .pdf)"),
        ("--save", "FILE", "model, for `seqkit predict`"),
    )


def _add_backtest(choices: Any) -> None:
    about = "forecast from past cutoffs and score the forecasts beside baselines"
    command = _command(choices, commands.backtest, about, _BACKTEST_EXAMPLES)
    _add_data(command)
    folds = _add(
        command,
        "cutoffs",
        ("--windows", "N", "cutoffs; the last window ends on the last row", 4),
        ("--stride", "N", "steps between cutoffs (default: the horizon)"),
    )
    refit = "fit at every cutoff, not only the first"
    folds.add_argument("--refit", action="store_true", help=refit)
    _add(
        command,
        "output",
        ("--out", "FILE", "scores (.csv or .parquet), besides printing them"),
        ("--forecasts", "FILE", "every forecast (.csv or .parquet), one row per step"),
        ("--plot", "FILE", "picture of the first series (.png, .svg or .pdf)"),
    )


def _add_predict(choices: Any) -> None:
    about = "forecast with a model that `seqkit forecast --save` wrote"
    command = _command(choices, commands.predict, about, _PREDICT_EXAMPLES)
    command.add_argument("model", metavar="MODEL", type=Path, help="the saved model")
    newer = "newer data in the form of the first; default: that data itself"
    known = "table with time, id and future columns for the next steps"
    rows = (("--history", "FILE", newer), ("--future", "FILE", known))
    _add(command, "data", *rows, _SEPARATOR)
    _add(command, "output", ("--out", "FILE", _OUT))


def _add_info(choices: Any) -> None:
    about = "print versions, processor, and what runs the recurrent layers, and why"
    choices.add_parser("info", help=about, description=about).set_defaults(
        run=commands.info
    )


def _add_data(command: ArgumentParser) -> None:
    """Add the table, the part each column plays and the most used settings."""
    table = "table with a header: .csv or .parquet"
    command.add_argument("data", metavar="DATA", type=Path, help=table)
    _add(
        command,
        "columns (several: a,b, or repeat the option)",
        ("--time", "COLUMN", "timestamps (default: one row is one step)"),
        ("--id", "COLUMN", "names the series of each row"),
        ("--target", "COLUMNS", "to forecast (default: every numeric one left over)"),
        ("--past", "COLUMNS", "covariates known up to now"),
        ("--future-columns", "COLUMNS", "known ahead (default: those in --future)"),
        ("--static", "COLUMNS", "covariates with one value per series"),
        ("--freq", "FREQ", "step, like h, D, W-MON or MS (default: inferred)"),
        _SEPARATOR,
    )
    cells, ways = "simple, lstm or gru", "segment, direct, recursive or seq2seq"
    _add(
        command,
        "network",
        ("--horizon", "STEPS", "steps to forecast"),
        ("--lookback", "N", "past steps seen (default: twice the season or horizon)"),
        ("--cell", "NAME", cells, "gru"),
        ("--strategy", "NAME", ways, "segment"),
        ("--units", "N[,N]", "size of each recurrent layer", "64"),
        ("--quantiles", "LEVELS", "levels like .1,.5,.9 (default: no quantiles)"),
        ("--epochs", "N", "most passes over the data; it stops early", 100),
        ("--seed", "N", "equal seeds give equal forecasts", 0),
    )


class _Parser(ArgumentParser):
    """A parser that raises its complaint, for `main` to print."""

    def __init__(self, **texts: Any):
        style = RawDescriptionHelpFormatter
        super().__init__(formatter_class=style, allow_abbrev=False, **texts)

    def error(self, message: str) -> NoReturn:
        raise ValueError(f"{message}; see `{self.prog} --help`")


def _command(choices: Any, run: Callable, about: str, examples: str) -> ArgumentParser:
    given = "MODEL" if run is commands.predict else "DATA --horizon STEPS"
    command = choices.add_parser(
        run.__name__,
        usage=f"%(prog)s {given} [options]",
        help=about,
        description=f"{about[0].upper()}{about[1:]}.",
        epilog=examples,
    )
    command.set_defaults(run=run)
    return command


def _add(command: ArgumentParser, title: str, *options: tuple) -> Any:
    """Add a group of options: flag, what it takes, help, and any default."""
    group = command.add_argument_group(title)
    kinds: dict[str, Callable] = {"FILE": Path, "STEPS": int, "N": int}
    kinds |= {
        "COLUMNS": _names,
        "N[,N]": _sizes,
        "LEVELS": _levels,
        "CHARACTER": _character,
    }
    for flag, takes, what, *default in options:
        group.add_argument(
            flag,
            metavar=takes,
            type=kinds.get(takes, str),
            action="extend" if takes == "COLUMNS" else "store",
            required=takes == "STEPS",
            default=default[0] if default else None,
            help=f"{what} (default: {default[0]})" if default else what,
        )
    return group


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _character(text: str) -> str:
    separator = "\t" if text == r"\t" else text
    if len(separator) != 1:
        raise ArgumentTypeError(f"it must be one character, like ';', got {text!r}")
    return separator


def _numbers(text: str, kind: Callable, like: str) -> tuple:
    try:
        return tuple(kind(part) for part in text.split(","))
    except ValueError:
        raise ArgumentTypeError(f"give {like}, got {text!r}") from None


_sizes = partial(_numbers, kind=int, like="whole numbers like 64 or 64,32")
_levels = partial(_numbers, kind=float, like="numbers like .1,.5,.9")
