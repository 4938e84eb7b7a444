"""Texts with a label in front of each, line by line: files → labelled texts."""

from pathlib import Path

from seqkit import checks
from seqkit.readers.contents import LabelledTexts, counted
from seqkit.readers.lines import BLANKS, read_lines


def read_labelled_lines(
    path: str | Path, *, separator: str = " ", encoding: str = "utf-8"
) -> LabelledTexts:
    r"""Read lines that begin with a label: 'label text'.

    Parameters
    ----------
    path : the file
    separator : what divides the label from the text; its first occurrence counts
    encoding : how the file's characters are written as bytes

    Returns
    -------
    LabelledTexts
        Labels and texts without blanks around them. Its `skipped` counts blank lines.

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If a line lacks a label or a text, the file holds no text, or it is not written
        in `encoding`.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "questions.txt")
    >>> _ = path.write_text("NUM:dist How far is it ?\nDESC:def What is it ?\n")
    >>> read = read_labelled_lines(path)
    >>> read.labels, read.texts
    (['NUM:dist', 'DESC:def'], ['How far is it ?', 'What is it ?'])
    """
    found = checks.check_file(path)
    texts, labels, blank = [], [], 0
    for number, line in enumerate(read_lines(found, encoding=encoding), start=1):
        if not line.strip(BLANKS):
            blank += 1
            continue
        label, text = (part.strip(BLANKS) for part in _divide(line, separator))
        if not label or not text:
            checks.reject_unlabelled(found, number, separator)
        labels.append(label)
        texts.append(text)
    checks.check_holds(found, len(texts), "text")
    return LabelledTexts(texts, labels, counted({"blank lines": blank}))


def _divide(line: str, separator: str) -> tuple[str, str]:
    label, _, text = line.partition(separator)
    return label, text
