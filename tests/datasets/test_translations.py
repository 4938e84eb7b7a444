"""Translated sentences: the same again, one right answer, splits apart, German."""

import re
from collections import Counter
from functools import cache

import numpy as np
import pytest
from sacrebleu.metrics import BLEU

from seqkit.baselines import WordByWord
from seqkit.datasets import translated_sentences, translations
from seqkit.datasets.translation_draws import draw_clause, has_held_out, is_held_out
from seqkit.datasets.translation_verbs import VERBS
from seqkit.datasets.translation_words import ADJECTIVES, NOUNS
from seqkit.sequences.tokens import words

SPLITS = translations.SPLITS


@cache
def many(split):
    """Pairs that several tests look at."""
    return translated_sentences(1500, split=split, random_state=1)


def pairs_of(texts):
    return list(zip(texts.sources, texts.targets, strict=True))


def every_pair():
    return [pair for split in SPLITS for pair in pairs_of(many(split))]


# --------------------------------------------------------------------------- draws


@pytest.mark.parametrize("split", SPLITS)
def test_sentences_are_the_same_for_the_same_seed_and_no_other(split):
    one, again, other = (
        translated_sentences(5, split=split, random_state=seed) for seed in (3, 3, 4)
    )
    assert one == again
    assert not set(one.sources) & set(other.sources)


@pytest.mark.parametrize("few", [1, 40])
def test_first_sentences_do_not_depend_on_how_many_follow(few):
    some = translated_sentences(few, random_state=1)
    assert pairs_of(some) == pairs_of(many("train"))[:few]


def test_a_generator_moves_on_from_draw_to_draw():
    generator = np.random.default_rng(3)
    first, second = (translated_sentences(3, random_state=generator) for _ in range(2))
    assert first == translated_sentences(3, random_state=3)
    assert first != second


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"count": 0}, "count must be a whole number >= 1, got 0"),
        ({"count": 2.5}, "count must be a whole number >= 1, got 2.5"),
        ({"split": "dev"}, "split='dev' is unknown; choose 'train', 'validation' or"),
    ],
)
def test_refuses_what_does_not_fit(choices, message):
    with pytest.raises(ValueError, match=message):
        translated_sentences(**{"count": 2} | choices)


# -------------------------------------------------------------------------- splits


def test_no_two_sentences_are_alike_in_either_language():
    pairs = every_pair()
    assert len({source for source, _ in pairs}) == len(pairs)
    assert len({target for _, target in pairs}) == len(pairs)


@pytest.mark.parametrize("split", SPLITS)
def test_combinations_are_held_out_of_training(split, monkeypatch):
    drawn = []

    def recorded(draw, tense, *, held_out):
        drawn[-1].append(draw_clause(draw, tense, held_out=held_out))
        return drawn[-1][-1]

    def sentence(draw, which, written=translations._draw_sentence):
        drawn.append([])
        return written(draw, which)

    monkeypatch.setattr(translations, "draw_clause", recorded)
    monkeypatch.setattr(translations, "_draw_sentence", sentence)
    translated_sentences(200, split=split, random_state=0)
    held_out = [any(map(has_held_out, clauses)) for clauses in drawn]
    assert len(held_out) >= 200
    assert all(held_out) if split == "test" else not any(held_out)


def test_whom_nobody_visits_in_training_is_visited_in_the_test_split():
    visit = next(verb for verb in VERBS if verb.key == "besuchen")
    persons = {noun.english: is_held_out(visit, noun) for noun in NOUNS["person"]}
    pattern = re.compile(r"\b(?:visit|visits|visited) (?:the|an?|my|our|this) (\w+)")
    found = {
        split: {
            noun
            for source in translated_sentences(
                4000, split=split, random_state=0
            ).sources
            for noun in pattern.findall(source)
            if noun in persons
        }
        for split in ("train", "test")
    }
    assert len(found["train"]) > 4
    assert not any(map(persons.get, found["train"]))
    assert any(map(persons.get, found["test"]))


def test_words_of_the_test_split_are_known_from_training():
    train, test = translated_sentences(6000, random_state=0), many("test")
    for side, unknown in (("sources", 0), ("targets", 0.002)):
        known, asked = (
            [word.text.lower() for text in getattr(texts, side) for word in words(text)]
            for texts in (train, test)
        )
        new = Counter(asked) - Counter({word: len(asked) for word in set(known)})
        assert new.total() <= unknown * len(asked)


