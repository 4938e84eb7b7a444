"""What pieces of `written_text` keep to, and where another text does not.

Every rule compares a place with one far before it: that is what a model of few
characters cannot know. How the pieces are worded is left free.
"""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from functools import cache
from itertools import cycle

from seqkit import checks
from seqkit.datasets import story_words as words

FLAWS = (
    "form", "word", "quote", "bracket", "close", "name", "pronoun", "thing", "number",
    "turn", "food", "rhyme",
)  # fmt: skip
_CLOSING = {")": "(", "]": "["}
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_TITLES = {
    "story": re.compile(r"Story: (?P<name>\w+) and the (?P<look>\w+) (?P<thing>\w+)"),
    "talk": re.compile(r"Talk: (?P<first>\w+) and (?P<second>\w+) about the "
                       r"(?P<thing>\w+)"),
    "recipe": re.compile(r"Recipe: (?P<dish>.+) for (?P<count>\w+)"),
    "song": re.compile(r"Song: the (?P<look>\w+) (?P<thing>\w+)"),
}  # fmt: skip
_CLOSES = {
    "story": words.STORY_CLOSE,
    "talk": words.TALK_CLOSE[1],
    "recipe": words.RECIPE_CLOSE,
    "song": words.SONG_CLOSE,
}
_SHORTEST = {"story": 3, "talk": 5, "recipe": 4, "song": 6}
_SOUNDS = {word: sound for sound, group in enumerate(words.RHYMES) for word in group}
_SINGULAR = {many: one for one, many in (words.ANIMALS | words.FOODS).items()}
_NOUNS = "|".join([*_SINGULAR, *_SINGULAR.values()])
_COUNTED = re.compile(rf"\b({'|'.join(words.COUNTS)}) ({_NOUNS})\b")
_AGREES = re.compile(rf"\b({_NOUNS})\b[^.,;:!?()\[\]]*? (was|were)\b")
_STEP = re.compile(rf"\bthe ({_NOUNS})\b.*?\b(it is|they are)\b")


def pieces_of(text: str) -> list[str]:
    """Cut a text into its pieces, behind each of which stands a blank line.

    What follows the last blank line is no piece yet and is left out, so that a text
    which was drawn up to some length can be scored.

    Raises
    ------
    TypeError
        If the text is no string.

    Examples
    --------
    >>> pieces_of("Song: one\\nla\\n\\nSong: two\\n\\nSong: thr")
    ['Song: one\\nla', 'Song: two']
    """
    checks.check_text(text)
    return [piece for piece in text.split("\n\n")[:-1] if piece.strip()]


def well_formed(piece: str) -> bool:
    """Whether one piece breaks no rule.

    Raises
    ------
    TypeError
        If the piece is no string.

    Examples
    --------
    >>> well_formed("Song: the old ring\\nla\\nSo goes the song of the ring.")
    False
    """
    checks.check_text(piece)
    return not any(_flaws(piece))


def flaws_of(text: str) -> dict[str, int]:
    """Count how often the pieces of a text break their rules.

    Parameters
    ----------
    text : pieces, each with a blank line behind it; see `pieces_of`

    Returns
    -------
    dict, flaw → how many times, of those that were found:

    - 'form': no title of a kind, or too few lines behind it; of other flaws, such a
      piece has only the next three
    - 'word': letters between blanks that no piece has
    - 'quote': a line with an odd number of ``"``
    - 'bracket': ``(`` or ``[`` not closed in its turn
    - 'close': a last line that does not repeat the title
    - 'name', 'thing', 'pronoun': another than the beginning of the piece named, or, in
      a talk, another name than that of who listens; names include places
    - 'number': another number of animals, or a verb that does not agree with it
    - 'turn': somebody else speaks than whose turn it is
    - 'food': used in another order than it was bought, not at all, or as one in place
      of several
    - 'rhyme': line 1 with 3, 2 with 4

    Raises
    ------
    TypeError
        If the text is no string.

    Examples
    --------
    >>> from seqkit.datasets import written_text
    >>> text = written_text(5000, random_state=0)
    >>> flaws_of(text)
    {}
    >>> flaws_of(text.replace(")", "").replace("goats", "goat"))["bracket"] > 0
    True
    """
    found = Counter(flaw for piece in pieces_of(text) for flaw in _flaws(piece))
    return {flaw: found[flaw] for flaw in FLAWS if found[flaw]}


def _flaws(piece: str) -> Iterator[str]:
    title, *lines = piece.split("\n")
    kind = title.partition(":")[0].lower()
    named = _TITLES[kind].fullmatch(title) if kind in _TITLES else None
    yield from ["word"] * sum(word not in _known() for word in _WORD.findall(piece))
    yield from ["quote"] * sum(line.count('"') % 2 for line in lines)
    yield from ["bracket"] * _open_brackets(piece)
    if named is None or len(lines) + 1 < _SHORTEST[kind]:
        yield "form"
        return
    fields = named.groupdict()
    yield from ["close"] * (lines[-1] != _CLOSES[kind].format(**fields))
    yield from _RULES[kind](fields, lines)


