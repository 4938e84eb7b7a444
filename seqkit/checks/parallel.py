"""Check parallel texts: files of sentences and their translations, and token lists.

Sentences about a row begin with its file and line.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from seqkit.checks.wording import listed, some, warn

_FIRST = 3  # lines that a warning shows


def check_as_many_lines(
    source: Path, sources: Sequence[str], target: Path, targets: Sequence[str]
) -> None:
    """Require as many lines in both files of a pair."""
    if len(sources) == len(targets):
        return
    longer, shorter = (source, target)
    if len(sources) < len(targets):
        longer, shorter = target, source
    last = min(len(sources), len(targets))
    raise ValueError(
        f"{longer} line {last + 1}: {shorter} has no such line, only {last}; give two "
        "files with a translation in each line"
    )


def check_as_many_translations(sources: int, targets: int) -> None:
    """Require a translation for each source."""
    if sources != targets:
        raise ValueError(
            f"got {sources} sources but {targets} targets; give one target for each "
            "source"
        )


def check_member(
    path: Path, member: str | None, names: Sequence[str], plain: Sequence[str]
) -> str:
    """Return the one file that is read from an archive, by its name or the only one."""
    if member is None:
        if len(plain) != 1:
            raise ValueError(
                f"{path} holds {len(plain)} files that may be read, {some(names)}; "
                "name one of them with member="
            )
        return plain[0]
    if member not in names:
        raise ValueError(f"member={member!r} is not in {path}; choose {listed(names)}")
    return member


def check_pair_columns(source: int, target: int) -> None:
    """Require two columns."""
    if source == target:
        raise ValueError(
            f"source= and target= both name column {source}; name two columns"
        )


def check_two_languages(source: str, target: str) -> None:
    """Require two languages."""
    if source == target:
        raise ValueError(f"source= and target= are both {source!r}; name two languages")


def reject_compressed(path: Path, reason: object) -> NoReturn:
    """Say that a compressed file is damaged."""
    raise ValueError(
        f"{path} cannot be unpacked ({reason}); get the file again"
    ) from None


def warn_empty_sides(path: Path, lines: Sequence[int]) -> None:
    """Say which pairs have an empty side."""
    if lines:
        pairs = f"{len(lines)} pair{'' if len(lines) == 1 else 's'}"
        warn(
            f"left out {pairs} of {path} with an empty side, on "
            f"{'line' if len(lines) == 1 else 'lines'} {some(lines, _FIRST)}",
        )
