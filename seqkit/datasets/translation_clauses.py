"""Clauses as meanings, written in English and in German.

A clause says who does what, to whom, when, where and how. English has one order;
German puts the finite verb second, or last in a subordinate clause, and the rest of the
verb at the end.
"""

from typing import NamedTuple

from seqkit.datasets.translation_phrases import (
    Phrase,
    english_name,
    german_name,
    relative_pronoun,
)
from seqkit.datasets.translation_verbs import Verb
from seqkit.datasets.translation_words import Pronoun, Word

_BE = (("am", "is", "are"), ("was", "was", "were"))
_PRETERITES = {
    "haben": ("hatte", "hatte", "hatten"),
    "sind": ("war", "war", "waren"),
}
_PERFECT = {"hat": ("habe", "hat", "haben"), "ist": ("bin", "ist", "sind")}
COMMA = ","


class Mode(NamedTuple):
    """How 'can', 'must', 'want to' and 'like to' are said.

    Attributes
    ----------
    english, negated : as in 'we can', 'he can', 'we could'
    german : as in 'ich kann', 'er kann', 'wir können'; none for 'like to', an adverb
    past : the same in the past
    """

    english: tuple[str, str, str]
    negated: tuple[str, str, str]
    german: tuple[str, ...] = ()
    past: tuple[str, ...] = ()


MODES = {
    "can": Mode(
        ("can", "can", "could"),
        ("cannot", "cannot", "could not"),
        ("kann", "kann", "können"),
        ("konnte", "konnte", "konnten"),
    ),
    "must": Mode(
        ("must", "must", "had to"),
        ("do not have to", "does not have to", "did not have to"),
        ("muss", "muss", "müssen"),
        ("musste", "musste", "mussten"),
    ),
    "want": Mode(
        ("want to", "wants to", "wanted to"),
        ("do not want to", "does not want to", "did not want to"),
        ("will", "will", "wollen"),
        ("wollte", "wollte", "wollten"),
    ),
    "like": Mode(
        ("like to", "likes to", "liked to"),
        ("do not like to", "does not like to", "did not like to"),
    ),
}
_DO_NOT = ("do not", "does not", "did not")


class Clause(NamedTuple):
    """What a clause means.

    Attributes
    ----------
    subject : who does it
    verb : what is done
    objects : to whom, as many as the verb asks for
    tense : 'present', 'past' or 'future'; the last with a time only
    mode : a key of `MODES`, or None
    negated : whether it is not so
    manner, place, time : adverbials, or None
    fronted : whether the time comes first
    relative : a clause with the same subject, which says who it is, or None
    """

    subject: Phrase | Pronoun
    verb: Verb
    objects: tuple[Phrase | Pronoun, ...] = ()
    tense: str = "present"
    mode: str | None = None
    negated: bool = False
    manner: Word | None = None
    place: Word | None = None
    time: Word | None = None
    fronted: bool = False
    relative: "Clause | None" = None

    @property
    def is_past(self) -> bool:
        """Whether the tense is the past."""
        return self.tense == "past"


def english_clause(clause: Clause) -> list[str]:
    """Write a clause in English: its pieces, to be joined by blanks."""
    subject = [english_name(clause.subject, subject=True)]
    if clause.relative is not None and isinstance(clause.subject, Phrase):
        subject += [relative_pronoun(clause.subject)[0]]
        subject += _english_predicate(clause.relative)
    first = [clause.time.english] if clause.fronted and clause.time else []
    return [*first, *subject, *_english_predicate(clause)]


def german_clause(clause: Clause, order: str = "main") -> list[str]:
    """Write a clause in German: its pieces and commas.

    Parameters
    ----------
    clause : what it means
    order : where the finite verb stands: 'main' second, 'inverted' first, because
        something stands before the clause, 'subordinate' last
    """
    finite, closing = _german_verb(clause)
    subject = _german_subject(clause)
    middle = _german_middle(clause)
    if order == "subordinate":
        return [*subject, *middle, *_joined_last(clause, closing, finite)]
    if order == "main" and clause.fronted and clause.time:
        return [clause.time.german, finite, *subject, *middle, *closing]
    if order == "main":
        return [*subject, finite, *middle, *closing]
    return [finite, *subject, *middle, *closing]


