"""What the reviews are about, and what they say besides: nothing that counts."""

from typing import NamedTuple

from grammars.drawing import words


class Domain(NamedTuple):
    """A kind of thing reviewed: the whole, its aspects, sentences without verdict."""

    wholes: tuple[str, ...]
    aspects: tuple[str, ...]
    neutral: tuple[str, ...]


DOMAINS = (
    Domain(
        ("our dinner there", "the evening as a whole", "the restaurant", "the meal"),
        (
            "the service",
            "the first course",
            "the dessert",
            "the music",
            "the house wine",
        ),
        (
            "we had a table for {number} by the window",
            "the menu changes every {day}",
            "the kitchen closes at {hour}",
            "I ordered the fish and {person} took the soup",
            "{person} drove us home at {hour}",
            "we parked behind the town hall",
        ),
    ),
    Domain(
        ("our stay", "the hotel", "the stay as a whole", "our time there"),
        ("the room", "the breakfast", "the view", "the bar", "the swimming pool"),
        (
            "our room was on the {floor} floor",
            "the station is {number} streets away",
            "we checked in on a {day} in {month}",
            "there is a lift behind the stairs",
            "{person} had the room next to ours",
            "we had booked it in {month}",
        ),
    ),
    Domain(
        ("the film", "the film as a whole", "the picture", "the screening"),
        (
            "the opening",
            "the music",
            "the camera work",
            "the last scene",
            "the dialogue",
        ),
        (
            "the film is set in a village by the sea",
            "I saw it on a {day} with {person}",
            "the cinema was half full that {day}",
            "there were {number} of us in our row",
            "{person} had seen the poster in town",
            "it will be shown until {month}",
        ),
    ),
    Domain(
        ("the novel", "the book", "the story as a whole", "the book as a whole"),
        (
            "the first chapter",
            "the prose",
            "the middle part",
            "the ending",
            "the preface",
        ),
        (
            "the novel has {number} parts and a map",
            "{person} lent it to me in {month}",
            "the story begins on a {day}",
            "I read it on the train to work",
            "it came by post on a {day}",
            "there are {number} copies of it in our library",
        ),
    ),
    Domain(
        (
            "the concert",
            "the concert as a whole",
            "the performance",
            "our evening there",
        ),
        ("the first half", "the encore", "the sound", "the hall", "the second song"),
        (
            "we sat in the {floor} row",
            "the doors opened at {hour}",
            "the band is on the road until {month}",
            "{person} had bought the tickets in {month}",
            "we took the last tram home",
            "there were {number} players on the stage",
        ),
    ),
)
HELD_OUT_DOMAINS = (
    Domain(
        ("the guided tour", "the excursion", "the tour as a whole"),
        ("the boat ride", "the castle", "the picnic", "the commentary", "the garden"),
        (
            "the coach left from the harbour at {hour}",
            "our guide carried a yellow umbrella",
            "there were {number} of us and a dog",
            "{person} took photographs from the deck",
        ),
    ),
    Domain(
        ("the pottery class", "the workshop", "the class as a whole"),
        (
            "the handbook",
            "the studio",
            "the second lesson",
            "the lunch",
            "the homework",
        ),
        (
            "we met every {day} in a former bakery",
            "each of us got {number} pounds of clay",
            "the kiln stands in the yard",
            "{person} signed both of us up in {month}",
        ),
    ),
)

NEUTRAL = (
    "my notes are from {month}",
    "this was {number} weeks ago",
    "I had the {day} off",
    "{person} asked me about it in {month}",
    "I am writing this on a {day}",
)
INSERTS = (
    ", as I said to {person} that {day} ,",
    ", to my mind ,",
    ", as far as I could tell ,",
    ", after all the talk in {month} ,",
    ", at least for the {number} of us ,",
    ", as I told {person} in {month} ,",
)
REPORTED_INSERTS = (
    ", in {month} at least ,",
    ", to their minds ,",
    ", which {person} had chosen ,",
)
ASIDES = (
    ", having slept on it ,",
    ", after talking to {person} ,",
    ", now that some time has passed ,",
    ", if I am honest ,",
    ", with all due respect to {person} ,",
)
WHO = (
    "I spoke to in {month}",
    "in my family of {number}",
    "I know at work",
    "who wrote to me that {day}",
)
REMARKS = (
    "as we heard all the way home",
    "or so {person} wrote to me in {month}",
    "if what {person} tells me is true",
    "as everybody knew by {day}",
)
OTHERS = (
    "most people at work",
    "{person} and the children",
    "the neighbours",
    "all my friends",
    "some people in the paper",
    "my parents",
)
OTHER = (
    "my sister",
    "my brother",
    "{person}",
    "my colleague {person}",
    "our neighbour",
)
CHOICES = {
    "be": ("was", "was", "seemed", "proved", "turned out to be", "struck {me} as"),
    "was": ("was", "was", "seemed", "proved"),
    "i": ("I", "I", "we"),
    "we": ("I", "I", "we", "all of us", "both of us"),
    "degree": ("simply", "truly", "really", "thoroughly", "quite"),
    "once": ("once", "for a moment", "at any point"),
    "really": ("really", "truly", "quite simply"),
    "thing": ("affair", "experience"),
    "number": words("two three four five six seven eight nine ten eleven twelve"),
    "hour": words("five six seven eight nine ten eleven"),
    "floor": words("first second third fourth fifth sixth"),
    "day": words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "month": words("January February March April June July August September"),
}
PEOPLE = words(
    "Ada Agnes Albert Alma Anton Arthur Basil Bella Boris Bruno Carla Cecil Clara "
    "Conrad Cora Daphne Dora Edgar Edith Elmer Elsa Emil Enid Erwin Esther Felix "
    "Fiona Flora Frieda Gareth Gerda Gilda Greta Gus Hanna Hector Hilda Hugo Ida "
    "Igor Ingrid Iris Ivan Jasper Jenny Jonas Judith Karl Kirsten Klara Lars Lena "
    "Leo Lotte Lucas Mabel Magnus Marta Maud Mira Nadia Nils Nora Olaf Olga Oscar "
    "Otto Paula Percy Petra Quentin Rafael Rita Robin Rosa Rufus Sasha Selma Sonja "
    "Stella Sven Tess Theo Thora Tilda Tobias Ulla Ursula Vera Viktor Wanda Wilma"
)
HELD_OUT_PEOPLE = words(
    "Amos Astrid Bertha Cosima Dmitri Eloise Fergus Gwen Horace Imogen Jules Kurt "
    "Leopold Minna Noel Ophelia Pablo Ramona Silas Tabitha Urban Violet Walter Yvonne"
)
