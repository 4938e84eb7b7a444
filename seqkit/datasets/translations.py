"""English sentences with their German translations, made to order.

A grammar draws what is to be said and writes it in both languages, so a translation is
right or wrong by rule: every English sentence has one German one, and the other way
round. The sentences are the same for the same `random_state`.
"""

from typing import NamedTuple
from zlib import crc32

import numpy as np

from seqkit import checks
from seqkit.datasets.translation_clauses import (
    COMMA,
    Clause,
    english_clause,
    german_clause,
)
from seqkit.datasets.translation_draws import chosen, draw_clause, draw_saying
from seqkit.readers import ParallelTexts

RandomState = int | np.random.Generator | None

SPLITS = ("train", "validation", "test")
_SHORTEST, _LONGEST = 4, 25  # words, in either language
_ONE_OF = 5  # sentences of known combinations that are for validation
_SHAPES = ("alone", "alone", "before", "behind", "reported")
_TENSES = ("present", "past", "future")
_REASONS = ("because", "although")  # the conjunctions that go with 'not'
_CONJUNCTIONS = {  # in the present and in the past
    "because": ("weil", "weil"),
    "although": ("obwohl", "obwohl"),
    "when": ("wenn", "als"),
    "while": ("während", "während"),
    "before": ("bevor", "bevor"),
}


def translated_sentences(
    count: int, *, split: str = "train", random_state: RandomState = None
) -> ParallelTexts:
    r"""Write English sentences of 4 to 25 words and their German translations.

    One clause or several about people, animals and things. Word by word the German is
    wrong: it puts the verb second and the rest of the verb last ('hat … gesehen', 'ruft
    … an'), all of it last in subordinate clauses, and the verb before the subject where
    anything else comes first; articles, adjectives and pronouns follow gender and case;
    'not a' is 'kein', 'like to' is 'gern', 'when' is 'wenn' or 'als', 'eat' is 'essen'
    or, of animals, 'fressen'; idioms have their own pictures.

    Parameters
    ----------
    count : number of pairs, no two alike
    split : 'train' and 'validation' share their combinations of verb and noun but no
        sentence; every 'test' sentence has a verb with a subject or an object that it
        never has in these two
    random_state : seed, generator, or None for another draw each time; the first
        sentences are the same however many follow

    Returns
    -------
    ParallelTexts
        `sources` in English, `targets` in German: one sentence each, with a capital and
        a full stop.

    Raises
    ------
    ValueError
        If `count` is no whole number above 0, or `split` is unknown.

    References
    ----------
    Splits by combinations as in SCAN (Lake and Baroni, 2018, "Generalization without
    systematicity", ICML).

    Examples
    --------
    >>> pairs = translated_sentences(2, random_state=241)
    >>> for source, target in zip(pairs.sources, pairs.targets, strict=True):
    ...     print(source, target, sep="\n    ")
    My guest believes that he must dance.
        Mein Gast glaubt, dass er tanzen muss.
    Kings who greeted a man are happy.
        Könige, die einen Mann begrüßt haben, sind glücklich.
    """
    checks.check_count("count", count)
    checks.check_choice("split", split, SPLITS)
    entropy = int(np.random.default_rng(random_state).integers(2**63))
    draw = np.random.default_rng((entropy, SPLITS.index(split)))
    pairs: dict[str, str] = {}
    while len(pairs) < count:
        source, target = _draw_sentence(draw, split)
        if _fits(source, target, split):
            pairs.setdefault(source, target)
    return ParallelTexts(list(pairs), list(pairs.values()))


class _Part(NamedTuple):
    """A piece of a sentence in both languages; does it end in a subordinate clause?"""

    english: list[str]
    german: list[str]
    ends_subordinate: bool = False


class _Clauses:
    """Draw the clauses of a sentence, of which one must be new in the test split."""

    def __init__(self, draw: np.random.Generator, split: str, clauses: int):
        self.draw = draw
        self.left = clauses
        self.split = split
        self.new = int(draw.random() * clauses)

    def next(self, tense: str) -> Clause:
        self.left -= 1
        held_out: bool | None = False
        if self.split == "test":
            held_out = True if self.left == self.new else None
        return draw_clause(self.draw, tense, held_out=held_out)


