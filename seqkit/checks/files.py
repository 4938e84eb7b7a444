"""Check files that users name: that they are there, readable, and row for row sound.

Sentences about a row begin with its file and line.
"""

from collections.abc import Sequence
from numbers import Integral
from pathlib import Path
from typing import NoReturn

from seqkit.checks.wording import listed, some


def check_file(path: str | Path) -> Path:
    """Require a file."""
    found = Path(path).expanduser()
    if found.is_dir():
        raise IsADirectoryError(f"{path} is a folder, not a file; name a file in it")
    if not found.is_file():
        raise FileNotFoundError(f"there is no file {str(path)!r}; check its path")
    return found


def check_folder(path: str | Path) -> Path:
    """Require a folder."""
    found = Path(path).expanduser()
    if not found.is_dir():
        raise FileNotFoundError(f"there is no folder {str(path)!r}; check its path")
    return found


def check_holds(path: Path, count: int, what: str) -> None:
    """Require that something was found in a file or folder."""
    if not count:
        raise ValueError(f"{path} holds no {what}; check that it is whole")


def reject_encoding(encoding: str) -> NoReturn:
    """Say that Python knows no such encoding."""
    raise ValueError(
        f"encoding={encoding!r} is unknown; name one like 'utf-8' or 'latin-1'"
    )


def reject_byte(path: Path, data: bytes, error: UnicodeDecodeError) -> NoReturn:
    """Say where a file is not written in the encoding it was read with."""
    line = data.count(b"\n", 0, error.start) + 1
    raise ValueError(
        f"{path} line {line}: the byte {data[error.start]:#04x} (position "
        f"{error.start} of the file) is not {error.encoding}; name the file's "
        f"encoding, like encoding={_other_encoding(data)!r}"
    ) from error


def reject_missing_extra(caller: str, extra: str, error: ImportError) -> NoReturn:
    """Say which extra of seqkit a function needs."""
    raise ImportError(
        f'{caller} needs the extra {extra!r}: pip install "seqkit[{extra}]"'
    ) from error


def check_row_width(path: Path, line: int, found: int, expected: int) -> None:
    """Require that a row has as many columns as the rows before it."""
    if found != expected:
        raise ValueError(
            f"{path} line {line}: the row has {_columns(found)}, expected {expected}; "
            "mend it, or check separator="
        )


def check_row_reaches(path: Path, line: int, found: int, column: int) -> None:
    """Require that a row has a column that is read."""
    if not -found <= column < found:
        raise ValueError(
            f"{path} line {line}: the row has {_columns(found)}, but column {column} "
            "(counted from 0) is read; mend it, or check separator="
        )


def check_columns_apart(path: Path, line: int, tokens: int, tags: int) -> None:
    """Require that tokens and tags stand in two columns."""
    if tokens == tags:
        raise ValueError(
            f"{path} line {line}: tokens= and tags= both name column {tokens}; name "
            "two columns, or check separator="
        )


def check_filled(path: Path, line: int, **cells: str) -> None:
    """Require that no cell that is read is empty."""
    for name, cell in cells.items():
        if not cell:
            raise ValueError(
                f"{path} line {line}: the {name} is empty; mend the row, or check "
                "separator="
            )


def check_table_column(
    path: Path, role: str, column: int | str, header: Sequence[str] | None, width: int
) -> int:
    """Return the position of a column that is named, or counted from 0 or the end."""
    if isinstance(column, Integral):
        if not -width <= column < width:
            raise ValueError(
                f"{role}={column} is not a column of {path}, which has "
                f"{_columns(width)}; count from 0, or check separator="
            )
        return column % width
    if header is None:
        raise ValueError(
            f"{role}={column!r} names a column, but header=False; give its position, "
            "counted from 0"
        )
    if header.count(column) != 1:
        problem = "is two columns" if column in header else "is not a column"
        raise ValueError(
            f"{role}={column!r} {problem} of {path}, which has {some(header)}; name "
            "one column, or check separator="
        )
    return header.index(column)


def check_one_character(name: str, value: str) -> None:
    """Require a single character."""
    if len(value) != 1:
        raise ValueError(f"{name} must be one character, like ',', got {value!r}")


def reject_table(path: Path, line: int, reason: object) -> NoReturn:
    """Say that the quotes of a table do not match."""
    raise ValueError(
        f"{path} line {line}: the row cannot be split ({reason}); mend its quotes, or "
        "read with quotes=False"
    )


def reject_long_cell(path: Path, line: int, limit: int) -> NoReturn:
    """Say that a cell is longer than Python's csv module reads."""
    raise ValueError(
        f"{path} line {line}: a cell has more than {limit} characters; close its "
        "quote, or raise the limit with csv.field_size_limit"
    )


def reject_unlabelled(path: Path, line: int, separator: str) -> NoReturn:
    """Say that a line holds no label."""
    raise ValueError(
        f"{path} line {line}: no {separator!r} divides a label from a text; mend the "
        "line, or name another separator="
    )


def check_fasta_begun(path: Path, line: int, begun: bool) -> None:
    """Require that a header stands before letters."""
    if not begun:
        raise ValueError(
            f"{path} line {line}: letters stand before the first header; begin the "
            "file with a line like '>id'"
        )


def check_fasta_record(path: Path, line: int, header: str, sequence: str) -> None:
    """Require an id, and letters behind it."""
    if not header:
        raise ValueError(f"{path} line {line}: no id stands behind '>'; write one")
    if not sequence:
        raise ValueError(
            f"{path} line {line}: no letters follow {header.split()[0]!r}; add them, "
            "or leave the record out"
        )


def reject_conllu(path: Path, line: int, reason: object) -> NoReturn:
    """Say that a row is not CoNLL-U."""
    why = str(reason).rstrip(".")
    raise ValueError(f"{path} line {line}: the row is not CoNLL-U ({why}); mend it")


def check_conllu_column(path: Path, column: str, columns: Sequence[str]) -> None:
    """Require a column of the file, or a feature; and words with ids."""
    for needed in ("id", "form"):
        if needed not in columns:
            raise ValueError(
                f"{path} line 1: '# global.columns' names no column "
                f"{needed.upper()!r}; add it"
            )
    if column not in columns and not (
        column.startswith("feats:") and "feats" in columns
    ):
        raise ValueError(
            f"column={column!r} is not in {path}; choose {listed(columns)}, or a "
            "feature like 'feats:Number'"
        )


def check_some_tagged(path: Path, column: str, tagged: bool) -> None:
    """Require one word whose column is filled."""
    if not tagged:
        raise ValueError(
            f"no word of {path} has a value in column={column!r}, only '_'; choose "
            "another column"
        )


def _columns(count: int) -> str:
    return f"{count} column{'' if count == 1 else 's'}"


def _other_encoding(data: bytes) -> str:
    """Guess an encoding to propose."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"
