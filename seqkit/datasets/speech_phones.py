"""The digits as phones: what the vocal tract does for each, and for how long.

Formants of vowels are near the means of Peterson and Barney (1952) for men, "Control
methods used in a study of the vowels", JASA 24; consonants are told by where they end,
how long they last and where their noise lies.
"""

from typing import NamedTuple


class Phone(NamedTuple):
    """Targets that the voice moves to, and stays at for some time.

    Attributes
    ----------
    formants : the three lowest resonances, in Hz
    seconds : how long it lasts at a medium tempo
    voice, noise : amplitude of the voiced source and of frication, 1 is that of a vowel
    centre, width : of the frication's band, in Hz

    Examples
    --------
    >>> PHONES["ee"].formants
    (280, 2250, 2900)
    """

    formants: tuple[int, int, int]
    seconds: float
    voice: float = 1.0
    noise: float = 0.0
    centre: float = 2500.0
    width: float = 1500.0


PHONES = {
    "a": Phone((700, 1250, 2500), 0.11),
    "ah": Phone((620, 1200, 2400), 0.11),
    "aw": Phone((570, 840, 2410), 0.14),
    "e": Phone((550, 1770, 2490), 0.11),
    "ee": Phone((280, 2250, 2900), 0.16),
    "i": Phone((400, 1950, 2550), 0.09),
    "o": Phone((500, 900, 2400), 0.11),
    "u": Phone((310, 850, 2240), 0.10),
    "oo": Phone((300, 950, 2240), 0.17),
    "r": Phone((350, 1100, 1550), 0.08, 0.7),
    "w": Phone((300, 650, 2200), 0.08, 0.7),
    "n": Phone((250, 1350, 2500), 0.09, 0.35),
    "v": Phone((260, 1100, 2300), 0.06, 0.3, 0.15, 2400, 2000),
    "z": Phone((280, 1600, 2550), 0.09, 0.25, 0.5, 3600, 700),
    "s": Phone((320, 1600, 2550), 0.13, 0.0, 0.7, 3700, 700),
    "f": Phone((320, 1100, 2300), 0.11, 0.0, 0.25, 2300, 2500),
    "th": Phone((320, 1300, 2500), 0.10, 0.0, 0.18, 3100, 1500),
    "closure": Phone((320, 1650, 2600), 0.05, 0.0),
    "t": Phone((320, 1750, 2600), 0.035, 0.0, 0.7, 3300, 1100),
    "k": Phone((320, 1900, 2300), 0.035, 0.0, 0.7, 1900, 600),
    "pause": Phone((450, 1450, 2450), 0.10, 0.0),
}
DIGITS = {
    "zero": ("z", "i", "r", "o", "u"),
    "one": ("w", "ah", "n"),
    "two": ("t", "oo"),
    "three": ("th", "r", "ee"),
    "four": ("f", "aw", "r"),
    "five": ("f", "a", "i", "v"),
    "six": ("s", "i", "closure", "k", "s"),
    "seven": ("s", "e", "v", "ah", "n"),
    "eight": ("e", "ee", "closure", "t"),
    "nine": ("n", "a", "i", "n"),
}
