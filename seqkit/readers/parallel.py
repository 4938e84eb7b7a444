"""Texts with their translations: two files line by line, or columns of one table."""

from collections.abc import Sequence
from pathlib import Path

from seqkit import checks
from seqkit.readers.contents import ParallelTexts, counted
from seqkit.readers.lines import BLANKS, decoded, lines_of
from seqkit.readers.packed import unpacked

_EMPTY = "pairs with an empty side"


def read_parallel(
    source_path: str | Path, target_path: str | Path, *, encoding: str = "utf-8"
) -> ParallelTexts:
    r"""Read two files of which each line of one is translated in that of the other.

    Parameters
    ----------
    source_path, target_path : the files, plain or gzipped, or zip archives with a file
        each
    encoding : how their characters are written as bytes

    Returns
    -------
    ParallelTexts
        The lines without blanks around them. Pairs with an empty side are left out with
        a warning, and counted in `skipped`.

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If the files have different numbers of lines, no pair is left, or a file is not
        written in `encoding`, or its compression is damaged.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> _ = (folder / "a.en").write_text("a dog runs\nthanks\n")
    >>> _ = (folder / "a.de").write_text("ein Hund läuft\ndanke\n", encoding="utf-8")
    >>> read = read_parallel(folder / "a.en", folder / "a.de")
    >>> read
    ParallelTexts(pairs: 2)
    >>> read.sources[0], read.targets[0]
    ('a dog runs', 'ein Hund läuft')
    """
    source, target = checks.check_file(source_path), checks.check_file(target_path)
    sources, targets = _lines(source, encoding), _lines(target, encoding)
    checks.check_as_many_lines(source, sources, target, targets)
    rows = list(enumerate(zip(sources, targets, strict=True), start=1))
    return _filled(source, rows, blank=0)


def read_parallel_table(
    path: str | Path,
    *,
    source: int = 0,
    target: int = 1,
    member: str | None = None,
    encoding: str = "utf-8",
) -> ParallelTexts:
    r"""Read a table with a text and its translation in each row, divided by tabs.

    Nothing is quoted: '"' is a character like any other.

    Parameters
    ----------
    path : the file, plain or gzipped, or a zip archive
    source, target : the columns to read, counted from 0; further ones may follow
    member : which file of an archive to read; None takes the only one whose name begins
        neither with '_' nor with '.'
    encoding : how its characters are written as bytes

    Returns
    -------
    ParallelTexts
        The cells without blanks around them. Pairs with an empty side are left out with
        a warning; `skipped` counts them and blank lines.

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If a row lacks a column, no pair is left, the file is not written in `encoding`,
        or its compression is damaged, or an archive has no such file, or several.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "pairs.tsv")
    >>> _ = path.write_text("Go.\tVa !\tCC-BY\nRun!\tCours !\tCC-BY\n")
    >>> read_parallel_table(path, source=1, target=0).targets
    ['Go.', 'Run!']
    """
    found = checks.check_file(path)
    for name, column in (("source", source), ("target", target)):
        checks.check_count(name, column, 0)
    checks.check_pair_columns(source, target)
    rows, blank = [], 0
    for number, line in enumerate(_lines(found, encoding, member), start=1):
        if not line.strip(BLANKS):
            blank += 1
            continue
        cells = line.split("\t")
        for column in (source, target):
            checks.check_row_reaches(found, number, len(cells), column)
        rows.append((number, (cells[source], cells[target])))
    return _filled(found, rows, blank)


def _lines(path: Path, encoding: str, member: str | None = None) -> list[str]:
    return lines_of(decoded(path, unpacked(path, member), encoding=encoding))


def _filled(
    path: Path, rows: Sequence[tuple[int, tuple[str, str]]], blank: int
) -> ParallelTexts:
    """Keep the pairs of which both sides say something."""
    sources, targets, empty = [], [], []
    for number, pair in rows:
        source, target = (text.strip(BLANKS) for text in pair)
        if source and target:
            sources.append(source)
            targets.append(target)
        else:
            empty.append(number)
    checks.check_holds(path, len(sources), "pair of texts")
    checks.warn_empty_sides(path, empty)
    skipped = counted({"blank lines": blank, _EMPTY: len(empty)})
    return ParallelTexts(sources, targets, skipped)
