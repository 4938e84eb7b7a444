"""Drawn clauses: what is held out, and what never goes together."""

from functools import cache

import numpy as np
import pytest

from seqkit.datasets.translation_draws import draw_clause, has_held_out, is_held_out
from seqkit.datasets.translation_phrases import Phrase
from seqkit.datasets.translation_verbs import SAYING, VERBS
from seqkit.datasets.translation_words import NOUNS, Pronoun

TENSES = ("present", "past", "future")


@cache
def many():
    """Clauses that several tests look at."""
    draw = np.random.default_rng(0)
    return [draw_clause(draw, TENSES[k % 3], held_out=None) for k in range(3000)]


def test_a_seventh_of_all_combinations_is_held_out_of_every_verb_and_noun():
    nouns = [noun for several in NOUNS.values() for noun in several]
    table = np.array([[is_held_out(verb, noun) for noun in nouns] for verb in VERBS])
    assert table.mean() == pytest.approx(1 / 7, abs=0.005)
    assert (table.sum(axis=0) > 0).all()
    assert (table.sum(axis=1) > 0).all()


@pytest.mark.parametrize("held_out", [True, False])
def test_clauses_are_drawn_as_they_are_wanted(held_out):
    draw = np.random.default_rng(1)
    clauses = [draw_clause(draw, "past", held_out=held_out) for _ in range(300)]
    assert {has_held_out(clause) for clause in clauses} == {held_out}


def test_either_kind_is_drawn_if_nothing_is_wanted():
    assert 0.1 < np.mean([has_held_out(clause) for clause in many()]) < 0.5


def test_held_out_combinations_count_in_relative_clauses_too():
    clauses = [clause for clause in many() if clause.relative]
    inner = [has_held_out(clause.relative) for clause in clauses]
    assert any(inner)
    assert all(has_held_out(clauses[at]) for at in np.flatnonzero(inner))


def test_clauses_have_what_their_verbs_ask_for():
    for clause in many():
        verb, subject = clause.verb, clause.subject
        assert len(clause.objects) == len(verb.cases) == len(verb.objects)
        for name, kinds in zip(clause.objects, verb.objects, strict=True):
            kind = name.noun.kind if isinstance(name, Phrase) else "person"
            assert kind in kinds
        assert isinstance(subject, Pronoun) or subject.noun.kind in verb.subjects
        assert verb.modal or clause.mode is None
        assert verb.place or clause.place is None
        assert verb.negatable or not clause.negated
        assert clause.tense != "future" or clause.time
        assert clause.time or not clause.fronted


def test_what_would_read_badly_is_never_drawn():
    for clause in many():
        names = (clause.subject, *clause.objects)
        pronouns = [name.english[0] for name in names if isinstance(name, Pronoun)]
        assert len(set(pronouns)) == len(pronouns)
        assert not {"I", "we"} <= set(pronouns)
        nouns = [name.noun for name in names if isinstance(name, Phrase)]
        assert len(set(nouns)) == len(nouns)
        owned = [x for x in names if isinstance(x, Phrase) and x.determiner == "my"]
        assert not {x.noun.english for x in owned} & {"man", "woman"}
        assert not (clause.negated and clause.manner)
        for name, case in zip(clause.objects, clause.verb.cases, strict=True):
            new = isinstance(name, Phrase) and name.determiner == "a"
            denied = clause.negated and (case != "accusative" or clause.mode == "like")
            assert not (new and denied)


def test_every_verb_and_noun_is_drawn():
    assert {clause.verb for clause in many()} >= set(VERBS)
    drawn = {
        name.noun
        for clause in many()
        for name in (clause.subject, *clause.objects)
        if isinstance(name, Phrase)
    }
    assert drawn == {noun for several in NOUNS.values() for noun in several}
    assert not {clause.verb for clause in many()} & set(SAYING)
