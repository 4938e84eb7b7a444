"""Small stories, talks, recipes and songs, written to order as one long text.

What a piece says at its beginning decides what it may say far behind: names and
pronouns, numbers, quotes and brackets, turns, rhymes and the last line. `flaws_of`
counts where a text breaks these rules.
"""

from typing import Any

import numpy as np

from seqkit import checks
from seqkit.datasets import story_words as words

RandomState = int | np.random.Generator | None

_KINDS = ("story", "talk", "recipe", "song")
_SHARES = (0.45, 0.2, 0.2, 0.15)


def written_text(characters: int = 400_000, random_state: RandomState = None) -> str:
    """Write pieces whose parts agree over hundreds of characters.

    A piece is a title, lines, and a blank line. It is a story of a person, a thing and
    animals; a talk of two in turns; a recipe; or a song of four lines that rhyme A B A
    B. Characters from a to z, A to Z, blank, newline and ``" ' ( ) , . : ! ? [ ]``.

    Parameters
    ----------
    characters : the least number of characters; the piece that reaches it is finished
    random_state : seed, generator, or None for another draw each time; a longer text
        begins with the shorter one of the same seed

    Returns
    -------
    str
        `flaws_of` finds nothing in it.

    Raises
    ------
    ValueError
        If the number is too small.

    Examples
    --------
    >>> print(written_text(1, random_state=10).strip())
    Song: the wooden ladder
    they carried the ladder to where it said away
    and softly the children were whispering white
    the first of the letters I burnt ended grey
    O give me a ladder and a word such as sight
    So goes the song of the wooden ladder.
    """
    checks.check_count("characters", characters)
    draw = np.random.default_rng(random_state)
    writers = (_story, _talk, _recipe, _song)
    pieces: list[str] = []
    written = 0
    while written < characters:
        writer = writers[int(draw.choice(len(_KINDS), p=_SHARES))]
        pieces.append("\n".join(writer(draw)) + "\n\n")
        written += len(pieces[-1])
    return "".join(pieces)


def _story(draw: np.random.Generator) -> list[str]:
    name = _one(draw, tuple(words.NAMES))
    thing, look = _one(draw, words.THINGS), _one(draw, words.LOOKS)
    count, animal = int(draw.integers(7)), _one(draw, tuple(words.ANIMALS))
    pronouns = words.PRONOUNS[words.NAMES[name]]
    fields = pronouns | {
        "name": name, "Name": name, "His": pronouns["his"].capitalize(),
        "trade": _one(draw, words.TRADES), "place": _one(draw, words.PLACES),
        "thing": thing, "look": look, "count": words.COUNTS[count],
        "animals": words.ANIMALS[animal] if count else animal,
        "were": "were" if count else "was",
    }  # fmt: skip
    middles = draw.permutation(len(words.STORY_MIDDLES))[: draw.integers(3, 8)]
    sentences = [
        _one(draw, words.STORY_BEGINNINGS),
        _one(draw, words.STORY_ANIMALS),
        _one(draw, words.STORY_THINGS),
        *(words.STORY_MIDDLES[place] for place in middles),
        _one(draw, words.STORY_ENDINGS),
    ]
    body = " ".join(sentence.format(**fields) for sentence in sentences)
    title = f"Story: {name} and the {look} {thing}"
    return [title, body, words.STORY_CLOSE.format(**fields)]


def _talk(draw: np.random.Generator) -> list[str]:
    first, second = (
        tuple(words.NAMES)[place] for place in draw.permutation(len(words.NAMES))[:2]
    )
    fields = {"first": first, "second": second, "thing": _one(draw, words.THINGS)}
    turns = draw.permutation(len(words.TALK_TURNS))[: 2 * draw.integers(1, 5)]
    lines = [line.format(**fields) for line in words.TALK_OPENING]
    for place, turn in enumerate(turns):
        speaker, other = (second, first) if place % 2 else (first, second)
        said = words.TALK_TURNS[turn].format(other=other, **fields)
        lines.append(f'{speaker}: "{said}"')
    title = f"Talk: {first} and {second} about the {fields['thing']}"
    return [title, *lines, *(line.format(**fields) for line in words.TALK_CLOSE)]


def _recipe(draw: np.random.Generator) -> list[str]:
    dish, people = _one(draw, words.DISHES), words.COUNTS[int(draw.integers(1, 7))]
    foods = [tuple(words.FOODS)[place] for place in
             draw.permutation(len(words.FOODS))[: draw.integers(2, 6)]]  # fmt: skip
    counts = draw.integers(0, 5, len(foods))
    bought = [
        f"{words.COUNTS[count]} {words.FOODS[food] if count else food}"
        for food, count in zip(foods, counts, strict=True)
    ]
    steps = []
    for each, count in zip(bought, counts, strict=True):
        they = "they are" if count else "it is"
        food = each.split()[1]
        step = _one(draw, words.RECIPE_STEPS)
        steps.append(step.format_map({"foods": food, "they are": they}))
        if draw.random() < 0.3:
            steps.append(_one(draw, words.RECIPE_PAUSES))
    take = f"Take {', '.join(bought[:-1])} and {bought[-1]}."
    close = words.RECIPE_CLOSE.format(dish=dish, count=people)
    return [f"Recipe: {dish} for {people}", take, " ".join(steps), close]


def _song(draw: np.random.Generator) -> list[str]:
    fields = {"thing": _one(draw, words.THINGS), "look": _one(draw, words.LOOKS)}
    sounds = draw.permutation(len(words.RHYMES))[:2]
    pairs = [
        [words.RHYMES[sound][place] for place in draw.permutation(6)[:2]]
        for sound in sounds
    ]
    ends = [pairs[0][0], pairs[1][0], pairs[0][1], pairs[1][1]]
    places = draw.permutation(len(words.SONG_LINES))[:4]
    lines = [
        words.SONG_LINES[place].format(rhyme=end, **fields)
        for place, end in zip(places, ends, strict=True)
    ]
    title = f"Song: the {fields['look']} {fields['thing']}"
    return [title, *lines, words.SONG_CLOSE.format(**fields)]


def _one(draw: np.random.Generator, choices: tuple[Any, ...]) -> Any:
    return choices[int(draw.integers(len(choices)))]
