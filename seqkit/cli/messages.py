"""What the command line tells a person, one line each, on the error stream."""

import re
import sys
from typing import Any

_TRANSLATIONS = {
    r"fit\(future=…\)": "--future-columns",
    r"\bfuture= (?=is|was)": "--future ",
    r"\bfuture=": "--future-columns=",
    r"future_frame\(\)": "the table --future",
    r"\brandom_state\b": "seed",
    r"(?<![-\w])(target|id|time|past|static|freq|cell|strategy)=": r"--\1=",
}


def print_error(error: BaseException) -> None:
    """Print what was wrong as one sentence."""
    print(f"seqkit: error: {sentence(error)}", file=sys.stderr)


def print_note(message: Warning | str, *_: Any, **__: Any) -> None:
    """Print a warning, in place of `warnings.showwarning`."""
    print(f"seqkit: note: {_translated(message)}", file=sys.stderr)


def say(what: str) -> None:
    """Tell a person, not a log file, what was done."""
    if sys.stderr.isatty():
        print(f"seqkit: {what}", file=sys.stderr)


def sentence(error: BaseException) -> str:
    """Return an error's message on one line."""
    if isinstance(error, OSError) and error.strerror:
        where = "" if error.filename is None else f" {str(error.filename)!r}"
        return f"cannot open{where}: {error.strerror.lower()}"
    return _translated(error) or type(error).__name__


def _translated(message: object) -> str:
    """Write on one line, with options in place of the library's parameters."""
    text = " ".join(str(message).split())
    for parameter, option in _TRANSLATIONS.items():
        text = re.sub(parameter, option, text)
    return text
