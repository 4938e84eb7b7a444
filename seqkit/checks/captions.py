"""Check captions: those of scores, and the lists of pictures that they come from.

Sentences about a row begin with its file and line.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from seqkit.checks.wording import plain, some, warn

_FIRST = 3  # names that a warning shows


def check_captions(name: str, captions: Any) -> list[str]:
    """Require a list of captions, one string for each picture."""
    if isinstance(captions, str) or not hasattr(captions, "__len__"):
        raise TypeError(
            f"{name} must be a list of captions, one for each picture, got "
            f"{plain(captions)!r:.60}; for one picture pass [caption]"
        )
    if not len(captions):
        raise ValueError(f"{name} is empty; give the caption of one picture at least")
    for where, caption in enumerate(captions):
        if not isinstance(caption, str):
            raise TypeError(
                f"{name}[{where}] must be one caption, a string, got "
                f"{plain(caption)!r:.60}; join its words with ' '.join"
            )
    return list(captions)


def check_caption_lists(name: str, captions: Any) -> list[list[str]]:
    """Require a list with a list of captions for each picture, none of them empty."""
    if isinstance(captions, str) or not hasattr(captions, "__len__"):
        raise TypeError(
            f"{name} must be a list with a list of captions for each picture, got "
            f"{plain(captions)!r:.60}; for one picture pass [[caption, …]]"
        )
    if not len(captions):
        raise ValueError(f"{name} is empty; give the captions of one picture at least")
    for where, several in enumerate(captions):
        if isinstance(several, str):
            raise TypeError(
                f"{name}[{where}] must be a list of captions, got {several!r:.60}; "
                "pass [caption] where a picture has one"
            )
    return [
        check_captions(f"{name}[{where}]", several)
        for where, several in enumerate(captions)
    ]


def check_references(references: Any, pictures: int) -> list[list[str]]:
    """Require as many lists of captions as pictures, none of them empty."""
    lists = check_caption_lists("references", references)
    if len(lists) != pictures:
        raise ValueError(
            f"got {pictures} predicted captions but references of {len(lists)} "
            "pictures; give a list of references for each caption"
        )
    return lists


def check_reference_words(references: Sequence[Sequence[Sequence[str]]]) -> None:
    """Require a word in every reference, which comes as a list of words."""
    for where, several in enumerate(references):
        for place, words in enumerate(several):
            if not words:
                raise ValueError(
                    f"references[{where}][{place}] holds no word; leave it out"
                )


def reject_caption_list(path: Path, line: int, found: str) -> NoReturn:
    """Say that a file begins like no list of captions."""
    raise ValueError(
        f"{path} line {line}: expected 'name.jpg#0', a tab and a caption, or the "
        f"header 'image,caption', got {found!r:.60}; write the list in one of these "
        "forms, or as the JSON of COCO"
    )


def reject_caption_line(path: Path, line: int, found: str) -> NoReturn:
    """Say that a line is not a picture, a number and a caption."""
    raise ValueError(
        f"{path} line {line}: expected 'name.jpg#0', a tab and a caption, got "
        f"{found!r:.60}; mend the line"
    )


def reject_caption_row(path: Path, line: int, reason: object) -> NoReturn:
    """Say that a row of a table is not a picture and a caption."""
    raise ValueError(
        f"{path} line {line}: the row is not 'image,caption' ({reason}); mend it, and "
        "write a quote inside quotes twice"
    )


def check_some_pictured(path: Path, folder: Path, named: int, there: int) -> None:
    """Require that one picture at least has a caption."""
    if not there:
        raise ValueError(
            f"none of the {named} pictures that {path} names is in {folder}; name the "
            "folder with the pictures"
        )


def warn_empty_captions(path: Path, empty: Sequence[int], places: str) -> None:
    """Say which captions are empty: on lines, or annotations."""
    if empty:
        warn(
            f"left out {_count(empty, 'empty caption')} of {path}, on "
            f"{places[:-1] if len(empty) == 1 else places} {some(empty, _FIRST)}",
        )


def warn_no_pictures(path: Path, folder: Path, names: Sequence[str]) -> None:
    """Say which captions have no picture."""
    if names:
        warn(
            f"left out the captions of {_count(names, 'picture')} that {path} names, "
            f"but {folder} does not hold ({some(names, _FIRST)})",
        )


def warn_no_captions(path: Path, folder: Path, names: Sequence[str]) -> None:
    """Say which pictures have no caption."""
    if names:
        warn(
            f"left out {_count(names, 'picture')} in {folder} without a caption in "
            f"{path} ({some(names, _FIRST)})",
        )


def warn_pictures_away(folder: Path, missing: Sequence[str], named: int) -> None:
    """Say how many pictures of a public set are not there."""
    if missing:
        warn(
            f"left out {len(missing)} of the {named} pictures of the authors' splits, "
            f"which {folder} does not hold ({some(missing, _FIRST)}); put them there, "
            "or ask for subset=True",
        )


def check_some_words(words: int) -> None:
    """Require a word in captions."""
    if not words:
        raise ValueError("captions hold no word; give one caption with a word at least")


def check_each_pictured(what: str, given: int, pictures: int) -> None:
    """Require one thing for each picture."""
    if given != pictures:
        raise ValueError(
            f"got {pictures} pictures but {given} {what}; give one for each picture"
        )


def check_pictures_shown(shown: int, kept: int) -> None:
    """Require pictures to draw in a report."""
    if not shown:
        raise ValueError(
            "the report shows no picture; ask for one with worst=1 at least"
        )
    if not kept:
        raise ValueError(
            "the report has no picture to draw, only the features that came in place "
            "of pictures; read its best and worst, or make the report from pictures"
        )


def _count(things: Sequence[object], what: str) -> str:
    return f"{len(things)} {what}{'' if len(things) == 1 else 's'}"
