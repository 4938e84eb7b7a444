"""Words and templates of the reviews: what may be said, and which way it counts.

A part that `keeps` gives its word's own verdict ("{s} was simply {adj}"); one that does
not turns it round ("{s} was anything but {adj}"). What stands in a HELD_OUT table is
met in the test split alone, and so is every fifth pair of an opening and a frame.
"""

from typing import NamedTuple

from grammars.drawing import words


class Part(NamedTuple):
    """An opening, or a frame: a clause about {s} with {adj}, {noun} or {verb}."""

    name: str
    keeps: bool
    text: str


WORDS = {
    "adj": {
        "positive": words(
            "good charming pleasant delightful impressive "
            "enjoyable lovely satisfying agreeable appealing"
        ),
        "negative": words(
            "bad dull unpleasant boring disappointing "
            "poor annoying tiresome dreary irritating"
        ),
    },
    "noun": {
        "positive": ["pleasure", "joy", "treat", "success", "delight"],
        "negative": ["nuisance", "bore", "failure", "letdown", "mistake"],
    },
    "verb": {
        "positive": ["liked", "enjoyed", "loved", "appreciated"],
        "negative": ["disliked", "hated", "loathed", "detested"],
    },
}
# "more good" is no English
NO_MORE = {"good", "lovely", "bad", "dull", "poor"}
EXPECTED = {"positive": ("hoped", "expected"), "negative": ("feared", "expected")}

# What may stand before a frame: "I cannot say that", then "the hotel was dull".
OPENINGS = (
    Part("can-say", True, "I can{so} say that"),
    Part("must-admit", True, "I must{so} admit that"),
    Part("fair-to-say", True, "it would be fair{so} to say that"),
    Part("everybody", True, "everybody {who} would say that"),
    Part("cannot-deny", True, "I cannot{so} deny that"),
    Part("wrong-to-deny", True, "it would be wrong{so} to deny that"),
    Part("cannot-say", False, "I cannot{so} say that"),
    Part("can-hardly-say", False, "I can hardly{so} say that"),
    Part("wrong-to-say", False, "it would be wrong{so} to say that"),
    Part("nobody", False, "nobody {who} would say that"),
    Part("would-never-say", False, "I would never{so} say that"),
    Part("would-deny", False, "I would{so} deny that"),
)

# {be} is was, seemed, struck me as, …; {was} is the shorter list. {i} is I or we, {we}
# also all of us: "all of us did not" could mean two things.
FRAMES = (
    Part("degree", True, "{s}{in} {be} {degree} {adj}"),
    Part("adj", True, "{s}{in} {be} {adj}"),
    Part("noun", True, "{s}{in} {be} a {noun}"),
    Part("thing", True, "{s}{in} {be} a {adj} {thing}"),
    Part("really-verbed", True, "{we} {really} {verb} {s}"),
    Part("verbed", True, "{we} {verb} {s}"),
    Part("something-verbed", True, "{s}{in} was something that {we} {verb}"),
    Part("found", True, "{we} found {s} {adj}"),
    Part("found-noun", True, "{we} found {s} a {noun}"),
    Part("what-call", True, "{s}{in} was what I would call {adj}"),
    Part("what-call-thing", True, "{s}{in} was what I would call a {adj} {thing}"),
    Part("what-call-noun", True, "{s}{in} was what I would call a {noun}"),
    Part("every-bit", True, "{s}{in} {be} every bit as {adj} as we had {expected}"),
    Part("nothing-but", True, "{s}{in} was never anything but {adj}"),
    Part("nothing-but-noun", True, "{s}{in} was never anything but a {noun}"),
    Part("nothing-but-thing", True, "{s}{in} was never anything but a {adj} {thing}"),
    Part("hardly-more", True, "{s}{in} could hardly have been more {long_adj}"),
    Part("not", False, "{s}{in} was not {adj}"),
    Part("not-thing", False, "{s}{in} was not a {adj} {thing}"),
    Part("did-not-find", False, "{i} did not find {s} {adj}"),
    Part("never-found", False, "{i} never {once} found {s} {adj}"),
    Part("in-no-way", False, "{s}{in} {was} in no way {adj}"),
    Part("in-no-way-noun", False, "{s}{in} {was} in no way a {noun}"),
    Part("anything-but", False, "{s}{in} {be} anything but {adj}"),
    Part("anything-but-noun", False, "{s}{in} {be} anything but a {noun}"),
    Part("anything-but-thing", False, "{s}{in} {be} anything but a {adj} {thing}"),
    Part("far-from", False, "{s}{in} {was} far from {adj}"),
    Part("far-from-thing", False, "{s}{in} {was} far from being a {adj} {thing}"),
    Part("far-from-noun", False, "{s}{in} {was} far from being a {noun}"),
    Part("by-no-means", False, "{s}{in} {was} by no means {adj}"),
    Part("by-no-means-noun", False, "{s}{in} {was} by no means a {noun}"),
    Part("hardly-call", False, "{s}{in} was hardly what I would call {adj}"),
    Part("hardly-noun", False, "{s}{in} was hardly a {noun}"),
    Part("hardly-thing", False, "{s}{in} was hardly a {adj} {thing}"),
    Part("never-seemed", False, "{s}{in} never {once} seemed {adj}"),
    Part("never-noun", False, "{s}{in} never {once} seemed a {noun}"),
    Part("not-what-call-noun", False, "{s}{in} was not what I would call a {noun}"),
    Part("not-one", False, "not one of us {verb} {s}"),
    Part(
        "nowhere-near", False, "{s}{in} was nowhere near as {adj} as we had {expected}"
    ),
)
HELD_OUT_FRAMES = (
    Part("from-the-start", True, "{we} {verb} {s} from the start"),
    Part("not-noun", False, "{s}{in} was not a {noun}"),
    Part("did-not-find-noun", False, "{i} did not find {s} a {noun}"),
    Part("in-no-way-thing", False, "{s}{in} {was} in no way a {adj} {thing}"),
    Part("by-no-means-thing", False, "{s}{in} {was} by no means a {adj} {thing}"),
    Part("never-thing", False, "{s}{in} never {once} seemed a {adj} {thing}"),
    Part("not-what-call", False, "{s}{in} was not what I would call {adj}"),
)
# Only these follow an opening that turns: with more, the sentence is a riddle.
SHORT = {
    "adj", "noun", "thing", "verbed", "found", "found-noun",
    "not", "not-thing", "not-noun", "did-not-find", "anything-but",
}  # fmt: skip

