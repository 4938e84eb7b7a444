"""The texts that ship with seqkit: written by the grammars, split fairly, not easy."""

import importlib
import re
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from seqkit.datasets import load_bookings, load_reviews

FOLDER = Path(__file__).parents[2] / "datasets"
LABELS = {"QUANTITY", "ITEM", "PERSON", "STREET", "CITY", "DATE", "TIME", "PRICE"}


@pytest.fixture
def grammar(monkeypatch):
    """Import a module of the top-level datasets/grammars."""
    monkeypatch.syspath_prepend(str(FOLDER))
    return lambda name: importlib.import_module(f"grammars.{name}")


@pytest.fixture(scope="module")
def reviews():
    return load_reviews()


@pytest.fixture(scope="module")
def bookings():
    return load_bookings()


def file(name):
    return pd.read_csv(FOLDER / f"{name}.csv")


@pytest.mark.parametrize("name", ["reviews", "bookings"])
def test_csv_is_small_enough_to_ship(name):
    assert (FOLDER / f"{name}.csv").stat().st_size <= 1.5e6


@pytest.mark.parametrize(
    ("name", "column"), [("reviews", "text"), ("bookings", "tokens")]
)
def test_no_sentence_stands_twice(name, column):
    assert file(name)[column].is_unique


def test_reviews_are_balanced_in_every_split(reviews):
    halves = {"train": 2400, "validation": 300, "test": 600}
    counts = reviews.groupby(["split", "label"]).size().to_dict()
    assert counts == {
        (split, label): half
        for split, half in halves.items()
        for label in ("positive", "negative")
    }


def test_reviews_have_the_length_that_is_stated(reviews):
    lengths = reviews["text"].str.count(r"\w+")
    assert lengths.between(6, 45).all()
    assert reviews["text"].str.count(r"\.").between(1, 4).all()


def test_reviews_leave_no_slot_open_and_end_in_a_full_stop(reviews):
    assert not reviews["text"].str.contains(r"[{}]| ,|,,|  | \.").any()
    assert reviews["text"].str.fullmatch(r"[A-Z][A-Za-z ,.]*\.").all()


def test_review_templates_of_the_test_split_are_held_out():
    templates = file("reviews").groupby("split")["template"].agg(set)
    assert not templates["test"] & (templates["train"] | templates["validation"])


def test_every_test_review_has_a_part_that_training_lacks():
    frame = file("reviews").assign(part=lambda f: f["template"].str.split("/"))
    parts = frame.explode("part").groupby("split")["part"].agg(set)
    new = parts["test"] - parts["train"] - parts["validation"]
    tests = frame.loc[frame["split"] == "test", "part"]
    assert all(new & set(names) for names in tests)


def test_half_of_the_test_reviews_are_about_something_new(grammar, reviews):
    domains = grammar("review_fillers").HELD_OUT_DOMAINS
    new = "|".join(thing for domain in domains for thing in domain.wholes)
    about = reviews["text"].str.contains(new, case=False)
    shares = about.groupby(reviews["split"]).mean()
    assert shares["train"] == shares["validation"] == 0
    assert 0.2 < shares["test"] < 0.5


def test_evaluative_words_are_as_common_in_both_classes(grammar, reviews):
    tables = grammar("review_tables").WORDS.values()
    words = [word for table in tables for side in table.values() for word in side]
    for word in words:
        holds = reviews["text"].str.contains(rf"\b{word}\b")
        share = (reviews.loc[holds, "label"] == "positive").mean()
        assert holds.sum() > 80, word
        assert 0.3 < share < 0.7, word


def test_review_labels_follow_from_their_words():
    """Small cases that one can judge by reading, found in the file itself."""
    frame = file("reviews").set_index("template")
    bad = r"\b(?:bad|dull|unpleasant|boring|disappointing|poor|annoying|dreary)\."
    for template, label in (
        ("plain/adj", "negative"),
        ("plain/not", "positive"),
        ("plain/anything-but", "positive"),
        ("plain/nothing-but", "negative"),
    ):
        cases = frame.loc[template]
        chosen = cases[cases["text"].str.contains(bad)]
        assert len(chosen) > 10
        assert set(chosen["label"]) == {label}


@pytest.mark.slow
def test_logistic_regression_on_bigrams_fails_on_reviews(reviews):
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression

    parts = dict(list(reviews.groupby("split")))
    counts = CountVectorizer(ngram_range=(1, 2), token_pattern=r"\w+|[.,]")
    train = counts.fit_transform(parts["train"]["text"])
    encoded = {name: counts.transform(part["text"]) for name, part in parts.items()}
    models = [
        LogisticRegression(C=C, solver="liblinear").fit(train, parts["train"]["label"])
        for C in (0.01, 0.1, 1.0, 10.0)
    ]
    chosen = max(
        models,
        key=lambda m: m.score(encoded["validation"], parts["validation"]["label"]),
    )
    assert chosen.score(encoded["test"], parts["test"]["label"]) < 0.75


def test_bookings_have_as_many_tags_as_tokens(bookings):
    assert (bookings["tokens"].str.len() == bookings["tags"].str.len()).all()
    assert bookings["tokens"].str.len().between(4, 40).all()
    assert bookings["split"].value_counts().to_dict() == {
        "train": 3600,
        "test": 900,
        "validation": 500,
    }


def test_bookings_tokens_hold_no_grammar(bookings):
    tokens = {token for sentence in bookings["tokens"] for token in sentence}
    assert all(re.fullmatch(r"\w+|[,.:?£]", token) for token in tokens)


def test_bookings_tags_are_legal_bio(bookings):
    for tags in bookings["tags"]:
        for before, tag in zip(["O", *tags], tags, strict=False):
            kind = tag[2:]
            assert tag == "O" or kind in LABELS
            assert not tag.startswith("I-") or before in (f"B-{kind}", f"I-{kind}")


def test_bookings_use_every_label_in_every_split(bookings):
    for _, part in bookings.groupby("split"):
        used = Counter(tag[2:] for tags in part["tags"] for tag in set(tags))
        assert set(used) == {"", *LABELS}


def test_booking_templates_and_names_of_the_test_split_are_held_out(grammar):
    frame = file("bookings")
    templates = frame.groupby("split")["template"].agg(set)
    assert not templates["test"] & (templates["train"] | templates["validation"])
    tables = grammar("booking_tables").HELD_OUT_TABLES
    names = set(tables["name"]) | set(tables["given"])
    holds = frame["tokens"].map(lambda tokens: bool(names & set(tokens.split())))
    shares = holds.groupby(frame["split"]).mean()
    assert shares["train"] == shares["validation"] == 0
    assert shares["test"] > 0.8


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("Kelby", {"PERSON", "STREET", "CITY", "ITEM"}),
        ("May", {"", "DATE", "PERSON", "STREET", "ITEM"}),
        ("12", {"", "QUANTITY", "STREET", "DATE", "TIME", "PRICE"}),
        ("2027", {"", "DATE"}),
    ],
)
def test_one_word_has_many_labels(word, kinds, bookings):
    found = {
        tag[2:]
        for tokens, tags in zip(bookings["tokens"], bookings["tags"], strict=True)
        for token, tag in zip(tokens, tags, strict=True)
        if token == word
    }
    assert found == kinds
