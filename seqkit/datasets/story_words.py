"""The words and sentences of which stories, talks, recipes and songs are made.

Fields in braces are filled per piece: what a field says at its first place, it says at
all later ones. Writer and rules read the same tables.
"""

GENDERS = {
    "she": ("Mira", "Anna", "Greta", "Lena", "Rosa", "Tilda", "Nora", "Ella"),
    "he": ("Tom", "Jonas", "Emil", "Oskar", "Hugo", "Karl", "Pavel", "Arno"),
}
NAMES = {name: he for he, names in GENDERS.items() for name in names}
PRONOUNS = {
    "she": {"he": "she", "him": "her", "his": "her", "self": "herself"},
    "he": {"he": "he", "him": "him", "his": "his", "self": "himself"},
}
TRADES = ("baker", "miller", "weaver", "fisher", "potter", "painter", "doctor", "smith")
PLACES = ("Dunholm", "Larkby", "Ostwick", "Ravenford", "Tarnau", "Velmore", "Wesby")
THINGS = ("kettle", "lantern", "basket", "ladder", "mirror", "whistle", "ring", "clock",
          "blanket", "barrel", "violin", "wagon")  # fmt: skip
LOOKS = ("silver", "broken", "wooden", "little", "golden", "crooked", "dusty", "heavy",
         "painted", "hidden")  # fmt: skip
ANIMALS = {"hen": "hens", "goat": "goats", "dog": "dogs", "cow": "cows", "cat": "cats",
           "duck": "ducks", "horse": "horses", "pig": "pigs"}  # fmt: skip
COUNTS = ("one", "two", "three", "four", "five", "six", "seven")
DISHES = ("onion soup", "barley stew", "summer pie", "green broth", "farmer's pan",
          "winter pot", "harvest cake", "garden salad")  # fmt: skip
FOODS = {"onion": "onions", "carrot": "carrots", "leek": "leeks", "apple": "apples",
         "turnip": "turnips", "egg": "eggs", "mushroom": "mushrooms", "pear": "pears",
         "beet": "beets", "plum": "plums"}  # fmt: skip
RHYMES = (
    ("hill", "mill", "still", "chill", "until", "will"),
    ("night", "light", "bright", "sight", "white", "might"),
    ("stone", "alone", "bone", "grown", "flown", "unknown"),
    ("day", "away", "hay", "grey", "stay", "play"),
    ("tree", "sea", "free", "me", "three", "bee"),
    ("rain", "again", "lane", "grain", "plain", "train"),
    ("door", "floor", "shore", "more", "before", "roar"),
    ("song", "long", "along", "wrong", "strong", "belong"),
)

STORY_BEGINNINGS = (
    "Once there was a {trade} named {name}, and {he} lived in {place}.",
    "In the old days a {trade} named {name} came to {place}, where {he} knew nobody.",
    "Not far from {place} lived a {trade} named {name}, who kept {his} door open.",
)
STORY_ANIMALS = (
    "All that {he} owned was {count} {animals}.",
    "Behind the house {he} kept {count} {animals}.",
    "From {his} father {he} had {count} {animals} and a debt.",
)
STORY_THINGS = (
    "One day, under the stairs, {he} found a {look} {thing}.",
    "On {his} way home {he} bought a {look} {thing} from a stranger.",
    "When {he} dug in the garden, a {look} {thing} came to light.",
)
STORY_MIDDLES = (
    "The {animals} in the yard behind the mill {were} restless that night.",
    "Early in the morning the {animals} by the river {were} already awake.",
    "{Name} looked after the {count} {animals} as if nothing had happened.",
    'He who sold the hay asked for the {thing}, but {name} said: "No. It is mine. '
    'I will not give it away, not for money (however much it is), and not for bread."',
    '"Who will want a {thing}," said {name}, "when there is no bread in the house?"',
    "The people of {place} (those who had seen the {thing} [and there were many], and "
    "those who had only heard of it) began to talk.",
    "(It was said in {place} that the {thing} brought luck. Nobody knew who had said "
    "it first. Nobody asked.)",
    "Then winter came to {place}, and {he} had to warm {self} by the stove.",
    "{Name} put the {thing} on the table, sat down beside it and rested {his} head.",
    "Nobody believed {him}, and so {he} told it to the {count} {animals}.",
    'At midnight a voice called: "{Name}! Bring me the {thing}. Bring it before the '
    'moon is gone, and leave the {animals} at home!"',
    "The {animals} in front of the old house {were} not afraid of it.",
    "For a whole year {he} carried the {thing} with {him} wherever {he} went.",
    "{Name} laughed at {self} and gave the {animals} something to eat.",
    "There was a letter in it [it was old, and the rain (or somebody's tears) had "
    "washed half of it away], and {he} read it twice.",
    "{His} neighbours said that {he} should sell the {look} {thing}.",
    "A carter offered {him} a field for it, and {he} shook {his} head.",
)
STORY_SELLER = "He who sold the hay"
STORY_ENDINGS = (
    "The {count} {animals} {were} there when {he} came home at last.",
    "And {he} never again left {place}, and the {animals} {were} well fed.",
    "From then on {he} slept well, with {his} {count} {animals} at the door.",
)
STORY_CLOSE = "So ends the story of {name} and the {look} {thing}."

TALK_OPENING = (
    '{first}: "Good day, {second}. Do you still have my {thing}?"',
    '{second}: "Your {thing}, {first}? I thought it was mine."',
)
TALK_TURNS = (
    "Think again, {other}, and tell me where you saw the {thing}.",
    "I would rather speak (if you let me) of something else.",
    "You said so last year, {other}, and the year before.",
    "My mother (she was never wrong [or never said so]) left it to me.",
    "Last night I dreamt of the {thing}, {other}, and it was broken.",
    "Then let us ask the miller what he thinks.",
    "It is late, {other}, and I am tired of talking.",
    "Be quiet! Someone is at the door, and it may be about the {thing}.",
    "Do not be angry, {other}. I only wanted to know.",
    "Everybody knows (just ask them) that a {thing} like that costs nothing.",
    "I am not angry at all. I am only hungry, {other}.",
    "What would you give me for it, {other}?",
)
TALK_CLOSE = (
    '{first}: "Then keep the {thing}, {second}, and farewell."',
    '{second}: "Farewell, {first}. The {thing} is in good hands."',
)

RECIPE_STEPS = (
    "Chop the {foods} until {they are} soft, and do not hurry.",
    "Wash the {foods} in cold water (twice, if {they are} muddy) and dry well.",
    "Now add the {foods} and stir until {they are} brown.",
    "Peel the {foods} with a short knife, and see that {they are} clean.",
    "Boil the {foods} in salted water [a spoon is enough] while {they are} fresh.",
    "Fry the {foods} in butter, and turn the heat down when {they are} done.",
)
RECIPE_PAUSES = (
    "Wait a little.",
    "Cover the pan (a plate will do [a flat one], if the lid is lost).",
    "Taste it, and think of those who will eat.",
    "Let it rest by the window.",
)
RECIPE_CLOSE = "Serve the {dish} to {count} people while it is hot."

SONG_LINES = (
    "I sang of a {thing} and looked for the {rhyme}",
    "the wind and the water were dreaming of {rhyme}",
    "and nobody told me the word was {rhyme}",
    "I wrote on the wall in the morning: {rhyme}",
    "they carried the {thing} to where it said {rhyme}",
    "and softly the children were whispering {rhyme}",
    "the first of the letters I burnt ended {rhyme}",
    "O give me a {thing} and a word such as {rhyme}",
)
SONG_CLOSE = "So goes the song of the {look} {thing}."