# After these no frame says I or we: others speak.
OF_OTHERS = {"everybody", "nobody"}

# {main} is about the whole and decides; {aside} is about one of its aspects and says
# the opposite. {claim} and {mistake} are what others say of the whole.
ARRANGEMENTS = {
    "plain": "{main}",
    "although-first": "although {aside} , {main}",
    "although-last": "{main} , although {aside}",
    "but": "{aside} , but {main}",
    "but-all-in-all": "{aside} , but all in all {main}",
    "even-though-first": "even though {aside} , {main}",
    "even-if-last": "{main} , even if {aside}",
    "still": "{aside} . still , {main}",
    "despite": "despite the fact that {aside} , {main}",
    "despite-last": "{main} , despite the fact that {aside}",
    "others-but": "{others} say that {mistake} , but {main}",
    "others-wrong": "{others} told us that {mistake} , but they were wrong",
    "others-right": "{others} told us that {claim} , and they were right",
    "others-far-wrong": "{others} told us that {mistake} . {neutral} . they were wrong",
    "others-far-right": "{others} told us that {claim} . {neutral} . they were right",
    "expected-not": (
        "we had expected {s} to be {adj_other} . {neutral} . in the end it was not"
    ),
    "expected-was": (
        "we had expected {s} to be {adj_same} . {neutral} . in the end it was"
    ),
    "other-not": "{other} {verb_other} {s} , {remark} , but I did not",
    "other-too": "{other} {verb_same} {s} , {remark} , and so did I",
}
HELD_OUT_ARRANGEMENTS = {
    "still-far": "{aside} . {neutral} . still , {main}",
    "despite-all-in-all": "despite the fact that {aside} , all in all {main}",
    "even-though-last": "{main} , even though {aside}",
    "even-if-first": "even if {aside} , {main}",
    "promised-not": (
        "{others} had told us to expect {s} to be {adj_other} . {neutral} . "
        "in the end it was not"
    ),
    "promised-was": (
        "{others} had told us to expect {s} to be {adj_same} . {neutral} . "
        "in the end it was"
    ),
}
HELD_OUT_PAIRS = {
    f"{opening.name}+{frame.name}"
    for i, opening in enumerate(OPENINGS)
    for j, frame in enumerate(FRAMES)
    if (i + j) % 5 == 0
}
HELD_OUT = (
    {frame.name for frame in HELD_OUT_FRAMES}
    | set(HELD_OUT_ARRANGEMENTS)
    | HELD_OUT_PAIRS
)
