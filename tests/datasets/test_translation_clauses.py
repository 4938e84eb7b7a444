"""Clauses and phrases, against German written by hand."""

import pytest

from seqkit.datasets.translation_clauses import Clause, english_clause, german_clause
from seqkit.datasets.translation_phrases import (
    Phrase,
    english_name,
    german_name,
    relative_pronoun,
)
from seqkit.datasets.translation_verbs import RAIN, SAYING, VERBS
from seqkit.datasets.translation_words import (
    ADJECTIVES,
    IT,
    MANNERS,
    NOUNS,
    OBJECT_PRONOUNS,
    PLACES,
    SUBJECT_PRONOUNS,
    TIMES,
)

ALL_NOUNS = [noun for nouns in NOUNS.values() for noun in nouns]
ICH, HE, SHE, WE, THEY = SUBJECT_PRONOUNS
ME, HIM, HER, US = OBJECT_PRONOUNS


def the(words, determiner="the", *, plural=False):
    """Return the phrase of a noun, or of an adjective and a noun."""
    *looks, name = words.split()
    noun = next(noun for noun in ALL_NOUNS if noun.english == name)
    found = [each for each in ADJECTIVES[noun.kind] if each.english in looks]
    return Phrase(noun, determiner, found[0] if found else None, plural)


def a(words, **options):
    return the(words, "a", **options)


def verb(german):
    return next(each for each in (*VERBS, *SAYING) if each.key == german)


def word(table, english):
    return next(each for each in table if each.english == english)


KITCHEN = word(PLACES, "in the kitchen")
YESTERDAY = word(TIMES["past"], "yesterday")
TOMORROW = word(TIMES["future"], "tomorrow")
TODAY = word(TIMES["present"], "today")


# ------------------------------------------------------------------------- phrases


@pytest.mark.parametrize(
    ("phrase", "cases"),
    [
        (the("old man"), "der alte Mann, den alten Mann, dem alten Mann"),
        (the("old woman"), "die alte Frau, die alte Frau, der alten Frau"),
        (the("young child"), "das junge Kind, das junge Kind, dem jungen Kind"),
        (a("old man"), "ein alter Mann, einen alten Mann, einem alten Mann"),
        (a("old woman"), "eine alte Frau, eine alte Frau, einer alten Frau"),
        (a("young child"), "ein junges Kind, ein junges Kind, einem jungen Kind"),
        (
            the("man", "this", plural=True),
            "diese Männer, diese Männer, diesen Männern",
        ),
        (a("red car", plural=True), "rote Autos, rote Autos, roten Autos"),
        (
            the("expensive hat", "our"),
            "unser teurer Hut, unseren teuren Hut, unserem teuren Hut",
        ),
        (
            the("tired aunt", "my", plural=True),
            "meine müden Tanten, meine müden Tanten, meinen müden Tanten",
        ),
        (the("lion", "this"), "dieser Löwe, diesen Löwen, diesem Löwen"),
        (the("lion", plural=True), "die Löwen, die Löwen, den Löwen"),
        (HE, "er, ihn, ihm"),
    ],
    ids=str,
)
def test_phrase_is_declined(phrase, cases):
    found = [german_name(phrase, x) for x in ("nominative", "accusative", "dative")]
    assert ", ".join(found) == cases


def test_preposition_takes_its_case_and_melts_into_an_article():
    assert german_name(the("child"), "von dative") == "vom Kind"
    assert german_name(the("woman"), "von dative") == "von der Frau"
    assert german_name(HER, "auf accusative") == "auf sie"
    assert german_name(a("dog", plural=True), "vor dative") == "vor Hunden"


def test_kein_is_declined_as_ein_and_has_a_plural():
    assert german_name(a("red hat"), "accusative", no=True) == "keinen roten Hut"
    cars = a("red car", plural=True)
    assert german_name(cars, "accusative", no=True) == "keine roten Autos"


