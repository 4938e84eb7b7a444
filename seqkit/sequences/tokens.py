"""Text → tokens with their places: words of any language with spaces, characters.

`text[token.start:token.end] == token.text` holds always, tokens stand in order and
never overlap. Case, punctuation and accents stay as written: what a text becomes before
it is cut (lower case, another normal form) is the caller's choice.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from seqkit import checks
from seqkit.sequences import scripts

_ALNUM = rf"[^\W_{scripts.SPACELESS}]"
_LETTER = rf"[^\W\d_{scripts.SPACELESS}]"
# no country whose letters are a word that may follow a full stop without a space
_HOSTS = "com|org|net|edu|gov|mil|info|biz|eu|uk|ca|au|de|ch|fr|nl|dk|fi|pl|ru|jp|cn|br"
_FILES = (
    "pdf|docx?|xlsx?|pptx?|txt|rtf|csv|json|xml|html?|php|py|js|exe|zip|gz|jpe?g|png|"
    "gif|svg|mp3|mp4|wav|avi"
)
_SHORTENED = (
    "Mr|Mrs|Ms|Mx|Dr|Prof|St|Jr|Sr|Inc|Corp|Co|Ltd|Bros|Gen|Gov|Sen|Rep|Lt|Col|Capt|Sgt|"
    "Maj|Cmdr|Rev|Hon|Pres|Supt|Mt|Ft|Ave|Blvd|Rd|Dept|Univ|Assn|Jan|Feb|Mar|Apr|Jun|"
    "Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|etc|vs|approx|Mme|Mlle"
)
_PREFIXES = (
    "e|co|re|un|ex|pre|pro|non|mis|mid|sub|anti|bi|tri|semi|multi|inter|intra|ultra|"
    "super|counter|post|neo|pseudo|quasi|trans|vice|x"
)
_TAGS = "br|p|b|i|u|em|hr|li|ul|ol|tr|td|th|div|span|table|strong|h[1-6]"
_APART = ("can|not", "gon|na", "got|ta", "wan|na", "gim|me", "lem|me")
_FUSED = {word.replace("|", ""): word.index("|") for word in _APART}
_CLITIC = re.compile(r"(?:n['’]t|['’](?:s|m|re|ve|ll|d))\Z", re.IGNORECASE)
_ELISION = re.compile(
    r"(?:[cdjlmnst]|(?:jus|lors|puis|quoi|quel)?qu|(?:de|a|ne|da|su|que)ll)['’](?=[^\W\d_])",
    re.IGNORECASE,
)

_ELIDED = re.compile(rf"(?<!\w){_ELISION.pattern.partition('(?=')[0]}\Z", re.IGNORECASE)
_CLOSING = frozenset([*",.;:!?)]}%…’”»", "..."])
_OPENING = frozenset("([{¿¡“«")
_SPACELESS = re.compile(f"[{scripts.SPACELESS}、。，！？：；（）「」]")


class Token(NamedTuple):
    """A piece of a text.

    text : the piece as written
    start, end : its place, `text[start:end]`, counted in Python characters
    """

    text: str
    start: int
    end: int


def words(text: str) -> list[Token]:
    """Cut a text into words, numbers and punctuation.

    Everything but whitespace lands in a token. The conventions are those of the Penn
    Treebank and of Universal Dependencies (UD), because tagged corpora and published
    word vectors follow them:

    - contractions split before the clitic: do|n't, she|'s, we|'ll, can|not; French and
      Italian elisions behind it: l'|homme, qu'|il, dell'|arte; other apostrophes stay
      inside the word (O'Neill, rock'n'roll)
    - hyphens split (15|-|year, well|-|known), but not behind a prefix that is no word
      of its own (e-mail, co-op, non-linear, re-open)
    - one token each: numbers with separators (1,234.5, 12:05, 08/16/2000), URLs, e-mail
      addresses, host and file names, @mentions, #hashtags, abbreviations (U.S., e.g.,
      Dr.), emoticons, plain HTML tags, runs of one punctuation mark (..., !!, --)
    - an emoji stays whole, with its skin tone, joiners and flag letters
    - one user-perceived character each in Chinese, Japanese, Thai, Lao, Khmer and
      Burmese, which write no spaces
    - combining marks belong to their letter

    Parameters
    ----------
    text : the text; time and memory grow linearly with its length

    Raises
    ------
    TypeError
        If `text` is not a string.

    References
    ----------
    Marcus, Santorini, Marcinkiewicz (1993), "Building a large annotated corpus of
    English: the Penn Treebank", Computational Linguistics 19(2);
    Nivre et al. (2020), "Universal Dependencies v2", LREC, section 3.

    Examples
    --------
    >>> [token.text for token in words("New York-based U.S. fans don't e-mail...")]
    ['New', 'York', '-', 'based', 'U.S.', 'fans', 'do', "n't", 'e-mail', '...']
    >>> words("it's")
    [Token(text='it', start=0, end=2), Token(text="'s", start=2, end=4)]
    """
    checks.check_text(text)
    found = []
    for match in _word_pattern().finditer(text):
        piece, start = match.group(), match.start()
        cuts = _cuts(piece) if match.lastgroup == "word" else ()
        if cuts:
            bounds = pairwise((0, *cuts, len(piece)))
            found += [Token(piece[a:b], start + a, start + b) for a, b in bounds]
        else:
            found.append(Token(piece, start, match.end()))
    return found


def characters(text: str) -> list[Token]:
    """Cut a text into user-perceived characters, whitespace included.

    Combining marks stay with their letter, an emoji with its joiners, skin tone and
    flag letters, and a carriage return with its line feed: the extended grapheme
    clusters of Unicode (UAX #29), but for decomposed Hangul, whose letters stay apart.
    Joined together, the tokens are the text.

    Raises
    ------
    TypeError
        If `text` is not a string.

    Examples
    --------
    >>> [token.text for token in characters("so 👍🏽")]
    ['s', 'o', ' ', '👍🏽']
    """
    checks.check_text(text)
    matches = _character_pattern().finditer(text)
    return [Token(match.group(), *match.span()) for match in matches]


TOKENIZERS = {"word": words, "character": characters}


def joined(tokens: Sequence[str], kind: str) -> str:
    """Write tokens as a text, the way back from `words` or `characters`.

    Characters are put together again. Between words stands a blank, but not before
    closing punctuation and clitics, behind opening brackets, or between characters of
    languages that write no spaces; what else stood there is not known any more.

    Parameters
    ----------
    tokens : as the tokeniser gave them
    kind : "word" or "character"

    Examples
    --------
    >>> cut = words("She's here (again), isn't she?")
    >>> joined([token.text for token in cut], "word")
    "She's here (again), isn't she?"
    """
    checks.check_choice("kind", kind, tuple(TOKENIZERS))
    if kind == "character":
        return "".join(tokens)
    text = ""
    for token in tokens:
        together = _joins_left(token) or _joins_right(text)
        together |= _is_spaceless(text[-1:]) and _is_spaceless(token[:1])
        text += token if together or not text else f" {token}"
    return text


def _joins_left(token: str) -> bool:
    return token in _CLOSING or bool(_CLITIC.fullmatch(token))


def _joins_right(text: str) -> bool:
    return text[-1:] in _OPENING or bool(_ELIDED.search(text))


def _is_spaceless(character: str) -> bool:
    return bool(_SPACELESS.match(character))


def _cuts(word: str) -> tuple[int, ...]:
    """Return where a word comes apart: at its clitics, behind its elision."""
    if "'" not in word and "’" not in word:
        cut = _FUSED.get(word.lower())
        return () if cut is None else (cut,)
    cuts: list[int] = []
    end = len(word)
    while (clitic := _CLITIC.search(word, max(end - 3, 0), end)) is not None:
        end = clitic.start()
        if end == 0:
            break
        cuts.append(end)
    elision = _ELISION.match(word, 0, end)
    if elision is not None:
        cuts.append(elision.end())
    return tuple(reversed(cuts))


@cache
def _word_pattern() -> re.Pattern[str]:
    """Return the pattern of a token, which takes linear time.

    A repeat whose text another token may scan again has a bound; every other consumes
    what it has scanned.
    """
    marks = f"[{scripts.marks()}{scripts.NON_JOINER}{scripts.JOINER}\\u00ad\\u2060]"
    run = f"{_ALNUM}++(?:{marks}++{_ALNUM}*+)*+"
    label = r"[^\W_][\w-]{0,62}+"
    end = f"(?!{_ALNUM})"
    beyond = r"[^\s<>\"]*[^\s<>\".,;:!?'’”)\]}…]"
    kinds = {
        "url": rf"(?i:(?:https?|ftp|file)://|www\.){beyond}",
        "mail": rf"[\w.+%-]{{1,64}}+@{label}(?:\.{label}){{0,8}}",
        "host": rf"(?:{label}\.){{1,8}}(?i:{_HOSTS}|{_FILES}){end}(?!-\w)"
        rf"(?:[/?#]{beyond})?|(?:[a-z][a-z-]{{1,62}}+\.){{2,8}}[a-z]{{2,62}}+{end}",
        "mention": rf"@\w++|#\d*+{_LETTER}(?:{run})?(?:_++(?:{run})?)*+",
        "emoji": scripts.emoji_sequence() + marks + "*+",
        "emoticon": r"[:;=8][-o^']?[()\[\]DPp|/\\*3](?!\w|[,.]\d|/)|<3(?!\d)"
        r"|\([-']?[:;](?!\w)",
        "letters": rf"(?:{_LETTER}\.){{2,8}}{end}|(?:{_LETTER}\.){{1,8}}{_LETTER}{end}",
        "shortened": rf"(?:{_SHORTENED})\.|No\.(?=\s?\d)|[A-HJ-Z]\.(?=[\s-][A-Z])",
        "clitic": r"['’](?i:s|m|re|ve|ll|d|em|til|cause|n'|n|tis|twas|\d\ds?)"
        rf"(?![\w-]){end}",
        "html": rf"</?(?i:{_TAGS})\s?/?>|&(?:[a-zA-Z]{{2,8}}|#\d{{2,6}});",
        "phone or date": r"(?:(?:\d{3}-)?\d{3}-\d{4}|\d{4}-\d\d-\d\d)(?!\d)",
        "number": rf"\d++(?:[.,:/]\d++)++|\d++(?=(?i:[ap]m){end})",
        "word": rf"(?P<word>(?:(?i:{_PREFIXES})-(?={_LETTER}))?{run}"
        rf"(?:(?:['’]|_++){run})*+)",
        "character": rf"[{scripts.SPACELESS}]{marks}*+",
        "bracket": rf"[()\[\]{{}}]{marks}*+|[!?]{{2,}}+",
        "mark": rf"(?P<mark>\S)(?P=mark)*+{marks}*+",
    }
    return re.compile(rf"(?=\S)(?:{'|'.join(kinds.values())})")


@cache
def _character_pattern() -> re.Pattern[str]:
    extend = (
        f"[{scripts.marks()}{scripts.NON_JOINER}{scripts.JOINER}{scripts.SKIN_TONE}"
        f"{scripts.EMOJI_TAG}]*+"
    )
    kinds = [r"\r\n", r"[\x00-\x1f\x7f]", scripts.emoji_sequence() + extend]
    return re.compile("|".join([*kinds, f"[\\s\\S]{extend}"]))
