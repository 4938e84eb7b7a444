"""Classes of Unicode characters, as the inside of a regular expression's brackets.

`re` knows letters, digits and whitespace; what a tokeniser needs beyond them is here.
"""

import unicodedata
from functools import cache
from itertools import chain

# written without spaces: Chinese and Japanese, Thai, Lao, Burmese, Khmer
SPACELESS = (
    r"\u0e01-\u0e33\u0e40-\u0e46\u0e81-\u0eb3\u0ebd-\u0edf\u1000-\u103f\u1050-\u109f"
    r"\u1780-\u17d3\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u30ff"
    r"\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
# symbols that may join into emoji, without flags and skin tones
EMOJI = (
    r"\u00a9\u00ae\u203c\u2049\u2122\u2194-\u21aa\u231a-\u23ff\u25aa-\u27bf"
    r"\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299"
    r"\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
)
FLAG_LETTER = r"\U0001f1e6-\U0001f1ff"
SKIN_TONE = r"\U0001f3fb-\U0001f3ff"
EMOJI_TAG = r"\U000e0020-\U000e007f"
NON_JOINER, JOINER = r"\u200c", r"\u200d"
_WITH_MARKS = (range(0x300, 0x20000), range(0xE0100, 0xE01F0))


@cache
def marks() -> str:
    """Return the combining marks (categories Mn, Mc and Me) as ranges.

    Examples
    --------
    >>> import re
    >>> bool(re.fullmatch(f"e[{marks()}]", "e\\u0301"))
    True
    """
    ranges: list[list[int]] = []
    for point in chain(*_WITH_MARKS):
        if unicodedata.category(chr(point))[0] == "M":
            if ranges and ranges[-1][1] == point - 1:
                ranges[-1][1] = point
            else:
                ranges.append([point, point])
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)


def emoji_sequence() -> str:
    """Return a pattern of one emoji: flags, keycaps, skin tones, joined pictures."""
    after = f"[\\ufe0e\\ufe0f\\u20e3{SKIN_TONE}{EMOJI_TAG}]*+"
    picture = f"[{EMOJI}]{after}"
    flag = f"[{FLAG_LETTER}]{{2}}"
    keycap = "[0-9#*]\\ufe0f?\\u20e3"
    return f"(?:{flag}|{keycap}|{picture}(?:{JOINER}{picture})*+)"
