"""The words of a small English and a small German, but for the verbs.

A row of nouns is 'singular plural' in English, then article, singular and plural in
German.
"""

from typing import NamedTuple

_PERSONS = """
    man men: der Mann Männer            woman women: die Frau Frauen
    child children: das Kind Kinder     girl girls: das Mädchen Mädchen
    boy boys: der Junge Jungen          aunt aunts: die Tante Tanten
    uncle uncles: der Onkel Onkel       sister sisters: die Schwester Schwestern
    brother brothers: der Bruder Brüder  king kings: der König Könige
    queen queens: die Königin Königinnen  prince princes: der Prinz Prinzen
    doctor doctors: der Arzt Ärzte      guest guests: der Gast Gäste
    neighbour neighbours: der Nachbar Nachbarn  thief thieves: der Dieb Diebe
    grandmother grandmothers: die Großmutter Großmütter
    grandfather grandfathers: der Großvater Großväter
"""
_ANIMALS = """
    dog dogs: der Hund Hunde            cat cats: die Katze Katzen
    horse horses: das Pferd Pferde      bird birds: der Vogel Vögel
    mouse mice: die Maus Mäuse          lion lions: der Löwe Löwen
    bear bears: der Bär Bären           cow cows: die Kuh Kühe
    rabbit rabbits: das Kaninchen Kaninchen  pig pigs: das Schwein Schweine
"""
_THINGS = """
    chair chairs: der Stuhl Stühle      table tables: der Tisch Tische
    key keys: der Schlüssel Schlüssel   shirt shirts: das Hemd Hemden
    coat coats: der Mantel Mäntel       hat hats: der Hut Hüte
    ball balls: der Ball Bälle          flower flowers: die Blume Blumen
    car cars: das Auto Autos            bicycle bicycles: das Fahrrad Fahrräder
    picture pictures: das Bild Bilder   knife knives: das Messer Messer
    cup cups: die Tasse Tassen          umbrella umbrellas: der Regenschirm Regenschirme
"""
_TEXTS = """
    letter letters: der Brief Briefe    book books: das Buch Bücher
    poem poems: das Gedicht Gedichte    song songs: das Lied Lieder
"""
_DEVICES = """
    lamp lamps: die Lampe Lampen        radio radios: das Radio Radios
    computer computers: der Computer Computer
"""
_CONTAINERS = """
    box boxes: die Kiste Kisten         bag bags: die Tasche Taschen
    suitcase suitcases: der Koffer Koffer
"""
_OPENINGS = """
    door doors: die Tür Türen           window windows: das Fenster Fenster
    gate gates: das Tor Tore
"""
_FOOD = """
    apple apples: der Apfel Äpfel       egg eggs: das Ei Eier
    cake cakes: der Kuchen Kuchen       pear pears: die Birne Birnen
    soup soups: die Suppe Suppen        sausage sausages: die Wurst Würste
    potato potatoes: die Kartoffel Kartoffeln
    tomato tomatoes: die Tomate Tomaten
"""
_WEAK = ("Junge", "Prinz", "Nachbar", "Löwe", "Bär")
_LOOKS = (
    "old alt", "new neu", "red rot", "green grün", "blue blau", "expensive teur",
    "cheap billig", "small klein", "big groß", "beautiful schön", "heavy schwer",
)  # fmt: skip
_ADJECTIVES = {
    "person": (
        "old alt", "young jung", "tired müd", "friendly freundlich", "poor arm",
        "famous berühmt", "clever klug", "rich reich", "brave mutig",
    ),
    "animal": (
        "old alt", "young jung", "big groß", "small klein", "black schwarz",
        "white weiß", "brown braun", "hungry hungrig", "wild wild",
    ),
    "text": (
        "old alt", "new neu", "long lang", "short kurz", "beautiful schön",
        "famous berühmt",
    ),
    "food": (
        "fresh frisch", "sweet süß", "hot heiß", "cold kalt", "big groß",
        "small klein",
    ),
}  # fmt: skip