def _story_flaws(fields: dict[str, str], lines: Sequence[str]) -> Iterator[str]:
    text = " ".join(lines)
    own = words.NAMES.get(fields["name"], "")
    other = {"she": "he", "he": "she"}.get(own, "")
    wrong = set(words.PRONOUNS.get(other, {}).values())
    spoken = _WORD.findall(text.replace(words.STORY_SELLER, ""))
    yield from ["pronoun"] * sum(word.lower() in wrong for word in spoken)
    yield from ["name"] * _others(spoken, words.NAMES, fields["name"])
    places = [word for word in spoken if word in words.PLACES]
    yield from ["name"] * sum(place != places[0] for place in places)
    yield from ["thing"] * _others(spoken, words.THINGS, fields["thing"])
    yield from _number_flaws(text)


def _number_flaws(text: str) -> Iterator[str]:
    counted = [(*pair,) for pair in _COUNTED.findall(text)]
    if not counted:
        yield "number"
        return
    count, noun = counted[0]
    yield from ["number"] * ((noun in _SINGULAR) != (count != "one"))
    yield from ["number"] * sum(pair != counted[0] for pair in counted)
    animals = {*words.ANIMALS, *words.ANIMALS.values()}
    yield from ["number"] * _others(_WORD.findall(text), animals, noun)
    for found, verb in _AGREES.findall(text):
        yield from ["number"] * ((verb == "were") != (found in _SINGULAR))


def _talk_flaws(fields: dict[str, str], lines: Sequence[str]) -> Iterator[str]:
    pair = (fields["first"], fields["second"])
    for line, (speaker, other) in zip(lines, cycle((pair, pair[::-1])), strict=False):
        said = line.removeprefix(f"{speaker}: ")
        yield from ["turn"] * (said == line)
        spoken = _WORD.findall(said)
        yield from ["name"] * _others(spoken, words.NAMES, other)
        yield from ["thing"] * _others(spoken, words.THINGS, fields["thing"])


def _recipe_flaws(fields: dict[str, str], lines: Sequence[str]) -> Iterator[str]:
    bought = _COUNTED.findall(lines[0])
    yield from ["food"] * sum(
        (count != "one") != (noun in _SINGULAR) for count, noun in bought
    )
    steps = [step for line in lines[1:-1] for step in re.split(r"(?<=\.) ", line)]
    used = [found.groups() for found in map(_STEP.search, steps) if found]
    wanted = [
        (noun, "they are" if noun in _SINGULAR else "it is") for _, noun in bought
    ]
    length = max(len(used), len(wanted))
    yield from ["food"] * sum(
        used[place : place + 1] != wanted[place : place + 1] for place in range(length)
    )
    yield from ["food"] * (not bought)


def _song_flaws(fields: dict[str, str], lines: Sequence[str]) -> Iterator[str]:
    verses = [_WORD.findall(line) or [""] for line in lines[:-1]]
    ends = [_SOUNDS.get(verse[-1], verse[-1]) for verse in verses]
    yield from ["rhyme"] * sum(
        isinstance(one, str) or one != other
        for one, other in zip(ends, ends[2:], strict=False)
    )
    yield from ["rhyme"] * (len(verses) != 4)
    spoken = [word for verse in verses for word in verse[:-1]]
    yield from ["thing"] * _others(spoken, words.THINGS, fields["thing"])


_RULES: dict[str, Callable[[dict[str, str], Sequence[str]], Iterator[str]]] = {
    "story": _story_flaws,
    "talk": _talk_flaws,
    "recipe": _recipe_flaws,
    "song": _song_flaws,
}


def _others(spoken: Sequence[str], group: Container[str], own: str) -> int:
    """Return how many words of a group are not the one that was named."""
    return sum(word in group and word != own for word in spoken)


def _open_brackets(piece: str) -> int:
    waiting: list[str] = []
    wrong = 0
    for character in piece:
        if character in "([":
            waiting.append(character)
        elif character in _CLOSING:
            fits = bool(waiting) and waiting[-1] == _CLOSING[character]
            waiting = waiting[:-1] if fits else waiting
            wrong += not fits
    return wrong + len(waiting)


@cache
def _known() -> frozenset[str]:
    """Return every word that a piece can have."""
    texts: list[str] = ["Story Talk Recipe Song Take and for about the it is they are"]
    for table in vars(words).values():
        texts += _strings(table) if isinstance(table, (str, tuple, dict)) else []
    found = {word for text in texts for word in _WORD.findall(text)}
    return frozenset(found | {"His", "Her"})


def _strings(table: object) -> Iterator[str]:
    if isinstance(table, str):
        yield re.sub(r"\{[^}]*\}", "", table)
    elif isinstance(table, dict):
        yield from _strings((*table, *table.values()))
    elif isinstance(table, tuple):
        for entry in table:
            yield from _strings(entry)
