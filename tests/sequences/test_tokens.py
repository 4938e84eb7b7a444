"""Tokens: conventions by example, places and coverage for any text, linear time."""

import time
from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences import TOKENIZERS, Token, characters, words
from seqkit.sequences.tokens import joined

# pieces that rules look for, to be strewn among arbitrary characters
BITS = [
    "n't", "'s", "’ll", "can", "'", "-", "--", "...", ".", "U.S.", "e.g.", "Dr.", "@",
    "#", "http://", "www.", ".com", "a", "Z", "é", "e\u0301", "\u0301", "1", ",", ":",
    "/", "_", "<br />", "&amp;", "👍", "🏽", "\u200d", "👩", "🇩", "🇪", "\ufe0f", "漢",
    "\u20e3", "ส", "ั", " ", "\n", "\r\n", "\t", "\u00a0", "\u200b", "\ud83d", "\x00",
    ":)", "<3", "(", "$", "%",
]  # fmt: skip
any_text = st.lists(st.sampled_from(BITS) | st.characters(), max_size=25).map("".join)


def cut(text):
    return [token.text for token in words(text)]


@given(text=any_text)
def test_words_cover_everything_but_whitespace(text):
    covered = 0
    for token in words(text):
        assert token.start < token.end
        assert text[token.start : token.end] == token.text
        assert not text[covered : token.start].strip()
        covered = token.end
    assert not text[covered:].strip()


@given(text=any_text)
def test_words_start_and_end_with_no_whitespace(text):
    for token in words(text):
        assert token.text.strip() == token.text


@given(text=any_text)
def test_characters_joined_are_the_text(text):
    tokens = characters(text)

    assert "".join(token.text for token in tokens) == text
    for token in tokens:
        assert text[token.start : token.end] == token.text


@given(pieces=st.lists(any_text, max_size=4))
def test_lines_are_cut_independently(pieces):
    # a title or an initial looks one word ahead, at letters, so letters are kept apart
    lines = [piece.replace("\n", "").replace("\r", "") for piece in pieces]

    together = cut("\n0\n".join(lines))

    apart = [cut(line) for line in lines]
    zeros = [["0"]] * (len(lines) - 1)
    assert together == [
        token
        for pair in zip_longest(apart, zeros, fillvalue=[])
        for part in pair
        for token in part
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain words, with Case.", "Plain words , with Case ."),
        # contractions
        ("don't can't won't DON'T", "do n't ca n't wo n't DO N'T"),
        ("she's we'll I'd've you’re", "she 's we 'll I 'd 've you ’re"),
        ("shouldn't've y'all's", "should n't 've y'all 's"),
        ("cannot gonna Wanna", "can not gon na Wan na"),
        ("it 's do n't", "it 's do n't"),
        ("O'Neill o'clock rock'n'roll", "O'Neill o'clock rock'n'roll"),
        ("the dogs' bones, 'tis 'em '68 'n'", "the dogs ' bones , 'tis 'em '68 'n'"),
        ("L'homme qu'il aujourd'hui", "L' homme qu' il aujourd'hui"),
        ("dell'arte jusqu’à d'été", "dell' arte jusqu’ à d' été"),
        ("'quoted' \"words\"", "' quoted ' \" words \""),
        # hyphens
        ("New York-based 15-year-old", "New York - based 15 - year - old"),
        ("e-mail co-op non-linear Re-open", "e-mail co-op non-linear Re-open"),
        ("well -- yes - no", "well -- yes - no"),
        # numbers
        ("1,234.5 12:05 08/16/2000 -3", "1,234.5 12:05 08/16/2000 - 3"),
        ("3.5% $5 5pm 1,", "3.5 % $ 5 5 pm 1 ,"),
        ("4th 1990s F16 2nd", "4th 1990s F16 2nd"),
        ("303-832-8160 2001-02-13", "303-832-8160 2001-02-13"),
        ("١٬٢ ٣٤", "١ ٬ ٢ ٣٤"),
        # addresses
        ("(see http://a.b/c?d=e_f#g).", "( see http://a.b/c?d=e_f#g ) ."),
        ("www.adobe.com, api.pdf! a.b.Com", "www.adobe.com , api.pdf ! a.b.Com"),
        ("mail me@x-y.org.", "mail me@x-y.org ."),
        ("kevin.a.boone+x@ae.ge.com", "kevin.a.boone+x@ae.ge.com"),
        ("end.Start so.no it.in", "end . Start so . no it . in"),
        ("web.de/a?b. http://!! www.!", "web.de/a?b . http : // !! www . !"),
        ("@me, #tag_1 #1 #2nd", "@me , #tag_1 # 1 #2nd"),
        # abbreviations and runs
        ("The U.S. and U.K, e.g. p.m.", "The U.S. and U.K , e.g. p.m."),
        ("Dr. Who vs. Mr. T etc.", "Dr. Who vs. Mr. T etc."),
        ("J. S. Bach and I. Then", "J. S. Bach and I . Then"),
        ("No. 5. No. Never", "No. 5 . No . Never"),
        ("Wait... what?! Yes!! ok..", "Wait ... what ?! Yes !! ok .."),
        ("((a)) [b] ***", "( ( a ) ) [ b ] ***"),
        ("and/or a_b _x_ &", "and / or a_b _ x _ &"),
        ("<br/><p>x</p> a<b &amp; &", "<br/> <p> x </p> a < b &amp; &"),
        # emoticons and emoji
        ("nice :) :-( ;P <3 (see: this)", "nice :) :-( ;P <3 ( see : this )"),
        ("ok :), fine ;-). at :3,40", "ok :) , fine ;-) . at : 3,40"),
        ("👍🏽👍 👩‍👩‍👧", "👍🏽 👍 👩‍👩‍👧"),
        ("🇩🇪🇫🇷 1️⃣ ❤️‍🔥x", "🇩🇪 🇫🇷 1️⃣ ❤️‍🔥 x"),
        ("🏴\U000e0067\U000e0062\U000e007f!", "🏴\U000e0067\U000e0062\U000e007f !"),
        # scripts
        ("Größe naïve Ωμέγα привет", "Größe naïve Ωμέγα привет"),
        ("cafe\u0301s हिन्दी", "cafe\u0301s हिन्दी"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("한국어 단어", "한국어 단어"),
        ("abc漢字です。カタ", "abc 漢 字 で す 。 カ タ"),
        ("สวัสดี", "ส วั ส ดี"),
        # rests
        ("\u0301a \ud83d\ude00 \x00", "\u0301 a \ud83d \ude00 \x00"),
        ("", ""),
        (" \n\t\u00a0", ""),
    ],
)
def test_words_by_convention(text, expected):
    assert cut(text) == [part for part in expected.split(" ") if part]


