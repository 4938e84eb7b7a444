"""The verbs of a small English and a small German, with what each of them asks for.

A row is 'to do, he does, he did', then 'ich tue, er tut, wir tun' with a separable
prefix behind them, and the perfect; '_' stands for a blank. No English past is spelled
like its present, so that every sentence has one tense.
"""

from typing import NamedTuple

_SLEEPING = """
    sleep sleeps slept: schlafe schläft schlafen, hat geschlafen
    swim swims swam: schwimme schwimmt schwimmen, ist geschwommen
    wake_up wakes_up woke_up: wache wacht wachen auf, ist aufgewacht
    come_back comes_back came_back: komme kommt kommen zurück, ist zurückgekommen
"""
_SINGING = """
    sing sings sang: singe singt singen, hat gesungen
    work works worked: arbeite arbeitet arbeiten, hat gearbeitet
    dance dances danced: tanze tanzt tanzen, hat getanzt
"""
_ARRIVING = """
    get_up gets_up got_up: stehe steht stehen auf, ist aufgestanden
    arrive arrives arrived: komme kommt kommen an, ist angekommen
"""
_SEEING = """
    see sees saw: sehe sieht sehen, hat gesehen
    hear hears heard: höre hört hören, hat gehört
    look_for looks_for looked_for: suche sucht suchen, hat gesucht
    find finds found: finde findet finden, hat gefunden
"""
_VISITING = """
    visit visits visited: besuche besucht besuchen, hat besucht
    love loves loved: liebe liebt lieben, hat geliebt
    greet greets greeted: begrüße begrüßt begrüßen, hat begrüßt
    invite invites invited: lade lädt laden ein, hat eingeladen
    call calls called: rufe ruft rufen an, hat angerufen
    collect collects collected: hole holt holen ab, hat abgeholt
"""
_HELPING = """
    help helps helped: helfe hilft helfen, hat geholfen
    thank thanks thanked: danke dankt danken, hat gedankt
    trust trusts trusted: vertraue vertraut vertrauen, hat vertraut
    answer answers answered: antworte antwortet antworten, hat geantwortet
    listen_to listens_to listened_to: höre hört hören zu, hat zugehört
"""
_FOLLOWING = """
    follow follows followed: folge folgt folgen, ist gefolgt
"""
_BUYING = """
    buy buys bought: kaufe kauft kaufen, hat gekauft
    sell sells sold: verkaufe verkauft verkaufen, hat verkauft
    carry carries carried: trage trägt tragen, hat getragen
    forget forgets forgot: vergesse vergisst vergessen, hat vergessen
    throw_away throws_away threw_away: werfe wirft werfen weg, hat weggeworfen
    bring_along brings_along brought_along: bringe bringt bringen mit, hat mitgebracht
"""
_OPENING = """
    open opens opened: mache macht machen auf, hat aufgemacht
    close closes closed: mache macht machen zu, hat zugemacht
"""
_SWITCHING = """
    turn_on turns_on turned_on: schalte schaltet schalten ein, hat eingeschaltet
    turn_off turns_off turned_off: schalte schaltet schalten aus, hat ausgeschaltet
    repair repairs repaired: repariere repariert reparieren, hat repariert
"""
_WRITING = """
    write writes wrote: schreibe schreibt schreiben, hat geschrieben
"""
_EATING = """
    eat eats ate: esse isst essen, hat gegessen
    cook cooks cooked: koche kocht kochen, hat gekocht
    taste tastes tasted: probiere probiert probieren, hat probiert
"""
_FEEDING = """
    eat eats ate: fresse frisst fressen, hat gefressen
"""
_GIVING = """
    give gives gave: gebe gibt geben, hat gegeben
    show shows showed: zeige zeigt zeigen, hat gezeigt
    send sends sent: schicke schickt schicken, hat geschickt
    lend lends lent: leihe leiht leihen, hat geliehen
    bring brings brought: bringe bringt bringen, hat gebracht
    offer offers offered: biete bietet bieten an, hat angeboten
"""
_WAITING = {
    "auf accusative": """
        wait_for waits_for waited_for: warte wartet warten, hat gewartet
    """,
    "an accusative": """
        think_of thinks_of thought_of: denke denkt denken, hat gedacht
    """,
    "über accusative": """
        laugh_at laughs_at laughed_at: lache lacht lachen, hat gelacht
    """,
    "von dative": """
        dream_of dreams_of dreamt_of: träume träumt träumen, hat geträumt
    """,
    "mit dative": """
        play_with plays_with played_with: spiele spielt spielen, hat gespielt
    """,
}
_IDIOMS = {
    "like a log = wie ein Murmeltier": """
        sleep sleeps slept: schlafe schläft schlafen, hat geschlafen
    """,
    "the music = die Suppe": """
        face faces faced: löffle löffelt löffeln aus, hat ausgelöffelt
    """,
    "a mountain out of a molehill = aus einer Mücke einen Elefanten": """
        make makes made: mache macht machen, hat gemacht
    """,
    "two birds with one stone = zwei Fliegen mit einer Klappe": """
        kill kills killed: schlage schlägt schlagen, hat geschlagen
    """,
    "a pig in a poke = die Katze im Sack": """
        buy buys bought: kaufe kauft kaufen, hat gekauft
    """,
    "the town red = die Stadt unsicher": """
        paint paints painted: mache macht machen, hat gemacht
    """,
    "a new leaf = ein neues Leben": """
        turn_over turns_over turned_over: fange fängt fangen an, hat angefangen
    """,
    "the beans = alles": """
        spill spills spilled: plaudere plaudert plaudern aus, hat ausgeplaudert
    """,
}
_BEING = """
    hungry = Hunger haben
    thirsty = Durst haben
    lucky = Glück haben
    right = recht haben
    fed up = die Nase voll haben
    over the moon = im siebten Himmel sein
    tired = müde sein
    happy = glücklich sein
    ill = krank sein
"""
_SAYING = """
    say says said: sage sagt sagen, hat gesagt
    know knows knew: weiß weiß wissen, hat gewusst
    believe believes believed: glaube glaubt glauben, hat geglaubt
    hope hopes hoped: hoffe hofft hoffen, hat gehofft
"""
_PRESENT = {"haben": ("habe", "hat", "haben"), "sein": ("bin", "ist", "sind")}
_PERSON = ("person",)
_ALIVE = ("person", "animal")
_GOODS = ("thing", "text", "device", "container", "food")