def _english_predicate(clause: Clause) -> list[str]:
    place, time = clause.place, None if clause.fronted else clause.time
    pieces = [
        *_english_verb(clause),
        *_english_rest(clause),
        place.english if place else "",
        time.english if time else "",
    ]
    return [piece for piece in pieces if piece]


def _english_rest(clause: Clause) -> list[str]:
    names = [english_name(name) for name in clause.objects]
    return [clause.verb.rest[0], *names]


def _english_verb(clause: Clause) -> list[str]:
    base, third, past = clause.verb.english
    form = clause.subject.form
    tense = 2 if clause.is_past else int(form == 1)
    manner = clause.manner.english if clause.manner else ""
    if clause.tense == "future":
        return ["will not" if clause.negated else "will", manner, base]
    if clause.mode:
        mode = MODES[clause.mode]
        return [(mode.negated if clause.negated else mode.english)[tense], manner, base]
    if base == "be":
        return [_BE[clause.is_past][form], "not" if clause.negated else ""]
    if clause.negated:
        return [_DO_NOT[tense], base]
    return [manner, (base, third, past)[tense]]


def _german_verb(clause: Clause) -> tuple[str, list[str]]:
    """Return the finite verb, and what of the verb stands at the end."""
    verb, form = clause.verb, clause.subject.form
    mode = MODES[clause.mode].german if clause.mode else ()
    if clause.mode and mode:
        forms = MODES[clause.mode].past if clause.is_past else mode
        return forms[form], [verb.prefix + verb.german[-1]]
    if clause.is_past and verb.participle:
        return _PERFECT[verb.auxiliary][form], [verb.participle]
    forms = _PRETERITES[verb.german[-1]] if clause.is_past else verb.german
    return forms[form], [verb.prefix] if verb.prefix else []


def _joined_last(clause: Clause, closing: list[str], finite: str) -> list[str]:
    """Put the finite verb last; a prefix that stands before it is part of it."""
    if closing and closing == [clause.verb.prefix]:
        return [clause.verb.prefix + finite]
    return [*closing, finite]


def _german_subject(clause: Clause) -> list[str]:
    subject = [german_name(clause.subject, "nominative")]
    if clause.relative is None or not isinstance(clause.subject, Phrase):
        return subject
    finite, closing = _german_verb(clause.relative)
    inner = [
        relative_pronoun(clause.subject)[1],
        *_german_middle(clause.relative),
        *_joined_last(clause.relative, closing, finite),
    ]
    return [*subject, COMMA, *inner, COMMA]


def _german_middle(clause: Clause) -> list[str]:
    """Write what stands between the two parts of the verb.

    Pronouns, time, dative, what is definite, 'nicht', manner, place, what is new, what
    belongs to the verb, prepositions with their objects.
    """
    time = None if clause.fronted else clause.time
    pronouns, datives, known, new, others = _german_objects(clause)
    adverbs = [
        "nicht" if clause.negated and not _is_none(clause) else "",
        "gern" if clause.mode == "like" else "",
        *(word.german if word else "" for word in (clause.manner, clause.place)),
    ]
    when = time.german if time else ""
    rest = clause.verb.rest[1]
    pieces = [*pronouns, when, *datives, *known, *adverbs, *new, rest, *others]
    return [piece for piece in pieces if piece]


def _german_objects(clause: Clause) -> tuple[list[str], ...]:
    """Divide objects: pronouns, datives, definite, indefinite, with prepositions."""
    parts: tuple[list[str], ...] = ([], [], [], [], [])
    for name, case in zip(clause.objects, clause.verb.cases, strict=True):
        indefinite = isinstance(name, Phrase) and name.determiner == "a"
        if " " in case:
            place = 4
        elif isinstance(name, Pronoun):
            place = 0
        elif case == "dative":
            place = 1
        else:
            place = 3 if indefinite else 2
        no = clause.negated and indefinite and case == "accusative"
        parts[place].append(german_name(name, case, no=no))
    return parts


def _is_none(clause: Clause) -> bool:
    """Whether 'kein' says that it is not so: where a new object is there to deny."""
    return any(
        case == "accusative" and isinstance(name, Phrase) and name.determiner == "a"
        for name, case in zip(clause.objects, clause.verb.cases, strict=True)
    )
