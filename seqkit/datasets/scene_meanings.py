"""What a scene can mean: two groups of like objects and where one stands to the other.

The tables name each size, colour and shape with the words that may say it.
"""

from dataclasses import dataclass
from typing import NamedTuple

RELATIONS = ("left of", "above", "in front of")
CONVERSES = {"left of": "right of", "above": "below", "in front of": "behind"}
MOST_OBJECTS = 4

COUNTS = {1: ("a", "one"), 2: ("two",), 3: ("three",)}
SIZES = {
    "small": ("small", "little", "tiny"),
    "medium": ("medium", "midsized", "average"),
    "large": ("large", "big", "huge"),
}
COLOURS = {
    "red": ("red", "scarlet"),
    "orange": ("orange",),
    "yellow": ("yellow",),
    "green": ("green",),
    "blue": ("blue",),
    "purple": ("purple", "violet"),
    "black": ("black",),
    "white": ("white",),
}
SHAPES = {
    "circle": ("circle", "disc"),
    "square": ("square", "box"),
    "triangle": ("triangle",),
    "diamond": ("diamond", "rhombus"),
    "star": ("star",),
    "cross": ("cross", "plus"),
    "ring": ("ring", "hoop"),
    "semicircle": ("semicircle", "dome"),
}


@dataclass(frozen=True)
class Group:
    """Some objects that look alike: how many, and how they look.

    Attributes
    ----------
    count : 1, 2 or 3
    size : 'small', 'medium' or 'large'
    colour, shape : keys of `COLOURS` and of `SHAPES`
    """

    count: int
    size: str
    colour: str
    shape: str

    @property
    def look(self) -> tuple[str, str, str]:
        """Size, colour and shape, which tell one group from another."""
        return self.size, self.colour, self.shape


class Meaning(NamedTuple):
    """What a scene shows: one group, its relation, another group.

    Attributes
    ----------
    first, second : groups that look different, of four objects together at most
    relation : of the first to the second: 'left of', 'above' or 'in front of', or the
        converse of one, 'right of', 'below' or 'behind', which `canonical` turns round

    Examples
    --------
    >>> ring, star = Group(2, "small", "red", "ring"), Group(1, "large", "blue", "star")
    >>> Meaning(ring, "right of", star).canonical() == Meaning(star, "left of", ring)
    True
    """

    first: Group
    relation: str
    second: Group

    def canonical(self) -> "Meaning":
        """Return the one of the two equal meanings with a relation of `RELATIONS`."""
        for relation, converse in CONVERSES.items():
            if self.relation == converse:
                return Meaning(self.second, relation, self.first)
        return self
