"""Written text keeps its rules; whoever changes a word breaks the one he should."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.baselines import NGramModel
from seqkit.datasets import flaws_of, pieces_of, well_formed, written_text
from seqkit.datasets.story_rules import FLAWS

TEXT = written_text(60_000, random_state=0)
STORY = """\
Story: Nora and the dusty ring
Once there was a baker named Nora, and she lived in Wesby. All that she owned was two \
cows. One day, under the stairs, she found a dusty ring. The cows in the yard behind \
the mill were restless that night. The people of Wesby (those who had seen the ring \
[and there were many], and those who had only heard of it) began to talk. "Who will \
want a ring," said Nora, "when there is no bread in the house?" From then on she slept \
well, with her two cows at the door.
So ends the story of Nora and the dusty ring.
"""
TALK = """\
Talk: Tom and Ella about the clock
Tom: "Good day, Ella. Do you still have my clock?"
Ella: "Your clock, Tom? I thought it was mine."
Tom: "Then keep the clock, Ella, and farewell."
Ella: "Farewell, Tom. The clock is in good hands."
"""
RECIPE = """\
Recipe: green broth for six
Take one leek, two eggs and three plums.
Peel the leek with a short knife, and see that it is clean. Now add the eggs and stir \
until they are brown. Chop the plums until they are soft, and do not hurry.
Serve the green broth to six people while it is hot.
"""
SONG = """\
Song: the little wagon
I sang of a wagon and looked for the stone
and nobody told me the word was hay
O give me a wagon and a word such as bone
and softly the children were whispering day
So goes the song of the little wagon.
"""


@pytest.mark.parametrize("piece", [STORY, TALK, RECIPE, SONG])
def test_pieces_by_hand_are_well_formed(piece):
    assert flaws_of(piece + "\n") == {}
    assert well_formed(piece.strip())


@pytest.mark.parametrize(
    ("piece", "old", "new", "flaw"),
    [
        (STORY, "Story:", "Stony:", "form"),
        (SONG, "Song: the little wagon\n", "", "form"),
        (STORY, "restless", "restlets", "word"),
        (STORY, '"when', "when", "quote"),
        (STORY, "of it)", "of it", "bracket"),
        (STORY, "many], ", "many, ", "bracket"),
        (STORY, "dusty ring.\n", "golden ring.\n", "close"),
        (TALK, "Farewell, Tom.", "Farewell, Ella.", "close"),
        (RECIPE, "to six", "to five", "close"),
        (STORY, "said Nora", "said Lena", "name"),
        (STORY, "of Wesby", "of Tarnau", "name"),
        (STORY, "with her", "with his", "pronoun"),
        (STORY, "on she", "on he", "pronoun"),
        (STORY, "want a ring", "want a clock", "thing"),
        (SONG, "a wagon and a", "a barrel and a", "thing"),
        (STORY, "her two cows", "her three cows", "number"),
        (STORY, "her two cows", "her two cow", "number"),
        (STORY, "mill were", "mill was", "number"),
        (STORY, "The cows", "The goats", "number"),
        (TALK, "\nElla: ", "\nTom: ", "turn"),
        (TALK, "clock, Tom?", "clock, Ella?", "name"),
        (RECIPE, "the plums", "the plum", "food"),
        (RECIPE, "it is clean", "they are clean", "food"),
        (RECIPE, "and three plums", "and three beets", "food"),
        (RECIPE, " Now add the eggs and stir until they are brown.", "", "food"),
        (SONG, "was hay", "was bone", "rhyme"),
        (SONG, "I sang of a wagon and looked for the stone\n", "", "form"),
    ],
)
def test_a_changed_place_is_the_flaw_it_should_be(piece, old, new, flaw):
    assert piece.count(old) >= 1
    found = flaws_of(piece.replace(old, new, 1) + "\n")
    assert found.get(flaw, 0) >= 1
    assert flaw in FLAWS


def test_brackets_close_in_their_turn():
    crossed = STORY.replace("many]", "many)").replace("of it)", "of it]")
    assert flaws_of(crossed + "\n") == {"bracket": 2}  # one does not fit, one is left
    assert flaws_of(STORY.replace("(", ")") + "\n") == {"bracket": 2}


@given(st.integers(0, 2**32), st.integers(1, 3000))
def test_what_is_written_has_no_flaw(seed, characters):
    text = written_text(characters, seed)
    assert len(text) >= characters
    assert flaws_of(text) == {}
    assert all(map(well_formed, pieces_of(text)))
    assert "\n\n".join([*pieces_of(text), ""]) == text


def test_seed_makes_text_repeatable_and_a_longer_one_goes_on():
    assert written_text(3000, 1) == written_text(3000, 1)
    assert written_text(3000, 1) != written_text(3000, 2)
    assert TEXT.startswith(written_text(3000, 0))


def test_text_has_few_characters_and_every_kind():
    assert 50 < len(set(TEXT)) < 80
    kinds = [piece.partition(":")[0] for piece in pieces_of(TEXT)]
    assert set(kinds) == {"Story", "Talk", "Recipe", "Song"}
    assert min(map(kinds.count, set(kinds))) > 5


def test_what_agrees_stands_far_apart():
    stories = [piece for piece in pieces_of(TEXT) if piece.startswith("Story")]
    named = [re.match(r"Story: (\w+)", story).group(1) for story in stories]
    far = [
        story.rindex(name) - story.index(name)
        for story, name in zip(stories, named, strict=True)
    ]
    assert min(far) > 200
    assert len(set(named)) == 16


def test_an_order_5_model_breaks_the_rules_of_nearly_every_piece():
    model = NGramModel.of(written_text(150_000, random_state=1), 5)
    drawn = "".join(model.sample(15_000, "\n\n", random_state=0))
    pieces = pieces_of(drawn)
    assert len(pieces) > 15
    assert sum(map(well_formed, pieces)) <= 0.05 * len(pieces)
    found = flaws_of(drawn)
    for flaw in ("quote", "bracket", "word"):
        assert found[flaw] > 5


def test_a_model_that_is_given_the_title_still_breaks_rules():
    model = NGramModel.of(written_text(150_000, random_state=1), 5)
    flawless = 0
    for seed, piece in enumerate(pieces_of(TEXT)[:15]):
        title = piece[: piece.index("\n") + 1]
        drawn = title + "".join(model.sample(1000, title, random_state=seed)) + "\n\n"
        flawless += well_formed(pieces_of(drawn)[0])
    assert flawless <= 3


def test_what_follows_the_last_blank_line_is_no_piece():
    assert pieces_of("") == []
    assert pieces_of("Song: the") == []
    assert flaws_of("Song: the\n\n\n\nStory") == {"form": 1}


def test_refuses_what_is_no_text():
    with pytest.raises(ValueError, match="characters must be a whole number >= 1"):
        written_text(0)
    with pytest.raises(TypeError, match="text must be a string, got 3"):
        flaws_of(3)
    with pytest.raises(TypeError, match="text must be a string, got None"):
        well_formed(None)
