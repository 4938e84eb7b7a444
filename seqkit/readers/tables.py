"""Texts and labels in tables, CSV or TSV: files → labelled texts."""

import csv
import io
from pathlib import Path

from seqkit import checks
from seqkit.readers.contents import LabelledTexts, counted
from seqkit.readers.lines import read_text


def read_texts(
    path: str | Path,
    *,
    text: int | str,
    label: int | str | None = None,
    separator: str | None = None,
    header: bool = True,
    quotes: bool = True,
    encoding: str = "utf-8",
) -> LabelledTexts:
    r"""Read a column of texts, and one of labels, from a table.

    Every cell is kept as it is written: '007', 'NA' and '' stay what they are.

    Parameters
    ----------
    path : the file
    text, label : the columns to read, by name, or by position counted from 0, or from
        the end as -1, -2, …; without `label` only texts are read
    separator : what divides columns; None takes a tab in .tsv and .tab, else a comma
    header : whether the first row holds the columns' names
    quotes : whether '"' encloses cells; False takes it as a character like any other
    encoding : how the file's characters are written as bytes

    Returns
    -------
    LabelledTexts
        Its `skipped` counts blank lines.

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If a row has another number of columns than the first, a quote is never closed,
        a column is not there, the file holds no text, or it is not written in
        `encoding`.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "films.csv")
    >>> _ = path.write_text('review,stars\n"Slow, but fine",4\n\nNA,1\n')
    >>> read = read_texts(path, text="review", label="stars")
    >>> read.texts, read.labels
    (['Slow, but fine', 'NA'], ['4', '1'])
    >>> read
    LabelledTexts(texts: 2, labels: 2; skipped: 1 blank lines)
    """
    found = checks.check_file(path)
    tabs = found.suffix.lower() in (".tsv", ".tab")
    delimiter = separator or ("\t" if tabs else ",")
    checks.check_one_character("separator", delimiter)
    rows, blank = _rows(found, read_text(found, encoding=encoding), delimiter, quotes)
    names = rows.pop(0) if header and rows else None
    checks.check_holds(found, len(rows), "text")
    return LabelledTexts(
        texts=_cells(found, "text", text, names, rows),
        labels=None if label is None else _cells(found, "label", label, names, rows),
        skipped=counted({"blank lines": blank}),
    )


def _rows(
    path: Path, text: str, delimiter: str, quotes: bool
) -> tuple[list[list[str]], int]:
    """Return the rows, all of one width, and how many lines were blank."""
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE,
        strict=True,
    )
    rows: list[list[str]] = []
    blank = before = 0
    try:
        for cells in reader:
            if cells:
                rows.append(cells)
                checks.check_row_width(path, before + 1, len(cells), len(rows[0]))
            blank += not cells
            before = reader.line_num
    except csv.Error as error:
        if "field limit" in str(error):
            checks.reject_long_cell(path, before + 1, csv.field_size_limit())
        checks.reject_table(path, before + 1, error)
    return rows, blank


def _cells(
    path: Path, role: str, column: int | str, names: list[str] | None, rows: list
) -> list[str]:
    where = checks.check_table_column(path, role, column, names, len(rows[0]))
    return [cells[where] for cells in rows]
