"""Words and templates of the bookings: orders, addresses, reservations.

`<PERSON …>` is a span, `{name}` one entry of TABLES drawn anew, `[…]` a part that may
be left out. One pool of names serves surnames, streets, cities and goods; some first
names are months; a number may be a quantity, a house, a day, an hour, a price or none
of them. What stands in a HELD_OUT table is met in the test split alone.
"""

from grammars.drawing import words

TEMPLATES = {
    "send": "please send {goods} to {person} , {address}[ before {date}]",
    "send-first": "to {person} , {address} , please send {goods}[ by {date}]",
    "may-i-order": "May I order {goods} for {person}[ , {address}] ?",
    "may-we-have": "May we have {goods} in {city}[ on {date}][ at {time}] ?",
    "order-for": "order {goods} for {price}[ and have it brought to {address}]",
    "want-goods": "{person} wants {goods}[ by {date}][ , at most {price}]",
    "deliver": "deliver {goods} to {street}[ in {city}] on {date} around {time}",
    "table": "book {a_table} for {few_of}[ at {time}] on {date}[ , {person}]",
    "table-name": "{a_table} for {few_of} under {full} at {time}[ , {date}]",
    "room": "we need {a_room} in {city} for {nights} from {date}",
    "room-person": "{person} booked {a_room} at {price} a night[ , number {number}]",
    "taxi": "{a_taxi} for {person} from {street} to {city} at {time}[ on {date}]",
    "seats": "{few_of} {seats} to {city} on {date} please[ , {time} or later]",
    "seats-price": "{person} paid {price} for {few_of} {seats} to {city}",
    "moved": "{person} has moved from {street} to {street} in {city}[ since {date}]",
    "address": "the new address is {address} , ask for {person}[ after {time}]",
    "cancel": "cancel order {number} of {date} , {person} will not be in {city}",
    "order-number": "order {number} : {goods} , {price} , due {date}",
    "invoice": "invoice {number} over {price} goes to {person} in {city}",
    "pick-up": "{person} will pick up {goods} at {time}[ on {date}]",
    "pick-up-in": "I will pick up {goods} in {month_span}[ , order {number}]",
    "meet": "meet {person} in {city} on {date} at {time}[ , gate {number}]",
    "from-city": "{goods} from {city} for {person} , {price} in all",
    "late": "{goods} came on {date} instead of {date} , says {person} of {address}",
    "change": "make that {goods} instead of {goods}[ , order {number}]",
    "change-time": "{person} would like {time} rather than {time}[ on {date}]",
    "left": "since {date} we have had only {goods} left in {city}",
    "offer": "{goods} now {price} instead of {price} until {date}",
}
HELD_OUT_TEMPLATES = {
    "forward": "please forward {goods} from {street} to {person} in {city}[ by {date}]",
    "may-person": "May {person} collect {goods} on {date}[ at {time}] ?",
    "owes": "{person} of {address} still owes us {price} for {goods}",
    "table-change": "{person} needs {a_table} for {few_of} instead , at {time}",
    "room-until": "{a_room} for {person} until {date}[ , {price} a night]",
    "bring": "bring {goods} to {city} by {time}[ on {date}] , {person} pays {price}",
    "waiting": "order {number} for {person} has been waiting in {city} since {date}",
    "seats-for": "{person} wants {few_of} {seats} to {city} at {time}",
    "new-street": "from {date} send {goods} to {street}[ , {city}]",
    "taxi-back": "and {a_taxi} back from {city} to {street} on {date} , about {price}",
}
OPENINGS = (
    "hello ,",
    "good morning ,",
    "one more thing :",
    "as agreed ,",
    "dear {person} ,",
    "{person} here ,",
    "re order {number} :",
    "about invoice {number} of {date} :",
)
CLOSINGS = (
    ". many thanks , {person}",
    ". my number is {number} {number}",
    ". yours , {person}",
    ". ask for {person}",
    ". that makes {price}",
    ". no hurry",
    ". please ring twice",
)

