"""Texts in files, one folder per label: a folder → labelled texts."""

from pathlib import Path

from seqkit import checks
from seqkit.readers.contents import LabelledTexts, counted
from seqkit.readers.lines import read_text


def read_label_folders(
    path: str | Path, *, pattern: str = "*.txt", encoding: str = "utf-8"
) -> LabelledTexts:
    r"""Read a folder that holds one folder of text files per label.

    Parameters
    ----------
    path : the folder
    pattern : which files to read in the folder of a label; '**/*.txt' looks deeper
    encoding : how the characters of the files are written as bytes

    Returns
    -------
    LabelledTexts
        Sorted by label, then by file name; each text is the whole content of a file.
        Its `skipped` counts files that are not read and labels without a file.

    Raises
    ------
    OSError
        If there is no such folder.
    ValueError
        If no file is found, or a file is empty or not written in `encoding`.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> for label, text in [("pos", "a fine film"), ("neg", "dull")]:
    ...     (folder / label).mkdir()
    ...     _ = (folder / label / "0.txt").write_text(text)
    >>> read = read_label_folders(folder)
    >>> read.labels, read.texts
    (['neg', 'pos'], ['dull', 'a fine film'])
    """
    folder = checks.check_folder(path)
    texts: list[str] = []
    labels: list[str] = []
    empty = 0
    for label in sorted(inner for inner in folder.iterdir() if inner.is_dir()):
        files = sorted(file for file in label.glob(pattern) if file.is_file())
        empty += not files
        texts += [read_text(file, encoding=encoding) for file in files]
        labels += [label.name] * len(files)
    checks.check_holds(folder, len(texts), f"file {pattern!r} in a folder of a label")
    there = sum(file.is_file() for file in folder.rglob("*"))
    skipped = {"files not read": there - len(texts), "labels without a file": empty}
    return LabelledTexts(texts, labels, counted(skipped))