class Noun(NamedTuple):
    """A noun of both languages.

    Attributes
    ----------
    english, english_plural, german, german_plural : its forms
    gender : 'm', 'f' or 'n'
    kind : what verbs and adjectives ask for: 'person', 'animal', 'thing', …
    weak : whether the German singular is declined, as in 'den Löwen'
    """

    english: str
    english_plural: str
    german: str
    german_plural: str
    gender: str
    kind: str
    weak: bool


class Word(NamedTuple):
    """A word or phrase, the same wherever it stands; of adjectives the German stem."""

    english: str
    german: str


class Pronoun(NamedTuple):
    """A personal pronoun, which as a subject decides the verb's form.

    Attributes
    ----------
    english : as subject and as object
    german : nominative, accusative and dative
    form : of the verb: 0 with 'I', 1 with 'he', 2 with 'we'
    """

    english: tuple[str, str]
    german: tuple[str, str, str]
    form: int


def _nouns(kind: str, table: str) -> tuple[Noun, ...]:
    genders = {"der": "m", "die": "f", "das": "n"}
    words = table.replace(":", " ").split()
    rows = [words[start : start + 5] for start in range(0, len(words), 5)]
    return tuple(
        Noun(one, many, eins, viele, genders[article], kind, eins in _WEAK)
        for one, many, article, eins, viele in rows
    )


def _words(*rows: str) -> tuple[Word, ...]:
    return tuple(Word(*row.split(" = ")) for row in rows)


NOUNS = {
    "person": _nouns("person", _PERSONS),
    "animal": _nouns("animal", _ANIMALS),
    "thing": _nouns("thing", _THINGS),
    "text": _nouns("text", _TEXTS),
    "device": _nouns("device", _DEVICES),
    "container": _nouns("container", _CONTAINERS),
    "opening": _nouns("opening", _OPENINGS),
    "food": _nouns("food", _FOOD),
}
ADJECTIVES = {
    kind: tuple(Word(*row.split()) for row in _ADJECTIVES.get(kind, _LOOKS))
    for kind in NOUNS
}
SUBJECT_PRONOUNS = (
    Pronoun(("I", "me"), ("ich", "mich", "mir"), 0),
    Pronoun(("he", "him"), ("er", "ihn", "ihm"), 1),
    Pronoun(("she", "her"), ("sie", "sie", "ihr"), 1),
    Pronoun(("we", "us"), ("wir", "uns", "uns"), 2),
    Pronoun(("they", "them"), ("sie", "sie", "ihnen"), 2),
)
# German 'sie' is 'her' and 'them': as an object it stands for 'her' alone
OBJECT_PRONOUNS = SUBJECT_PRONOUNS[:4]
IT = Pronoun(("it", "it"), ("es", "es", "ihm"), 1)
MANNERS = _words(
    "quickly = schnell",
    "slowly = langsam",
    "quietly = leise",
    "carefully = vorsichtig",
    "happily = fröhlich",
)
PLACES = _words(
    "in the garden = im Garten",
    "in the kitchen = in der Küche",
    "at the station = am Bahnhof",
    "in the city = in der Stadt",
    "by the lake = am See",
    "in the forest = im Wald",
    "at school = in der Schule",
    "at home = zu Hause",
    "at the market = auf dem Markt",
    "on the beach = am Strand",
    "in the mountains = in den Bergen",
    "on the train = im Zug",
)
TIMES = {
    "present": _words(
        "today = heute",  # of the present, these two alone go with 'not'
        "now = jetzt",
        "every day = jeden Tag",
        "every morning = jeden Morgen",
        "at weekends = am Wochenende",
    ),
    "past": _words(
        "yesterday = gestern",
        "the day before yesterday = vorgestern",
        "last night = letzte Nacht",
        "last summer = letzten Sommer",
        "two days ago = vor zwei Tagen",
        "a year ago = vor einem Jahr",
    ),
    "future": _words(
        "tomorrow = morgen",
        "the day after tomorrow = übermorgen",
        "next week = nächste Woche",
        "soon = bald",
        "in three days = in drei Tagen",
    ),
}