class Verb(NamedTuple):
    """A verb of both languages.

    Attributes
    ----------
    english : as in 'to do', 'he does', 'he did'
    german : as in 'ich tue', 'er tut', 'wir tun', without a separable prefix
    prefix : the separable one, or ''
    auxiliary, participle : of the perfect, as in 'hat' and 'getan'
    rest : what belongs to the verb, in English and in German
    subjects : kinds of nouns that may be its subject; none of them where it is 'it'
    objects : kinds of nouns of each object
    cases : of each object: 'accusative', 'dative', or a preposition and one of these
    manner, place : whether it takes such adverbials
    modal : whether it goes with 'can', 'must', 'want to' and 'like to'
    negatable : whether it goes with 'not'
    """

    english: tuple[str, ...] = ()
    german: tuple[str, ...] = ()
    prefix: str = ""
    auxiliary: str = "hat"
    participle: str = ""
    rest: tuple[str, str] = ("", "")
    subjects: tuple[str, ...] = _ALIVE
    objects: tuple[tuple[str, ...], ...] = ()
    cases: tuple[str, ...] = ()
    manner: bool = False
    place: bool = True
    modal: bool = True
    negatable: bool = True

    @property
    def key(self) -> str:
        """What tells it from other verbs: the German 'wir tun', and what goes with it.

        Examples
        --------
        >>> RAIN.key
        'in Strömen regnen'
        """
        return f"{self.rest[1]} {self.prefix}{self.german[-1]}".strip()


