"""Nouns with what stands before them, in English and in the cases of German."""

from typing import NamedTuple

from seqkit.datasets.translation_words import Noun, Pronoun, Word

Case = str
_CASES = ("nominative", "accusative", "dative")
# rows: masculine, feminine, neuter, plural; columns: the cases
_ARTICLES = {
    "m": ("der", "den", "dem"),
    "f": ("die", "die", "der"),
    "n": ("das", "das", "dem"),
    "p": ("die", "die", "den"),
}
_THIS = {
    "m": ("dieser", "diesen", "diesem"),
    "f": ("diese", "diese", "dieser"),
    "n": ("dieses", "dieses", "diesem"),
    "p": ("diese", "diese", "diesen"),
}
_EIN_ENDINGS = {
    "m": ("", "en", "em"),
    "f": ("e", "e", "er"),
    "n": ("", "", "em"),
    "p": ("e", "e", "en"),
}
_WEAK_ENDINGS = {
    "m": ("e", "en", "en"),
    "f": ("e", "e", "en"),
    "n": ("e", "e", "en"),
    "p": ("en", "en", "en"),
}
_MIXED_ENDINGS = _WEAK_ENDINGS | {"m": ("er", "en", "en"), "n": ("es", "es", "en")}
_STRONG_PLURAL = ("e", "e", "en")
_EIN_WORDS = {"a": "ein", "my": "mein", "our": "unser"}
_FUSED = {"von dem": "vom"}


class Phrase(NamedTuple):
    """A noun with a determiner and perhaps an adjective.

    Attributes
    ----------
    noun : the noun
    determiner : 'the', 'a' (nothing in the plural), 'this', 'my' or 'our'
    adjective : one that fits, or None
    plural : whether there are several
    """

    noun: Noun
    determiner: str = "the"
    adjective: Word | None = None
    plural: bool = False

    @property
    def form(self) -> int:
        """The form of the verb it takes as a subject: 1 with 'he', 2 with 'we'."""
        return 2 if self.plural else 1

    @property
    def number_or_gender(self) -> str:
        """'m', 'f', 'n', or 'p' in the plural: the rows of the German tables."""
        return "p" if self.plural else self.noun.gender


def english_name(name: Phrase | Pronoun, *, subject: bool = False) -> str:
    """Write a phrase or a pronoun in English.

    Examples
    --------
    >>> egg = Noun("egg", "eggs", "Ei", "Eier", "n", "food", False)
    >>> english_name(Phrase(egg, "a")), english_name(Phrase(egg, "this", plural=True))
    ('an egg', 'these eggs')
    """
    if isinstance(name, Pronoun):
        return name.english[0 if subject else 1]
    noun = name.noun.english_plural if name.plural else name.noun.english
    words = [name.adjective.english, noun] if name.adjective else [noun]
    return " ".join([*_english_determiner(name, words[0]), *words])


def german_name(name: Phrase | Pronoun, case: Case, *, no: bool = False) -> str:
    """Write a phrase or a pronoun in German.

    Parameters
    ----------
    name : the phrase or pronoun
    case : 'nominative', 'accusative', 'dative', or a preposition and one of these
    no : whether 'kein' stands in the place of 'ein'

    Examples
    --------
    >>> lion = Noun("lion", "lions", "Löwe", "Löwen", "m", "animal", True)
    >>> old = Word("old", "alt")
    >>> german_name(Phrase(lion, "a", old), "nominative")
    'ein alter Löwe'
    >>> german_name(Phrase(lion, "the", old), "auf accusative")
    'auf den alten Löwen'
    """
    preposition, _, rest = case.rpartition(" ")
    column = _CASES.index(rest)
    if isinstance(name, Pronoun):
        words = [preposition, name.german[column]]
    else:
        determiner, ending = _german_determiner(name, column, no=no)
        before = f"{preposition} {determiner}".strip()
        adjective = f"{name.adjective.german}{ending}" if name.adjective else ""
        words = [_FUSED.get(before, before), adjective, _german_noun(name, column)]
    return " ".join(word for word in words if word)


def relative_pronoun(name: Phrase) -> tuple[str, str]:
    """Return the pronouns of a relative clause whose subject is the phrase.

    Examples
    --------
    >>> child = Noun("child", "children", "Kind", "Kinder", "n", "person", False)
    >>> relative_pronoun(Phrase(child)), relative_pronoun(Phrase(child, plural=True))
    (('who', 'das'), ('who', 'die'))
    """
    english = "who" if name.noun.kind == "person" else "that"
    return english, _ARTICLES[name.number_or_gender][0]


def _english_determiner(name: Phrase, following: str) -> list[str]:
    if name.determiner == "a":
        article = "an" if following[0] in "aeiou" else "a"
        return [] if name.plural else [article]
    if name.determiner == "this" and name.plural:
        return ["these"]
    return [name.determiner]


def _german_determiner(name: Phrase, column: int, *, no: bool) -> tuple[str, str]:
    """Return the determiner, and the ending of an adjective behind it."""
    row = name.number_or_gender
    if name.determiner in ("the", "this"):
        table = _ARTICLES if name.determiner == "the" else _THIS
        return table[row][column], _WEAK_ENDINGS[row][column]
    if name.determiner == "a" and name.plural and not no:
        return "", _STRONG_PLURAL[column]
    stem = ("k" if no else "") + _EIN_WORDS[name.determiner]
    return stem + _EIN_ENDINGS[row][column], _MIXED_ENDINGS[row][column]


def _german_noun(name: Phrase, column: int) -> str:
    noun = name.noun
    if not name.plural:
        return noun.german_plural if noun.weak and column else noun.german
    dative = _CASES[column] == "dative" and noun.german_plural[-1] not in "ns"
    return noun.german_plural + ("n" if dative else "")
