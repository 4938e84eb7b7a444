"""Captions of scenes: what is written is read back, and nothing else is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.datasets import Meaning, meaning_of
from seqkit.datasets.scene_grammar import WORD_DRAWS, write_captions
from seqkit.datasets.scene_meanings import (
    COLOURS,
    COUNTS,
    RELATIONS,
    SHAPES,
    SIZES,
    Group,
)

OTHER_WORDS = """a an there is are stand stands in of to the on left right above below
higher lower than front behind partly hidden by covering stars boxes crosses"""
TABLES = (COUNTS, SIZES, COLOURS, SHAPES)
WORDS = sorted(
    {word for table in TABLES for words in table.values() for word in words}
    | set(OTHER_WORDS.split())
)

groups = st.builds(
    Group,
    st.sampled_from(list(COUNTS)),
    st.sampled_from(list(SIZES)),
    st.sampled_from(list(COLOURS)),
    st.sampled_from(list(SHAPES)),
)
meanings = st.builds(Meaning, groups, st.sampled_from(RELATIONS), groups).filter(
    lambda m: m.first.look != m.second.look and m.first.count + m.second.count <= 4
)
draws = st.lists(
    st.floats(0, 1, exclude_max=True), min_size=WORD_DRAWS, max_size=WORD_DRAWS
)


@settings(max_examples=100)
@given(meaning=meanings, draws=draws)
def test_reading_a_caption_gives_back_its_meaning(meaning, draws):
    captions = write_captions(meaning, draws)
    assert len(set(captions)) == 5
    assert [meaning_of(caption) for caption in captions] == 5 * [meaning]


@settings(max_examples=200)
@given(meaning=meanings, draws=draws, data=st.data())
def test_a_mangled_caption_means_nothing_or_something_else(meaning, draws, data):
    words = write_captions(meaning, draws)[0].split()
    place = data.draw(st.integers(0, len(words) - 1))
    how = data.draw(st.sampled_from(["drop", "double", "turn"]))
    if how == "drop":
        mangled = words[:place] + words[place + 1 :]
    elif how == "double":
        mangled = words[: place + 1] + words[place:]
    else:
        mangled = words[place + 1 :] + words[: place + 1]
    found = meaning_of(" ".join(mangled))
    kept = {"there", "to", "on", "the", "is", "are", "stand", "stands"}
    assert found is None or found.canonical() == found
    if how == "double" or (how == "drop" and words[place] not in kept):
        assert found != meaning


@settings(max_examples=200)
@given(caption=st.text() | st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_reading_anything_raises_nothing(caption):
    found = meaning_of(caption)
    assert found is None or found.canonical() == found


@pytest.mark.parametrize(
    "caption",
    [
        "",
        "a small red star",
        "a average red star above a small blue ring",
        "an small red star above a small blue ring",
        "two small red star above a small blue ring",
        "one small red stars above a small blue ring",
        "two small red boxs above a small blue ring",
        "there are a small red star above a small blue ring",
        "two small red stars is above a small blue ring",
        "there is a small red star is above a small blue ring",
        "a small red star above a little scarlet star",
        "three small red stars above two small blue rings",
        "a small red star  above a small blue ring",
        " a small red star above a small blue ring",
        "a small red star above a small blue ring\n",
        "a small red star above a small blue ring .",
        "A small red star above a small blue ring",
        "a red small star above a small blue ring",
    ],
)
def test_other_sentences_mean_nothing(caption):
    assert meaning_of(caption) is None


def test_reading_refuses_what_is_no_text():
    with pytest.raises(TypeError, match="text must be a string, got 3"):
        meaning_of(3)
