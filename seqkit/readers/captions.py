"""Captions of pictures: a list, and the folder with the pictures → paths and texts."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from seqkit import checks
from seqkit.readers.coco import coco_rows
from seqkit.readers.lines import BLANKS, read_text

_LINE = re.compile(r"(?P<name>[^\t]+)#\d+\t(?P<caption>.*)")
_HEADER = ["image", "caption"]
_SUFFIXES = {".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}


class CaptionedImages(NamedTuple):
    """Pictures with one caption or several each.

    Attributes
    ----------
    paths : where the pictures lie (pictures,)
    captions : the captions of each picture (pictures, one or several each)

    Examples
    --------
    >>> read = CaptionedImages([Path("a.jpg")], [["a dog runs", "a wet dog"]])
    >>> read.paths[0].name, len(read.captions[0])
    ('a.jpg', 2)
    """

    paths: list[Path]
    captions: list[list[str]]


def read_captions(
    path: str | Path, folder: str | Path, *, encoding: str = "utf-8"
) -> CaptionedImages:
    r"""Read a list of captions, and find its pictures.

    Parameters
    ----------
    path : the list, as Flickr8k has it, 'name.jpg#0', a tab and a caption in each line;
        or a table with the header 'image,caption', in which a caption may hold commas,
        in quotes or without; or JSON as COCO has it, an object with the lists 'images'
        (id, file_name) and 'annotations' (image_id, caption)
    folder : where the pictures lie, under the names of the list
    encoding : how the list's characters are written as bytes

    Returns
    -------
    CaptionedImages
        In the order in which the list first names each picture. Empty captions,
        captions without a picture, and pictures without a caption are left out, with a
        warning each.

    Raises
    ------
    OSError
        If there is no such file or folder.
    ValueError
        If a line is no caption of a picture, the file holds none, it is not written in
        `encoding`, or no picture of it is in the folder; of JSON, if a key is missing,
        or a caption's image.

    References
    ----------
    Hodosh, Young and Hockenmaier (2013), Framing image description as a ranking task,
    JAIR 47, for the first form; Chen et al. (2015), Microsoft COCO captions: data
    collection and evaluation server, for the last.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> folder = Path(mkdtemp())
    >>> _ = (folder / "a.jpg").write_bytes(b"")
    >>> path = folder / "list.txt"
    >>> _ = path.write_text("a.jpg#0\ta dog runs\na.jpg#1\ta wet dog\n")
    >>> read_captions(path, folder).captions
    [['a dog runs', 'a wet dog']]
    """
    found = checks.check_file(path)
    pictures = checks.check_folder(folder)
    captions, empty, places = caption_lists(found, encoding=encoding)
    there = [name for name in captions if (pictures / name).is_file()]
    checks.check_some_pictured(found, pictures, len(captions), len(there))
    checks.warn_empty_captions(found, empty, places)
    away = captions.keys() - set(there)
    checks.warn_no_pictures(found, pictures, [x for x in captions if x in away])
    checks.warn_no_captions(found, pictures, _uncaptioned(pictures, there))
    return CaptionedImages(
        [pictures / name for name in there], [captions[name] for name in there]
    )


class CaptionList(NamedTuple):
    """Captions by the names of their pictures.

    captions : of each name, in the order in which the list first names them
    empty : where captions without a letter stand
    places : "lines", counted from 1, or "annotations" of COCO, counted from 0
    """

    captions: dict[str, list[str]]
    empty: list[int]
    places: str


def caption_lists(path: Path, *, encoding: str = "utf-8") -> CaptionList:
    r"""Return the captions of each name in a list, and where the empty ones stand.

    Raises
    ------
    OSError, ValueError
        As `read_captions`, of the list.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "captions.txt")
    >>> _ = path.write_text('image,caption\na.jpg,"a dog, wet"\nb.jpg,\n')
    >>> caption_lists(path)[:2]
    ({'a.jpg': ['a dog, wet']}, [3])
    """
    text = read_text(path, encoding=encoding)
    rows = coco_rows(path, text) if _is_json(text) else _rows(path, text)
    captions: dict[str, list[str]] = {}
    empty = []
    for place, name, caption in rows:
        said = caption.strip()
        if said:
            captions.setdefault(name, []).append(said)
        else:
            empty.append(place)
    checks.check_holds(path, len(captions), "caption")
    return CaptionList(captions, empty, "annotations" if _is_json(text) else "lines")


def _is_json(text: str) -> bool:
    """Tell whether a list begins as JSON does, and not with a line of Flickr8k."""
    begun = text.lstrip()
    return begun[:1] in ("{", "[") and not _LINE.match(begun.split("\n", 1)[0])


def _rows(path: Path, text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, name and caption, whichever of the two forms of lines there is."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = list(enumerate(plain.split("\n"), start=1))
    filled = [(number, line) for number, line in lines if line.strip(BLANKS)]
    checks.check_holds(path, len(filled), "caption")
    number, first = filled[0]
    if [cell.strip(' \t"').lower() for cell in first.split(",")] == _HEADER:
        yield from _table_rows(path, plain)
    elif _LINE.fullmatch(first):
        yield from _numbered_lines(path, filled)
    else:
        checks.reject_caption_list(path, number, first)


def _numbered_lines(
    path: Path, lines: list[tuple[int, str]]
) -> Iterator[tuple[int, str, str]]:
    for number, line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            checks.reject_caption_line(path, number, line)
        yield number, match["name"].strip(), match["caption"]


def _table_rows(path: Path, text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the rows below the header; commas that no quotes enclose stay as written.

    A caption that opens a quote and never closes it would take in the rows below it:
    strict reading refuses it, with the line where it began.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before, header = 0, True
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if header:
                header = False
                continue
            name, *rest = cells
            if not rest or not name.strip():
                checks.reject_caption_row(path, line, f"got {','.join(cells)!r:.60}")
            yield line, name.strip(), ",".join(rest)
    except csv.Error as error:
        checks.reject_caption_row(path, before + 1, error)


def _uncaptioned(folder: Path, named: list[str]) -> list[str]:
    """Return the pictures of a folder that are not among those named."""
    known = {folder / name for name in named}
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _SUFFIXES and path not in known
    ]