def test_english_articles_look_at_the_next_word():
    names = [a("apple"), a("fresh apple"), a("old man"), a("egg", plural=True)]
    assert [english_name(name) for name in names] == [
        "an apple", "a fresh apple", "an old man", "eggs",
    ]  # fmt: skip
    assert english_name(the("mouse", "this", plural=True)) == "these mice"
    assert english_name(WE, subject=True) + english_name(WE) == "weus"


def test_relative_pronoun_agrees():
    assert relative_pronoun(the("woman")) == ("who", "die")
    assert relative_pronoun(the("dog")) == ("that", "der")
    assert relative_pronoun(the("boy", plural=True)) == ("who", "die")


# ------------------------------------------------------------------------- clauses

CLAUSES = [
    (
        Clause(the("man"), verb("sehen"), (the("lion"),)),
        "the man sees the lion",
        "der Mann sieht den Löwen",
        "der Mann den Löwen sieht",
    ),
    (
        Clause(ICH, verb("anrufen"), (HIM,), time=TODAY),
        "I call him today",
        "ich rufe ihn heute an",
        "ich ihn heute anrufe",
    ),
    (
        Clause(SHE, verb("anrufen"), (the("man"),), "past", time=YESTERDAY),
        "she called the man yesterday",
        "sie hat gestern den Mann angerufen",
        "sie gestern den Mann angerufen hat",
    ),
    (
        Clause(THEY, verb("aufstehen"), tense="past"),
        "they got up",
        "sie sind aufgestanden",
        "sie aufgestanden sind",
    ),
    (
        Clause(WE, verb("geben"), (the("child"), a("egg"))),
        "we give the child an egg",
        "wir geben dem Kind ein Ei",
        "wir dem Kind ein Ei geben",
    ),
    (
        Clause(the("aunt"), verb("geben"), (US, the("key")), time=TODAY),
        "the aunt gives us the key today",
        "die Tante gibt uns heute den Schlüssel",
        "die Tante uns heute den Schlüssel gibt",
    ),
    (
        Clause(the("dog"), verb("fressen"), (a("cold sausage"),), place=KITCHEN),
        "the dog eats a cold sausage in the kitchen",
        "der Hund frisst in der Küche eine kalte Wurst",
        "der Hund in der Küche eine kalte Wurst frisst",
    ),
    (
        Clause(the("girl"), verb("essen"), (the("cake"),), manner=MANNERS[0]),
        "the girl quickly eats the cake",
        "das Mädchen isst den Kuchen schnell",
        "das Mädchen den Kuchen schnell isst",
    ),
    (
        Clause(the("king"), verb("kaufen"), (a("red car"),), negated=True),
        "the king does not buy a red car",
        "der König kauft kein rotes Auto",
        "der König kein rotes Auto kauft",
    ),
    (
        Clause(ICH, verb("zumachen"), (the("door"),), "past", negated=True),
        "I did not close the door",
        "ich habe die Tür nicht zugemacht",
        "ich die Tür nicht zugemacht habe",
    ),
    (
        Clause(HE, verb("warten"), (the("boy"),), negated=True),
        "he does not wait for the boy",
        "er wartet nicht auf den Jungen",
        "er nicht auf den Jungen wartet",
    ),
    (
        Clause(HE, verb("helfen"), (the("woman"),), mode="can"),
        "he can help the woman",
        "er kann der Frau helfen",
        "er der Frau helfen kann",
    ),
    (
        Clause(THEY, verb("anrufen"), (ME,), "past", "must", True),
        "they did not have to call me",
        "sie mussten mich nicht anrufen",
        "sie mich nicht anrufen mussten",
    ),
    (
        Clause(the("uncle"), verb("singen"), mode="like"),
        "the uncle likes to sing",
        "der Onkel singt gern",
        "der Onkel gern singt",
    ),
    (
        Clause(SHE, verb("zuhören"), (HIM,), "past", "like", True),
        "she did not like to listen to him",
        "sie hat ihm nicht gern zugehört",
        "sie ihm nicht gern zugehört hat",
    ),
    (
        Clause(ICH, verb("Hunger haben"), tense="past"),
        "I was hungry",
        "ich hatte Hunger",
        "ich Hunger hatte",
    ),
    (
        Clause(THEY, verb("müde sind"), negated=True),
        "they are not tired",
        "sie sind nicht müde",
        "sie nicht müde sind",
    ),
    (
        Clause(ICH, verb("Angst haben"), (a("bear"),)),
        "I am afraid of a bear",
        "ich habe Angst vor einem Bären",
        "ich Angst vor einem Bären habe",
    ),
    (
        Clause(WE, verb("kaufen"), (the("hat"),), "future", time=TOMORROW),
        "we will buy the hat tomorrow",
        "wir kaufen morgen den Hut",
        "wir morgen den Hut kaufen",
    ),
    (
        Clause(HE, verb("wie ein Murmeltier schlafen"), tense="past"),
        "he slept like a log",
        "er hat wie ein Murmeltier geschlafen",
        "er wie ein Murmeltier geschlafen hat",
    ),
    (
        Clause(HE, verb("ein neues Leben anfangen")),
        "he turns over a new leaf",
        "er fängt ein neues Leben an",
        "er ein neues Leben anfängt",
    ),
    (
        Clause(IT, RAIN, tense="past"),
        "it was raining cats and dogs",
        "es hat in Strömen geregnet",
        "es in Strömen geregnet hat",
    ),
]


