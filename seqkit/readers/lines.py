"""Text files as one text, as lines, and as blocks of lines with their numbers."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from seqkit import checks

BLANKS = " \t\r"


def read_text(path: str | Path, *, encoding: str = "utf-8") -> str:
    r"""Read a whole text file, without its byte order mark.

    Parameters
    ----------
    path : the file
    encoding : how its characters are written as bytes

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If the file is empty, or is not written in that encoding.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "two.txt")
    >>> _ = path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    >>> read_text(path)
    'one\r\ntwo\r\n'
    """
    found = checks.check_file(path)
    return decoded(found, found.read_bytes(), encoding=encoding)


def decoded(path: Path, data: bytes, *, encoding: str) -> str:
    r"""Return the text that bytes of a file hold, without its byte order mark.

    Raises
    ------
    ValueError
        If there are none, or they are not written in that encoding.

    Examples
    --------
    >>> decoded(Path("two.txt"), b"\xef\xbb\xbftwo", encoding="utf-8")
    'two'
    """
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        checks.reject_byte(path, data, error)
    except LookupError:
        checks.reject_encoding(encoding)
    checks.check_holds(path, len(text), "text")
    return text


def read_lines(path: str | Path, *, encoding: str = "utf-8") -> list[str]:
    r"""Read the lines of a text file, without their ends.

    A line ends with LF, CRLF or CR and with nothing else: U+0085 and U+2028, where
    `str.splitlines` also breaks, are characters of their line.

    Parameters
    ----------
    path : the file
    encoding : how its characters are written as bytes

    Raises
    ------
    OSError, ValueError
        As `read_text`.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "two.txt")
    >>> _ = path.write_bytes(b"one\r\ntwo \x85\n")
    >>> read_lines(path, encoding="latin-1")
    ['one', 'two \x85']
    """
    return lines_of(read_text(path, encoding=encoding))


def lines_of(text: str) -> list[str]:
    r"""Cut a text into its lines, as `read_lines`.

    Examples
    --------
    >>> lines_of("one\r\n\ntwo")
    ['one', '', 'two']
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines if lines[-1] else lines[:-1]


def blocks(lines: Iterable[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield what blank lines divide: lines with their numbers, counted from 1.

    Examples
    --------
    >>> list(blocks(["a", "b", "", " ", "c"]))
    [[(1, 'a'), (2, 'b')], [(5, 'c')]]
    """
    block: list[tuple[int, str]] = []
    for number, line in enumerate(lines, start=1):
        if line.strip(BLANKS):
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block
