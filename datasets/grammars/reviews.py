"""Write reviews whose sentiment hangs on how their words are put together.

Two labels, equally many in each split. A review is one to four sentences: one clause,
or two that contradict each other, and up to two sentences that judge nothing.
"""

import re

import pandas as pd

from grammars import review_fillers as fillers
from grammars.drawing import Draw, fill, slots
from grammars.review_tables import (
    ARRANGEMENTS,
    EXPECTED,
    FRAMES,
    HELD_OUT,
    HELD_OUT_ARRANGEMENTS,
    HELD_OUT_FRAMES,
    HELD_OUT_PAIRS,
    NO_MORE,
    OF_OTHERS,
    OPENINGS,
    SHORT,
    WORDS,
    Part,
)

SEED = 2027
SIZES = {"train": 4800, "validation": 600, "test": 1200}
LABELS = ("positive", "negative")
OTHER = {"positive": "negative", "negative": "positive"}
SHORTEST, LONGEST, SENTENCES = 6, 45, 4
PLAIN_SHARE = 0.4
KEEPS_SHARE = 0.6
OPENING_SHARE = 0.35
ASIDE_OPENING_SHARE = 0.2
INSERT_SHARE = 0.4
NEUTRAL_SHARE = 0.3
_FIRST_PERSON = re.compile(r"\b(I|us|we)\b|\{i\}")


class ReviewWriter:
    """Write one review after another, for the test split or for the other two."""

    def __init__(self, draw: Draw, *, held_out: bool) -> None:
        self._draw = draw
        self._held_out = held_out
        self._people = fillers.HELD_OUT_PEOPLE if held_out else fillers.PEOPLE
        self._domains = fillers.DOMAINS
        self._arrangements, self._frames = ARRANGEMENTS, FRAMES
        if held_out:
            self._domains += 2 * fillers.HELD_OUT_DOMAINS
            self._arrangements = ARRANGEMENTS | HELD_OUT_ARRANGEMENTS
            self._frames += HELD_OUT_FRAMES

    def review(self, label: str) -> tuple[str, str]:
        """Return a text with this label, and the template it was written from."""
        self._domain = self._draw.one(self._domains)
        self._whole = self._draw.one(self._domain.wholes)
        self._neutral = self._draw.shuffled(self._domain.neutral + fillers.NEUTRAL)
        self._unused: dict[tuple[str, ...], list[str]] = {}
        name = "plain"
        if not self._draw.chance(PLAIN_SHARE):
            name = self._draw.one(list(self._arrangements))
        self._template = [name]
        arrangement = self._arrangements[name]
        texts = {slot: self._slot(slot, label) for slot in slots(arrangement)}
        sentences = [fill(arrangement, texts)]
        if self._draw.chance(NEUTRAL_SHARE):
            sentences.insert(0, self._neutral.pop())
        if self._draw.chance(NEUTRAL_SHARE):
            sentences.append(self._neutral.pop())
        text = self._fill_names(" . ".join(sentences))
        return _written(text), "/".join(self._template)

    def _slot(self, slot: str, label: str) -> str:
        match slot:
            case "s":
                return self._whole
            case "main":
                return self._clause(self._whole, label, OPENING_SHARE)
            case "aside":
                aspect = self._draw.one(self._domain.aspects)
                return self._clause(aspect, OTHER[label], ASIDE_OPENING_SHARE)
            case "claim" | "mistake":
                said = label if slot == "claim" else OTHER[label]
                return self._clause(self._whole, said, 0.0, reported=True)
            case "neutral":
                return self._neutral.pop()
            case "others" | "other" | "remark":
                tables = (fillers.OTHERS, fillers.OTHER, fillers.REMARKS)
                return self._draw.one(tables[("others", "other", "remark").index(slot)])
        kind, _, which = slot.partition("_")
        return self._draw.one(WORDS[kind][label if which == "same" else OTHER[label]])

    def _clause(
        self, subject: str, label: str, share: float, *, reported: bool = False
    ) -> str:
        opening, frame = self._construction(share, reported)
        reported = reported or _of_others(opening)
        parts = [opening, frame] if opening else [frame]
        for part in parts:
            label = label if part.keeps else OTHER[label]
        self._template.append("+".join(part.name for part in parts))
        inserts = fillers.REPORTED_INSERTS if reported else fillers.INSERTS
        long = [adj for adj in WORDS["adj"][label] if adj not in NO_MORE]
        texts = {kind: self._draw.one(words[label]) for kind, words in WORDS.items()}
        texts |= {
            "long_adj": self._draw.one(long),
            "s": subject,
            "in": self._perhaps(inserts),
            "so": self._perhaps(fillers.ASIDES),
            "who": self._draw.one(fillers.WHO),
            "expected": self._draw.one(EXPECTED[label]),
            "be": self._draw.one(fillers.CHOICES["be"]),
        }
        if opening and not opening.keeps:
            texts["we"] = "{i}"
        text = fill(" ".join(part.text for part in parts), texts)
        return text.replace("{me}", "them" if reported else "me")

    def _construction(self, share: float, reported: bool) -> tuple[Part | None, Part]:
        """Return an opening, or None, and a frame that may follow it."""
        keeps = self._draw.chance(KEEPS_SHARE)
        while True:
            opening = self._draw.one(OPENINGS) if self._draw.chance(share) else None
            frame = self._draw.one(self._frames)
            together = frame.keeps == (opening.keeps if opening else True)
            if together == keeps and self._may_say(opening, frame, reported):
                return opening, frame

    def _may_say(self, opening: Part | None, frame: Part, reported: bool) -> bool:
        if (reported or _of_others(opening)) and _FIRST_PERSON.search(frame.text):
            return False
        if opening is None:
            return True
        if f"{opening.name}+{frame.name}" in HELD_OUT_PAIRS and not self._held_out:
            return False
        return opening.keeps or frame.name in SHORT

    def _perhaps(self, table: tuple[str, ...]) -> str:
        if not self._draw.chance(INSERT_SHARE):
            return ""
        unused = self._unused.setdefault(table, self._draw.shuffled(table))
        return f" {unused.pop()}"

    def _fill_names(self, text: str) -> str:
        """Draw what no label hangs on, anew wherever it stands."""
        for slot in slots(text):
            items = fillers.CHOICES.get(slot, self._people)
            text = text.replace(f"{{{slot}}}", self._draw.one(items), 1)
        return text


