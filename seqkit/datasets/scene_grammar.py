"""Sentences that say what a scene means, and the way back.

The grammar writes a meaning in eight orders with synonyms; the reader accepts these
sentences and no others, since both are made from the same tables.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import product

from seqkit import checks
from seqkit.datasets.scene_meanings import (
    COLOURS,
    CONVERSES,
    COUNTS,
    MOST_OBJECTS,
    SHAPES,
    SIZES,
    Group,
    Meaning,
)

CAPTIONS = 5
_RELATION_PHRASES = {
    "left of": ("left of", "to the left of", "on the left of"),
    "right of": ("right of", "to the right of", "on the right of"),
    "above": ("above", "higher than"),
    "below": ("below", "lower than"),
    "in front of": ("in front of", "partly covering"),
    "behind": ("behind", "partly hidden by"),
}
_VERBS = (("is", "stands"), ("are", "stand"))
_ORDERS = (
    "{first} {relation} {second}",
    "there {verb} {first} {relation} {second}",
    "{first} {verb} {relation} {second}",
    "{relation} {second} {verb} {first}",
)
_WAYS = tuple(product(_ORDERS, (False, True)))
_CHOICES = 4  # of a caption: first, second, relation, verb
WORD_DRAWS = len(_WAYS) + CAPTIONS * _CHOICES


def write_captions(meaning: Meaning, draws: Sequence[float]) -> list[str]:
    """Write five different sentences for one meaning.

    Parameters
    ----------
    meaning : canonical
    draws : `WORD_DRAWS` numbers in [0, 1), which choose orders and words

    Returns
    -------
    list of 5 str
        Lower-case words with single spaces, each sentence in another order.

    Examples
    --------
    >>> ring, star = Group(2, "small", "red", "ring"), Group(1, "large", "blue", "star")
    >>> captions = write_captions(Meaning(ring, "left of", star), WORD_DRAWS * [0.5])
    >>> captions[0]
    'two little scarlet rings to the left of one large blue star'
    >>> captions[1]
    'one large blue star to the right of two little scarlet rings'
    """
    ways = sorted(range(len(_WAYS)), key=draws.__getitem__)[:CAPTIONS]
    starts = range(len(_WAYS), WORD_DRAWS, _CHOICES)
    return [
        _sentence(meaning, way, draws[start : start + _CHOICES])
        for way, start in zip(ways, starts, strict=True)
    ]


def meaning_of(caption: str) -> Meaning | None:
    """Return what a caption of a scene means, the inverse of the grammar.

    Parameters
    ----------
    caption : lower-case words separated by single spaces

    Returns
    -------
    Meaning or None
        In canonical form; None for anything that is no sentence of the grammar, such
        as wrong articles, verbs that do not agree, more than four objects together, or
        two groups that look alike.

    Raises
    ------
    TypeError
        If the caption is not a string.

    Examples
    --------
    >>> print(meaning_of("a big blue star is above two tiny hoops"))  # which colour?
    None
    >>> meaning = meaning_of("behind an average red box are two tiny discs in white")
    >>> meaning.first
    Group(count=1, size='medium', colour='red', shape='square')
    >>> meaning.relation, meaning.second
    ('in front of', Group(count=2, size='small', colour='white', shape='circle'))
    """
    checks.check_text(caption)
    for pattern in _patterns():
        found = pattern.fullmatch(caption)
        meaning = _meaning(found.groupdict()) if found else None
        if meaning:
            return meaning
    return None


def _sentence(meaning: Meaning, way: int, draws: Sequence[float]) -> str:
    order, turned = _WAYS[way]
    first, relation, second = meaning
    if turned:
        first, relation, second = second, CONVERSES[relation], first
    return order.format(
        first=_chosen(_phrases(first), draws[0]),
        second=_chosen(_phrases(second), draws[1]),
        relation=_chosen(_RELATION_PHRASES[relation], draws[2]),
        verb=_chosen(_VERBS[first.count > 1], draws[3]),
    )


def _meaning(parts: dict[str, str]) -> Meaning | None:
    """Put together what a pattern found, None where the parts do not agree."""
    known = _known_phrases()
    first, second = known.get(parts["first"]), known.get(parts["second"])
    if first is None or second is None or first.look == second.look:
        return None
    if first.count + second.count > MOST_OBJECTS:
        return None
    verbs = _VERBS[first.count > 1]
    if parts.get("verb", verbs[0]) not in verbs:
        return None
    return Meaning(first, _known_relations()[parts["relation"]], second).canonical()


def _chosen(options: Sequence[str], draw: float) -> str:
    return options[int(draw * len(options))]


@cache
def _phrases(group: Group) -> tuple[str, ...]:
    """Return every way to name a group, like 'two small red boxes'."""
    words = product(
        COUNTS[group.count],
        SIZES[group.size],
        COLOURS[group.colour],
        SHAPES[group.shape],
    )
    return tuple(
        form.format(_article(number, size), size, colour, _noun(shape, group.count))
        for number, size, colour, shape in words
        for form in ("{0} {1} {2} {3}", "{0} {1} {3} in {2}")
    )


def _article(number: str, following: str) -> str:
    return "an" if number == "a" and following[0] in "aeiou" else number


def _noun(shape: str, count: int) -> str:
    if count == 1:
        return shape
    return shape + ("es" if shape.endswith(("s", "x")) else "s")


@cache
def _known_phrases() -> dict[str, Group]:
    groups = (Group(*parts) for parts in product(COUNTS, SIZES, COLOURS, SHAPES))
    return {phrase: group for group in groups for phrase in _phrases(group)}


@cache
def _known_relations() -> dict[str, str]:
    return {
        phrase: relation
        for relation, phrases in _RELATION_PHRASES.items()
        for phrase in phrases
    }


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Turn the orders into patterns that find their parts."""
    return tuple(
        re.compile(
            order.format(
                first="(?P<first>.+?)",
                second="(?P<second>.+?)",
                relation=f"(?P<relation>{'|'.join(_known_relations())})",
                verb=f"(?P<verb>{'|'.join(_VERBS[0] + _VERBS[1])})",
            )
        )
        for order in _ORDERS
    )