@pytest.mark.parametrize(
    ("clause", "english", "main", "subordinate"), CLAUSES, ids=[c[1] for c in CLAUSES]
)
def test_clause_is_written_in_three_orders(clause, english, main, subordinate):
    assert " ".join(english_clause(clause)) == english
    assert " ".join(german_clause(clause)) == main
    assert " ".join(german_clause(clause, "subordinate")) == subordinate


def test_verb_comes_before_the_subject_behind_anything_else():
    clause = Clause(
        the("prince"), verb("abholen"), (HER,), "past", time=YESTERDAY, fronted=True
    )
    assert " ".join(english_clause(clause)) == "yesterday the prince collected her"
    assert " ".join(german_clause(clause)) == "gestern hat der Prinz sie abgeholt"
    inverted = german_clause(clause._replace(time=None, fronted=False), "inverted")
    assert " ".join(inverted) == "hat der Prinz sie abgeholt"


def test_relative_clause_has_its_verb_last_between_commas():
    inner = Clause(the("dog"), verb("suchen"), (the("bird"),), "past")
    clause = Clause(the("dog"), verb("schlafen"), relative=inner)
    english = "the dog that looked for the bird sleeps"
    assert " ".join(english_clause(clause)) == english
    german = "der Hund , der den Vogel gesucht hat , schläft"
    assert " ".join(german_clause(clause)) == german


# -------------------------------------------------------------------------- tables


def test_words_have_one_translation_and_one_meaning():
    for table in (ALL_NOUNS, [*VERBS, *SAYING, RAIN]):
        german = [each.german if table is ALL_NOUNS else each.key for each in table]
        assert len(set(german)) == len(table)
    english = [(each.english, each.rest[0], each.subjects) for each in VERBS]
    assert len(set(english)) == len(
        VERBS
    )  # 'eat' is one verb of people, one of animals


def test_no_english_past_is_spelled_as_its_present():
    for each in (*VERBS, *SAYING):
        base, third, past = each.english
        assert past not in (base, third)


def test_german_forms_belong_together():
    for each in (*VERBS, *SAYING):
        i, he, we = each.german
        assert we.endswith("n") or we == "sind"
        assert he.endswith("t") or he == "weiß"
        assert i.endswith("e") or i in ("weiß", "bin")
        if each.participle:
            assert each.participle.startswith(each.prefix)
            assert each.auxiliary in ("hat", "ist")