def reviews_frame() -> pd.DataFrame:
    """Return all reviews in random order: text, label, split, template."""
    draw = Draw(SEED)
    seen: set[str] = set()
    rows = []
    for split, size in SIZES.items():
        writer = ReviewWriter(draw, held_out=split == "test")
        for label in LABELS:
            for _ in range(size // 2):
                text, template = _new_review(writer, label, split, seen)
                seen.add(text)
                rows.append((text, label, split, template))
    columns = ["text", "label", "split", "template"]
    return pd.DataFrame(draw.shuffled(rows), columns=columns)


def _new_review(
    writer: ReviewWriter, label: str, split: str, seen: set[str]
) -> tuple[str, str]:
    while True:
        text, template = writer.review(label)
        fits = SHORTEST <= len(text.split()) <= LONGEST and text not in seen
        fits = fits and text.count(".") <= SENTENCES
        if fits and (split != "test" or HELD_OUT & set(template.split("/"))):
            return text, template


def _of_others(opening: Part | None) -> bool:
    return opening is not None and opening.name in OF_OTHERS


def _written(text: str) -> str:
    """Set articles, punctuation and capitals."""
    text = re.sub(r"\ba (?=[aeiou])", "an ", text)
    text = re.sub(r" (?=[,.])", "", f"{text}.")
    return re.sub(r"(?:^|\. )[a-z]", lambda match: match[0].upper(), text)
