"""Columns of tokens and tags, as in CoNLL's shared tasks: files → tagged sentences."""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from seqkit import checks
from seqkit.readers.contents import TaggedSentences
from seqkit.readers.lines import BLANKS, blocks, read_lines

_DOCUMENT = "-DOCSTART-"


def read_conll(
    path: str | Path,
    *,
    tokens: int = 0,
    tags: int = -1,
    separator: str | None = None,
    comment: str | None = None,
    encoding: str = "utf-8",
) -> TaggedSentences:
    r"""Read sentences written one token per line, in columns, with blank lines between.

    Lines that begin with -DOCSTART- are skipped. Blanks at the end of a line, CRLF and
    a byte order mark do no harm.

    Parameters
    ----------
    path : the file
    tokens, tags : the columns to read, counted from 0, or from the end as -1, -2, …
    separator : what divides columns; None takes any run of blanks and tabs
    comment : lines that begin with this are skipped; None skips none, for '#' may
        begin a token
    encoding : how the file's characters are written as bytes

    Returns
    -------
    TaggedSentences
        Its `skipped` counts document and comment lines.

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If a row lacks a column (or, when columns are counted from the end, has another
        number of columns than the first row), the file holds no sentence, or it is not
        written in `encoding`.

    References
    ----------
    Tjong Kim Sang and De Meulder (2003), CoNLL-2003 shared task, HLT-NAACL.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "news.conll")
    >>> _ = path.write_text("-DOCSTART- O\n\nEU B-ORG\nrejects O\n\nPeter B-PER\n")
    >>> read = read_conll(path)
    >>> read.sentences, read.tags
    ([['EU', 'rejects'], ['Peter']], [['B-ORG', 'O'], ['B-PER']])
    >>> read
    TaggedSentences(sentences: 2, tokens: 3; skipped: 1 document lines)
    """
    columns = _Columns(checks.check_file(path), tokens, tags, separator)
    read = TaggedSentences([], [])
    skipped: Counter[str] = Counter()
    width = 0
    for block in blocks(read_lines(path, encoding=encoding)):
        pairs = []
        for number, line in block:
            reason = _skip(line, comment)
            if reason:
                skipped[reason] += 1
                continue
            cells = columns.split(line)
            width = width or len(cells)
            pairs.append(columns.pick(number, cells, width))
        if pairs:
            read.sentences.append([token for token, _ in pairs])
            read.tags.append([tag for _, tag in pairs])
    checks.check_holds(columns.path, len(read), "sentence")
    read.skipped.update(skipped)
    return read


class _Columns(NamedTuple):
    """Which columns are read, and how a row is split into them."""

    path: Path
    tokens: int
    tags: int
    separator: str | None

    def split(self, line: str) -> list[str]:
        if self.separator is None:
            return re.split(r"[ \t]+", line.strip(BLANKS))
        return line.rstrip(BLANKS).split(self.separator)

    def pick(self, line: int, cells: list[str], width: int) -> tuple[str, str]:
        """Return token and tag of a row; `width` columns stand in the first row."""
        if min(self.tokens, self.tags) < 0:
            checks.check_row_width(self.path, line, len(cells), width)
        for column in (self.tokens, self.tags):
            checks.check_row_reaches(self.path, line, len(cells), column)
        token, tag = self.tokens % len(cells), self.tags % len(cells)
        checks.check_columns_apart(self.path, line, token, tag)
        checks.check_filled(self.path, line, token=cells[token], tag=cells[tag])
        return cells[token], cells[tag]


def _skip(line: str, comment: str | None) -> str | None:
    if line.startswith(_DOCUMENT):
        return "document lines"
    return "comment lines" if comment and line.startswith(comment) else None
