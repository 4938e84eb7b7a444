"""The command line: forecast, backtest and predict from CSV or Parquet files.

Bad input ends with status 2 and one sentence on the error stream; warnings come there
as one-line notes. TensorFlow starts only once a command needs it.
"""

import warnings
from collections.abc import Sequence

from seqkit.cli.messages import print_error, print_note
from seqkit.cli.options import build_parser
from seqkit.cli.tables import check_files

_BAD_INPUT = (ValueError, OSError, ImportError, TypeError, FloatingPointError)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : arguments behind the program's name; those of the process when None

    Returns
    -------
    exit status: 0 done, 2 bad input

    Examples
    --------
    >>> main(["forecast", "sales.csv", "--horizon", "soon"])
    2
    """
    with warnings.catch_warnings():
        warnings.simplefilter("default", UserWarning)
        warnings.showwarning = print_note
        try:
            args = build_parser().parse_args(argv)
            check_files(args)
            args.run(args)
        except _BAD_INPUT as error:
            print_error(error)
            return 2
    return 0