TABLES = {
    "goods": (
        "<QUANTITY {small} {boxes}> of <ITEM {stuff}>",
        "<QUANTITY {small} {boxes}> of <ITEM {stuff}>",
        "<QUANTITY {small}> <ITEM {pieces}>",
        "<QUANTITY {small}> <ITEM {pieces}>",
        "<QUANTITY a dozen> <ITEM {pieces}>",
        "<QUANTITY half a dozen> <ITEM {pieces}>",
        "<QUANTITY {small} {boxes}> of <ITEM {name} {stuff}>",
        "<QUANTITY {small}> <ITEM {name} {pieces}>",
    ),
    "person": (
        "<PERSON {first} {last}>",
        "<PERSON {first} {last}>",
        "<PERSON {title} {last}>",
        "<PERSON {given}>",
        "<PERSON Dr {first} {last}>",
    ),
    "full": ("<PERSON {first} {last}>", "<PERSON {last}>"),
    "address": (
        "{street} , {city}",
        "{street} , {city}",
        "{street} in {city}",
        "{street}",
    ),
    "street": (
        "<STREET {house} {name} {way}>",
        "<STREET {house} {name} {way}>",
        "<STREET {house} {first} {way}>",
        "<STREET {house} {thing} {way}>",
        "<STREET {house} {month} {way}>",
    ),
    "city": (
        "<CITY {name}>",
        "<CITY {name}>",
        "<CITY {name}>",
        "<CITY {side} {name}>",
        "<CITY {name} on Sea>",
        "<CITY {city_name}>",
    ),
    "date": (
        "<DATE {weekday} {day} {month} {year}>",
        "<DATE {day} {month} {year}>",
        "<DATE {day} {month}>",
        "<DATE {month} {day}>",
        "<DATE {weekday} {day} {month}>",
        "<DATE {weekday}>",
        "<DATE the {nth} of {month}>",
        "<DATE {weekday} the {nth}>",
    ),
    "month_span": ("<DATE {month}>", "<DATE {month} {year}>", "<DATE early {month}>"),
    "time": (
        "<TIME {hour} pm>",
        "<TIME {hour} am>",
        "<TIME {hour}>",
        "<TIME half past {hour}>",
        "<TIME {hour} {minutes}>",
        "<TIME noon>",
        "<TIME quarter to {hour}>",
    ),
    "price": (
        "<PRICE {cost} pounds>",
        "<PRICE {cost} euros>",
        "<PRICE {cost} pounds {minutes}>",
        "<PRICE £ {cost}>",
        "<PRICE {cost}>",
    ),
    "title": ("Mr", "Mrs", "Ms", "Dr"),
    "small": [str(n) for n in range(2, 25)],
    "few": [str(n) for n in range(2, 13)],
    "house": [str(n) for n in range(1, 100)],
    "day": [str(n) for n in range(1, 29)],
    "nth": words("1st 2nd 3rd 21st 22nd 23rd") + [f"{n}th" for n in range(4, 21)],
    "hour": [str(n) for n in range(1, 13)],
    "minutes": ["10", "15", "20", "30", "40", "45", "50"],
    "cost": [str(n) for n in range(3, 100)],
    "number": [str(n) for n in range(1, 100)] + [str(n) for n in range(2001, 2060)],
    "year": ["2025", "2026", "2027", "2028", "2029"],
    "weekday": words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    "month": words(
        "January February March April May June July August September October "
        "November December May June April August March"
    ),
    "boxes": words("boxes bags crates packets jars tins kilos"),
    "stuff": words(
        "green tea,black tea,coffee,rice,brown sugar,oats,honey,plum jam,lamp oil,"
        "rose petals,sea salt,dried apples,hill cheese,park honey,white beans,mint",
        ",",
    ),
    "pieces": words(
        "oak chairs,wine glasses,lily bulbs,garden lamps,street maps,blankets,mugs,"
        "winter coats,wall clocks,candles,paper lanterns,May roses,March calendars,"
        "road signs,apple trees,umbrellas",
        ",",
    ),
    "room": ("single room", "double room", "room with a view", "quiet room"),
    "nights": ("<QUANTITY {few} nights>", "<QUANTITY {few} weeks>"),
    "few_of": ("<QUANTITY {few}>",),
    "a_table": ("<ITEM a table>",),
    "a_room": ("<ITEM a {room}>",),
    "a_taxi": ("<ITEM a taxi>",),
    "seats": (
        "<ITEM seats>",
        "<ITEM tickets>",
        "<ITEM window seats>",
        "<ITEM day tickets>",
    ),
    "side": ("Upper", "Lower", "New", "East", "Little"),
    "way": words("Street Road Lane Hill Park Green Court Avenue Close"),
    "thing": words("Harbour Station Church Mill Bridge Rose Garden Market School"),
    # a first name alone is none of these months and cities: no one could tell which
    "first": (
        "{given}",
        "{given}",
        "{given}",
        "{given}",
        "{month_name}",
        "{city_name}",
    ),
    "month_name": ("May", "June", "April", "August"),
    "city_name": ("Florence", "Austin", "Chester", "Victoria"),
    "given": words(
        "Rose Lily Lena Martin Hugo Clara Oscar Nora Felix Ida Simon Marta Peter Alice "
        "Bruno Dora Emil Greta Henry Iris Jonas Kate Leo Mona Nils Olive Paul Ruth "
        "Stella Tom Vera Will"
    ),
    "last": ("{name}", "{name}", "{name}", "{family}"),
    "family": words(
        "Lane Hill Park Green Street Bridge Church Rose Mill March Winter Summers "
        "Field Day Abbot"
    ),
    "name": words(
        "Kelby Moor Harlow Lincoln Ashdon Barrow Carlow Denby Elmley Farrow Garston "
        "Hadley Irby Jarrow Kirkham Langton Marlow Norton Oakley Preston Quinton "
        "Ripley Selby Thornton Upton Vernon Walton Yardley Aldon Bexley Corby Dalton "
        "Easton Fulton Grafton Holt Ingham Keswick Lawton Melton Newby Ormsby Penton "
        "Rowley Stanton Tilbury Wexford Brook Ford Wells"
    ),
}
HELD_OUT_TABLES = {
    "city_name": ("Sydney", "Madison", "Carlisle"),
    "given": words(
        "Jasmine Carla Edgar Fiona Gustav Helen Isaac Judith Karl Linda Magnus Nadia "
        "Otto Paula Robin Sonja Theo Ursula Viktor Wanda"
    ),
    "name": words(
        "Ashby Burton Clifton Darby Everton Foxley Granby Hutton Ilkley Kingsley "
        "Linton Morley Netherby Otley Pickering Redby Sutton Tenby Ulverton Whitby "
        "Wetherby Crosby Hanley Weston"
    ),
    "stuff": words("almonds,white tea,lentils,fig jam,rye flour", ","),
    "pieces": words("desk lamps,pine tables,plum trees,teapots,wool scarves", ","),
}