def _draw_sentence(draw: np.random.Generator, split: str) -> tuple[str, str]:
    shapes = [chosen(_SHAPES, draw)]
    if draw.random() < 0.3:
        shapes.append(chosen([x for x in _SHAPES if x != "before"], draw))
    number = sum(1 + (shape in ("before", "behind")) for shape in shapes)
    clauses = _Clauses(draw, split, number)
    parts = [_DRAWN[shape](clauses) for shape in shapes]
    english, german, apart = parts[0]
    for part in parts[1:]:
        but = draw.random() < 0.4
        english = [*english, *((COMMA, "but") if but else ("and",)), *part.english]
        comma = [COMMA] if but or apart else []
        german = [*german, *comma, "aber" if but else "und", *part.german]
    return _text(english), _text(german)


def _alone(clauses: _Clauses) -> _Part:
    clause = clauses.next(chosen(_TENSES, clauses.draw))
    return _Part(english_clause(clause), german_clause(clause))


def _behind(clauses: _Clauses) -> _Part:
    conjunction, german, (main, other) = _draw_two(clauses, subordinate=1)
    other = other._replace(fronted=False)
    return _Part(
        [*english_clause(main), conjunction, *english_clause(other)],
        [*german_clause(main), COMMA, german, *german_clause(other, "subordinate")],
        ends_subordinate=True,
    )


def _before(clauses: _Clauses) -> _Part:
    conjunction, german, two = _draw_two(clauses, subordinate=0)
    first, main = (clause._replace(fronted=False) for clause in two)
    return _Part(
        [conjunction, *english_clause(first), COMMA, *english_clause(main)],
        [
            german,
            *german_clause(first, "subordinate"),
            COMMA,
            *german_clause(main, "inverted"),
        ],
    )


def _reported(clauses: _Clauses) -> _Part:
    tense = chosen(("present", "past"), clauses.draw)
    saying = draw_saying(clauses.draw, tense)
    said = chosen(_TENSES, clauses.draw) if tense == "present" else "past"
    clause = clauses.next(said)._replace(fronted=False)
    return _Part(
        [*english_clause(saying), "that", *english_clause(clause)],
        [*german_clause(saying), COMMA, "dass", *german_clause(clause, "subordinate")],
        ends_subordinate=True,
    )


_DRAWN = {
    "alone": _alone,
    "behind": _behind,
    "before": _before,
    "reported": _reported,
}


def _draw_two(clauses: _Clauses, *, subordinate: int) -> tuple[str, str, list[Clause]]:
    """Draw two clauses of one tense, of which one says when, and a conjunction."""
    tense = chosen(("present", "past"), clauses.draw)
    two = [clauses.next(tense) for _ in range(2)]
    silent = int(clauses.draw.random() * 2)
    two[silent] = two[silent]._replace(time=None, fronted=False)
    fitting = _REASONS if two[subordinate].negated else tuple(_CONJUNCTIONS)
    conjunction = chosen(fitting, clauses.draw)
    return conjunction, _CONJUNCTIONS[conjunction][tense == "past"], two


def _text(pieces: list[str]) -> str:
    """Join pieces: one comma where two meet, none at the end; capital and full stop."""
    kept: list[str] = []
    for piece in pieces:
        if piece != COMMA or (kept and kept[-1] != COMMA):
            kept.append(piece)
    text = " ".join(kept).replace(" ,", COMMA).rstrip(COMMA)
    return f"{text[0].upper()}{text[1:]}."


def _fits(source: str, target: str, split: str) -> bool:
    """Whether a pair has a length to ask for, and belongs to the split."""
    lengths = [len(text.split()) for text in (source, target)]
    if min(lengths) < _SHORTEST or max(lengths) > _LONGEST:
        return False
    kept_back = crc32(source.encode()) % _ONE_OF == 0
    return split == "test" or kept_back == (split == "validation")
