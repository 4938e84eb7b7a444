"""The tag each word has most often, counted by hand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.baselines import MostFrequentTag

SENTENCES = [["May", "may", "run"], ["May", "may", "May"], ["run", "the", "run"]]
TAGS = [["NAME", "VERB", "VERB"], ["VERB", "VERB", "NAME"], ["NOUN", "DET", "NOUN"]]

words = st.text("aAbB", min_size=1, max_size=2)
pairs = st.lists(st.tuples(words, st.sampled_from("XYZ")), min_size=1, max_size=12)
tagged = st.lists(pairs, min_size=1, max_size=4)


def parts(tagged):
    sentences = [[word for word, _ in pairs] for pairs in tagged]
    return sentences, [[tag for _, tag in pairs] for pairs in tagged]


def test_a_word_gets_its_own_most_frequent_tag():
    baseline = MostFrequentTag.of(SENTENCES, TAGS)
    assert baseline.tags_of([["May", "may", "run", "the"]]) == [
        ["NAME", "VERB", "NOUN", "DET"]
    ]


def test_another_case_is_looked_up_in_lower_case_over_all_cases():
    # may: NAME twice, VERB three times over May and may
    baseline = MostFrequentTag.of(SENTENCES, TAGS)
    assert baseline.tags_of([["MAY", "Run", "THE"]]) == [["VERB", "NOUN", "DET"]]


def test_an_unknown_word_gets_the_most_frequent_tag_of_all():
    baseline = MostFrequentTag.of(SENTENCES, TAGS)
    assert baseline.otherwise == "VERB"  # 4 of 9
    assert baseline.tags_of([["cow"], ["May", "cow"]]) == [["VERB"], ["NAME", "VERB"]]


def test_ties_go_to_the_more_frequent_tag_in_all_then_to_the_alphabet():
    # a: B and C once each, and C stands more often in all; d: A and B, both twice
    sentences, tags = [["a", "a", "d", "d", "e", "f"]], [[*"BCBACA"]]
    baseline = MostFrequentTag.of(sentences, tags)
    assert baseline.tags_of([["a", "d", "?"]]) == [["B", "A", "A"]]
    more = MostFrequentTag.of([*sentences, ["f"]], [*tags, ["C"]])
    assert more.tags_of([["a", "d", "?"]]) == [["C", "A", "C"]]


@given(tagged)
def test_the_order_of_sentences_changes_nothing(tagged):
    assert MostFrequentTag.of(*parts(tagged)) == MostFrequentTag.of(
        *parts([pairs[::-1] for pairs in tagged[::-1]])
    )


@given(tagged)
def test_no_choice_by_word_as_written_gets_more_tokens_right(tagged):
    sentences, tags = parts(tagged)
    given = MostFrequentTag.of(sentences, tags).tags_of(sentences)
    right = sum(
        one == other
        for row, other_row in zip(tags, given, strict=True)
        for one, other in zip(row, other_row, strict=True)
    )
    flat = [pair for pairs in tagged for pair in pairs]
    best = sum(
        max(flat.count((word, tag)) for tag in "XYZ") for word in {w for w, _ in flat}
    )
    assert right == best


def test_the_state_is_plain_json_and_gives_the_same_baseline():
    # a dict of words would be taken for an array by the file if "array" were one
    baseline = MostFrequentTag.of([["array"], ["Ünï"]], [["X"], ["Y"]])
    state = json.loads(json.dumps(baseline.to_state()))
    assert MostFrequentTag.from_state(state) == baseline
    assert repr(baseline) == "MostFrequentTag(2 words, else 'X')"


def test_refuses_what_it_cannot_learn_from():
    with pytest.raises(ValueError, match="hold no token"):
        MostFrequentTag.of([], [])
    with pytest.raises(ValueError, match="sentence 1 has 1 tokens but 2 tags"):
        MostFrequentTag.of([["a"], ["b"]], [["X"], ["X", "Y"]])
    with pytest.raises(TypeError, match="tags must be strings, got 3"):
        MostFrequentTag.of([["a"]], [[3]])
    with pytest.raises(ValueError, match="sequence 0 has no tokens"):
        MostFrequentTag.of([["a"]], [["X"]]).tags_of([[]])