def test_words_know_their_places():
    assert words("So, it's ") == [
        Token("So", 0, 2),
        Token(",", 2, 3),
        Token("it", 4, 6),
        Token("'s", 6, 8),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", ["a", " ", "b"]),
        ("e\u0301\u0302x", ["e\u0301\u0302", "x"]),
        ("👩‍👩‍👧👍🏽", ["👩‍👩‍👧", "👍🏽"]),
        ("🇩🇪🇫🇷🇩", ["🇩🇪", "🇫🇷", "🇩"]),
        ("1️⃣1", ["1️⃣", "1"]),
        ("\r\n\n\r", ["\r\n", "\n", "\r"]),
        ("हिन्दी", ["हि", "न्", "दी"]),
        ("\n\u0301", ["\n", "\u0301"]),
        ("", []),
    ],
)
def test_characters_stay_whole(text, expected):
    assert [token.text for token in characters(text)] == expected


@pytest.mark.parametrize(
    "bit",
    ["a", "'", "👍", "👩\u200d", "a-", "a.", "a'", "@", "a@", "#", "#1", "http://",
     "1,", "1-", "e\u0301", "\u0301", "漢", " ", "_", "a_", "<", "A. ", "n't", "ab.",
     "www.", "a.com/!", "re-", "🇩"],
)  # fmt: skip
def test_time_grows_with_the_length(bit):
    words(bit)  # makes the pattern
    start = time.process_time()

    words(bit * (40_000 // len(bit)))

    # takes a tenth of a second; rescanning from every token would take many seconds
    assert time.process_time() - start < 2


@pytest.mark.parametrize("bit", ["a", "-", "'", "!", "_", "1", "\u0301"])
def test_a_megabyte_of_one_character_is_one_word(bit):
    assert words(bit * 1_000_000) == [Token(bit * 1_000_000, 0, 1_000_000)]


def test_a_megabyte_of_emoji_stays_apart():
    tokens = words("👍🏽" * 125_000)

    assert len(tokens) == 125_000
    assert tokens[-1] == Token("👍🏽", 249_998, 250_000)


def test_tokenizers_are_named():
    assert {"word": words, "character": characters} == TOKENIZERS


@pytest.mark.parametrize("tokenize", [words, characters])
@pytest.mark.parametrize("text", [None, 3, float("nan"), ["a"], b"a"])
def test_only_strings_are_cut(tokenize, text):
    with pytest.raises(TypeError, match=r"text must be a string, got .*; fill missing"):
        tokenize(text)


@pytest.mark.parametrize(
    "text",
    [
        "She's here (again), isn't she?",
        "l'homme qu'il voit.",
        "狗在草地上跑。",
        "¿Qué? 50% of fans don't e-mail...",
        "a wet dog",
    ],
)
def test_words_come_together_as_they_are_written(text):
    assert joined(cut(text), "word") == text


@given(any_text)
def test_characters_come_together_as_they_stood(text):
    assert joined([token.text for token in characters(text)], "character") == text


@given(any_text)
def test_joined_words_lose_and_add_nothing_but_blanks(text):
    tokens = cut(text)
    assert joined(tokens, "word").replace(" ", "") == "".join(tokens).replace(" ", "")