def test_lengths_reach_from_short_to_long_alike_in_every_split():
    for split in SPLITS:
        lengths = np.array(
            [[len(text.split()) for text in p] for p in pairs_of(many(split))]
        )
        assert lengths.min() == 4
        assert lengths.max() == 25
        assert ((lengths[:, 0] >= 20).mean() > 0.08).all()
        assert 12 < lengths[:, 0].mean() < 15


# -------------------------------------------------------------------------- German


def test_sentences_begin_with_a_capital_and_end_in_a_full_stop():
    for pair in every_pair():
        for text in pair:
            assert re.fullmatch(r"[A-ZÄÖÜ][\w', ]*\w\.", text)
            assert ", ," not in text
            assert "  " not in text


def test_the_verb_stands_last_in_subordinate_clauses():
    inner = re.compile(
        r"(?i)\b(?:weil|obwohl|dass) ([^,.]+)(?:\.|, (?!der |die |das ))"
    )
    clauses = [clause for _, target in every_pair() for clause in inner.findall(target)]
    perfect = [clause for clause in clauses if re.search(r" (hat|habe|ist)\b", clause)]
    assert len(perfect) > 200
    assert all(clause.endswith((" hat", " habe", " ist")) for clause in perfect)
    modal = [clause for clause in clauses if re.search(r" (kann|muss|will)\b", clause)]
    assert len(modal) > 50
    assert all(clause.endswith(("n kann", "n muss", "n will")) for clause in modal)


def test_nothing_is_denied_behind_when_while_and_before():
    inner = re.compile(r"(?i)\b(?:wenn|als|während|bevor) ([^,.]+)(?:\.|,)")
    clauses = [clause for _, target in every_pair() for clause in inner.findall(target)]
    assert len(clauses) > 300
    assert not [x for x in clauses if re.search(r"\b(nicht|kein\w*)\b", x)]


def test_participles_stand_last_in_main_clauses():
    seen = 0
    for _, target in every_pair():
        if re.search(r",|\bund\b", target) or not re.search(r" (hat|haben) ", target):
            continue
        last = target.rstrip(".").split()[-1]
        if re.search(r"(Hunger|Durst|Glück|recht|voll)\.$| Angst ", target):
            continue
        seen += 1
        assert re.search(r"(ge|^be|^ver)\w+(t|n)$|(besucht|repariert|probiert)$", last)
    assert seen > 100


def test_articles_and_adjectives_agree():
    """Whatever the noun, some pairs of endings are always wrong."""
    stems = {word.german for several in ADJECTIVES.values() for word in several}
    adjective = f"(?:{'|'.join(sorted(stems))})"
    oblique = "[Dd]e[mn]|[Ee]iner|(?:[Ee]in|[Mm]ein|[Uu]nser|[Dd]ies)e[mn]"
    wrong = re.compile(
        rf"\b(?:{oblique}) {adjective}(?:e|er|es|em)\b"
        rf"|\b(?:[Dd](?:er|ie|as)|[Dd]iese[sr]?) {adjective}(?:er|es|em)\b"
        rf"|\b(?:[Ee]in|[Mm]ein|[Uu]nser) {adjective}(?:en|em|e)\b"
    )
    targets = [target for _, target in every_pair()]
    assert [target for target in targets if wrong.search(target)] == []
    assert wrong.search("der Mann sieht den alte Mann")


def test_animals_do_not_eat_as_people_do():
    for source, target in every_pair():
        if re.fullmatch(r"The (dog|cat|lion|bear|pig)s? \w*eats? [^,]*\.", source):
            assert "friss" in target or "fressen" in target
    texts = " ".join(target for _, target in every_pair())
    assert " frisst " in texts
    assert " isst " in texts


# ------------------------------------------------------------------------ baseline


def test_word_by_word_stays_far_below_a_right_translation():
    def cut(texts):
        return [[word.text for word in words(text)] for text in texts]

    train = translated_sentences(4000, random_state=0)
    test = translated_sentences(500, split="test", random_state=0)
    baseline = WordByWord.of(cut(train.sources), cut(train.targets))
    found, right = (
        [" ".join(tokens) for tokens in side]
        for side in (baseline.predict(cut(test.sources)), cut(test.targets))
    )
    score = BLEU(tokenize="none", force=True).corpus_score(found, [right]).score
    assert 5 < score < 20
    assert sum(map(str.__eq__, found, right)) < 10
