"""Check tags per token, spans and files of word vectors."""

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from seqkit.checks.wording import listed, plain


def check_aligned(
    first: Sequence[Any], second: Sequence[Any], names: tuple[str, str]
) -> None:
    """Require as many sequences, and in each as many entries, on both sides."""
    if len(first) != len(second):
        raise ValueError(
            f"got {len(first)} sequences of {names[0]} but {len(second)} of "
            f"{names[1]}; give one for each"
        )
    for where, (one, other) in enumerate(zip(first, second, strict=True)):
        for name, entries in zip(names, (one, other), strict=True):
            if isinstance(entries, str) or not hasattr(entries, "__len__"):
                raise TypeError(
                    f"sentence {where} must have a list of {name}, got "
                    f"{plain(entries)!r}; pass a list of lists"
                )
        if len(one) != len(other):
            raise ValueError(
                f"sentence {where} has {len(one)} {names[0]} but {len(other)} "
                f"{names[1]}; give one for each token"
            )


def check_tag_texts(tags: Iterable[Any], where: int | None = None) -> None:
    """Require strings."""
    for tag in tags:
        if not isinstance(tag, str):
            which = "" if where is None else f" of sentence {where}"
            raise TypeError(
                f"tags{which} must be strings, got {plain(tag)!r} of type "
                f"{type(tag).__name__}; name it"
            )


def check_legal_tags(
    tags: Sequence[str],
    position: int | None,
    scheme: str,
    where: int | None = None,
) -> None:
    """Require tags without an illegal step, whose position is given."""
    if position is None:
        return
    which = "" if where is None else f" of sentence {where}"
    if position == len(tags):
        what = f"the last tag {tags[-1]!r}{which} leaves a span open"
    else:
        before = f"behind {tags[position - 1]!r}" if position else "at the start"
        what = f"tag {tags[position]!r} at position {position}{which} stands {before}"
    raise ValueError(
        f"{what}, which {scheme} does not allow; read the spans with "
        "spans_of(…, strict=False) and write them again with tags_of"
    )


def check_has_spans(scheme: str | None, known: Sequence[str]) -> None:
    """Require tags that stand for spans."""
    if scheme is None:
        raise ValueError(
            f"the tags {listed(list(known)[:3], 'and')}, … are plain, so there are no "
            "spans to find; use predict, or train on BIO, IOB1 or BIOES tags"
        )


def check_spans(spans: Sequence[Any], length: int) -> None:
    """Require spans in order that hold tokens and leave none shared."""
    end: int = 0
    before: tuple = ()
    for span in spans:
        label, start, stop = span
        if not isinstance(label, str):
            raise TypeError(f"the label of {tuple(span)!r} must be a string; name it")
        if not 0 <= start < stop <= length:
            raise ValueError(
                f"span {tuple(span)!r} must hold tokens from 0 to {length}, end "
                "exclusive; correct its start and end"
            )
        if start < end:
            raise ValueError(
                f"span {tuple(span)!r} overlaps {before!r}; tags can hold only "
                "one of them"
            )
        end, before = stop, tuple(span)


def reject_tag(tag: object, position: int, scheme: str, letters: str) -> NoReturn:
    """Say that a tag is none of the scheme's."""
    kinds = listed([f"{letter}-label" for letter in letters if letter != "O"])
    raise ValueError(
        f"tag {plain(tag)!r} at position {position} is none of {scheme}; write 'O', "
        f"{kinds}"
    )


def reject_vector_line(path: object, line: int, problem: str) -> NoReturn:
    """Say where a file of word vectors cannot be read."""
    raise ValueError(
        f"line {line} of {path} {problem}; the file must hold a word and its numbers "
        "per line, separated by spaces"
    )


def reject_no_vectors(path: object) -> NoReturn:
    """Say that a file of word vectors is empty."""
    raise ValueError(f"{path} holds no word vectors; download it again")