def _verbs(table: str, verb: Verb) -> tuple[Verb, ...]:
    """Read a table, and give every verb of it what the one given asks for."""
    found = []
    for row in table.strip().splitlines():
        english, german = row.split(": ")
        present, perfect = german.split(", ")
        forms, (auxiliary, participle) = present.split(), perfect.split()
        found.append(
            verb._replace(
                english=tuple(word.replace("_", " ") for word in english.split()),
                german=tuple(forms[:3]),
                prefix="".join(forms[3:]),
                auxiliary=auxiliary,
                participle=participle,
            )
        )
    return tuple(found)


def _being(table: str, verb: Verb) -> tuple[Verb, ...]:
    """Read rows like 'hungry = Hunger haben': what 'be' is with it in German."""
    found = []
    for english, german in map(_pair, table.strip().splitlines()):
        rest, _, infinitive = german.rpartition(" ")
        found.append(
            verb._replace(
                english=("be", "is", "was"),
                german=_PRESENT[infinitive],
                rest=(english, rest),
                negatable=infinitive == "sein",
            )
        )
    return tuple(found)


def _pair(row: str) -> tuple[str, str]:
    one, other = row.strip().split(" = ")
    return one, other


_OF_PERSONS = Verb(subjects=_PERSON)
_ACTING = _OF_PERSONS._replace(cases=("accusative",), manner=True)
_STATE = _OF_PERSONS._replace(place=False, modal=False)
_FIXED = _OF_PERSONS._replace(place=False, negatable=False)
_MEETING = Verb(objects=(_ALIVE,), cases=("accusative",))

VERBS = (
    *_verbs(_SLEEPING, Verb()),
    *_verbs(_SINGING, _OF_PERSONS._replace(manner=True)),
    *_verbs(_ARRIVING, _OF_PERSONS),
    *_verbs(_SEEING, _MEETING),
    *_verbs(_VISITING, _MEETING._replace(subjects=_PERSON, objects=(_PERSON,))),
    *_verbs(_HELPING, _OF_PERSONS._replace(cases=("dative",), objects=(_PERSON,))),
    *_verbs(_FOLLOWING, _MEETING._replace(cases=("dative",))),
    *_verbs(_BUYING, _ACTING._replace(objects=(_GOODS,))),
    *_verbs(_OPENING, _ACTING._replace(objects=(("container", "opening"),))),
    *_verbs(_SWITCHING, _ACTING._replace(objects=(("device",),))),
    *_verbs(_WRITING, _ACTING._replace(objects=(("text",),))),
    *_verbs(_EATING, _ACTING._replace(objects=(("food",),))),
    *_verbs(_FEEDING, _ACTING._replace(subjects=("animal",), objects=(("food",),))),
    *_verbs(
        _GIVING,
        _OF_PERSONS._replace(cases=("dative", "accusative"), objects=(_PERSON, _GOODS)),
    ),
    *(
        verb
        for case, row in _WAITING.items()
        for verb in _verbs(row, _OF_PERSONS._replace(cases=(case,), objects=(_ALIVE,)))
    ),
    *(
        verb
        for rest, row in _IDIOMS.items()
        for verb in _verbs(row, _FIXED._replace(rest=_pair(rest)))
    ),
    *_being(_BEING, _STATE),
    *_being(
        "afraid of = Angst haben",
        _STATE._replace(cases=("vor dative",), objects=(_ALIVE,)),
    ),
)
SAYING = _verbs(_SAYING, _STATE)
RAIN = Verb(
    english=("be", "is", "was"),
    german=("regne", "regnet", "regnen"),
    participle="geregnet",
    rest=("raining cats and dogs", "in Strömen"),
    subjects=(),
    modal=False,
    negatable=False,
)
