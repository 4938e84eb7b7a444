"""Clauses drawn at random, and which combinations of words are held out of training.

A verb and a noun are held out together when their ranks in the tables add up to a
multiple of seven: each verb meets, and each noun goes with, six of seven in training.
"""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from seqkit.datasets.translation_clauses import MODES, Clause
from seqkit.datasets.translation_phrases import Phrase
from seqkit.datasets.translation_verbs import RAIN, SAYING, VERBS, Verb
from seqkit.datasets.translation_words import (
    ADJECTIVES,
    IT,
    MANNERS,
    NOUNS,
    OBJECT_PRONOUNS,
    PLACES,
    SUBJECT_PRONOUNS,
    TIMES,
    Noun,
    Pronoun,
)

T = TypeVar("T")
_ONE_OF = 7  # combinations of a verb and a noun that are held out
_RAINS = 0.02
_DETERMINERS = ("the", "the", "the", "a", "a", "this", "my", "our")
_STRANGERS = ("man", "woman")  # 'meine Frau' is 'my wife'
_NOUN_RANKS = {
    noun.english: rank
    for rank, noun in enumerate(noun for nouns in NOUNS.values() for noun in nouns)
}
_VERB_RANKS = {verb.key: rank for rank, verb in enumerate((*VERBS, *SAYING, RAIN))}


def is_held_out(verb: Verb, noun: Noun) -> bool:
    """Whether training shows no clause with this verb and this noun.

    Examples
    --------
    >>> sleep, man = VERBS[0], NOUNS["person"][0]
    >>> is_held_out(sleep, man)  # the ranks 0 and 0
    True
    """
    return (_VERB_RANKS[verb.key] + _NOUN_RANKS[noun.english]) % _ONE_OF == 0


def has_held_out(clause: Clause) -> bool:
    """Whether a clause, or its relative clause, combines what is held out."""
    names = (clause.subject, *clause.objects)
    nouns = [name.noun for name in names if isinstance(name, Phrase)]
    if any(is_held_out(clause.verb, noun) for noun in nouns):
        return True
    return clause.relative is not None and has_held_out(clause.relative)


def draw_clause(
    draw: np.random.Generator, tense: str, *, held_out: bool | None
) -> Clause:
    """Draw a clause of a tense.

    Parameters
    ----------
    draw : where chance comes from
    tense : 'present', 'past' or 'future'
    held_out : whether it must combine what is held out, or must not; None: either
    """
    while True:
        clause = _draw_once(draw, tense)
        fits = held_out is None or has_held_out(clause) == held_out
        if fits and not _says_a_noun_twice(clause):
            return clause


def draw_saying(draw: np.random.Generator, tense: str) -> Clause:
    """Draw what stands before 'that', as in 'the man says'.

    No clause of this kind is held out: whom it lets speak is known from training.
    """
    verb = chosen(SAYING, draw)
    while True:
        subject = _draw_subject(verb, draw)
        if isinstance(subject, Pronoun) or not is_held_out(verb, subject.noun):
            break
    time = chosen(TIMES[tense], draw) if draw.random() < 0.2 else None
    return Clause(subject, verb, tense=tense, time=time, fronted=time is not None)


def chosen(options: Sequence[T], draw: np.random.Generator) -> T:
    """Return one of some options, each as likely.

    Examples
    --------
    >>> chosen(["a"], np.random.default_rng(0))
    'a'
    """
    return options[int(draw.random() * len(options))]


def _draw_once(draw: np.random.Generator, tense: str) -> Clause:
    rains = draw.random() < _RAINS
    verb = RAIN if rains else chosen(VERBS, draw)
    subject = IT if rains else _draw_subject(verb, draw)
    timed = tense == "future" or draw.random() < 0.5
    modal = verb.modal and tense != "future" and draw.random() < 0.3
    mode = chosen(tuple(MODES), draw) if modal else None
    negated = verb.negatable and draw.random() < 0.18
    manner = verb.manner and not negated and mode != "like" and draw.random() < 0.35
    placed = verb.place and draw.random() < 0.3
    times = TIMES[tense][:2] if negated else TIMES[tense]
    return Clause(
        subject,
        verb,
        _draw_objects(verb, subject, negated, mode, draw),
        tense=tense,
        mode=mode,
        negated=negated,
        manner=chosen(MANNERS, draw) if manner else None,
        place=chosen(PLACES, draw) if placed else None,
        time=chosen(times, draw) if timed else None,
        fronted=timed and draw.random() < 0.5,
        relative=_draw_relative(subject, draw),
    )


def _draw_subject(verb: Verb, draw: np.random.Generator) -> Phrase | Pronoun:
    if "person" in verb.subjects and draw.random() < 0.3:
        return chosen(SUBJECT_PRONOUNS, draw)
    return _draw_phrase(verb.subjects, _DETERMINERS, draw)


def _draw_phrase(
    kinds: Sequence[str], determiners: Sequence[str], draw: np.random.Generator
) -> Phrase:
    noun = chosen([noun for kind in kinds for noun in NOUNS[kind]], draw)
    looks = chosen(ADJECTIVES[noun.kind], draw) if draw.random() < 0.35 else None
    plural = draw.random() < 0.3
    if noun.english in _STRANGERS:
        determiners = [each for each in determiners if each not in ("my", "our")]
    return Phrase(noun, chosen(determiners, draw), looks, plural)


def _draw_objects(
    verb: Verb,
    subject: Phrase | Pronoun,
    negated: bool,
    mode: str | None,
    draw: np.random.Generator,
) -> tuple[Phrase | Pronoun, ...]:
    """Draw an object for each case; what is denied is definite, or 'kein' denies it."""
    objects: list[Phrase | Pronoun] = []
    for kinds, case in zip(verb.objects, verb.cases, strict=True):
        new = not negated or (case == "accusative" and mode != "like")
        determiners = _DETERMINERS if new else [x for x in _DETERMINERS if x != "a"]
        if "person" in kinds and draw.random() < 0.2:
            objects.append(chosen(_others_than(subject), draw))
        else:
            objects.append(_draw_phrase(kinds, determiners, draw))
    return tuple(objects)


def _others_than(subject: Phrase | Pronoun) -> list[Pronoun]:
    """Return the pronouns that are not the subject again, as 'I' and 'us' are."""
    if not isinstance(subject, Pronoun):
        return list(OBJECT_PRONOUNS)
    first = ("I", "we")
    return [
        pronoun
        for pronoun in OBJECT_PRONOUNS
        if pronoun != subject
        and not (pronoun.english[0] in first and subject.english[0] in first)
    ]


def _draw_relative(
    subject: Phrase | Pronoun, draw: np.random.Generator
) -> Clause | None:
    """Draw a relative clause behind some of the subjects with an article."""
    if isinstance(subject, Pronoun) or subject.determiner not in ("the", "a"):
        return None
    if draw.random() >= 0.15:
        return None
    fitting = [verb for verb in VERBS if subject.noun.kind in verb.subjects]
    verb, tense = chosen(fitting, draw), chosen(("present", "past"), draw)
    return Clause(subject, verb, _draw_objects(verb, subject, False, None, draw), tense)


def _says_a_noun_twice(clause: Clause) -> bool:
    inner = clause.relative.objects if clause.relative else ()
    names = (clause.subject, *clause.objects, *inner)
    nouns = [name.noun.english for name in names if isinstance(name, Phrase)]
    return len(set(nouns)) < len(nouns)
