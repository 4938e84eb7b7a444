"""Notes ↔ a stream of events: what begins, what ends, how much time goes by.

The events of Oore et al. (2018), "This time with feeling: learning expressive musical
performance", section 3.2, as words: 'on 60', 'off 60', 'shift 4' and, if asked for,
'velocity 90', here in whole steps of a grid in place of hundredths of a second and with
every velocity. Words go into a `Vocabulary` as those of a text do.
"""

from collections import defaultdict, deque
from collections.abc import Iterable

from seqkit import checks
from seqkit.sequences.notes import VELOCITY, Note


def events_of(
    notes: Iterable[Note], *, velocities: bool = False, longest_shift: int = 16
) -> list[str]:
    """Return notes as events, in the order of time.

    At one step ends stand before beginnings, both by rising pitch. A pause longer than
    the longest shift is several shifts; a velocity stands before the first note that
    has it and holds until the next.

    Parameters
    ----------
    notes : in any order; where notes of one pitch overlap, who began first must not end
        last
    velocities : True says how hard notes are struck; False: they come back as 64
    longest_shift : in steps, at least 1

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If a note is outside of its ranges, or one lies within another of its pitch.

    Examples
    --------
    >>> events_of([Note(0, 60, 2), Note(2, 60, 1), Note(2, 64, 1)])
    ... # doctest: +NORMALIZE_WHITESPACE
    ['on 60', 'shift 2', 'off 60', 'on 60', 'on 64', 'shift 1', 'off 60', 'off 64']
    """
    checks.check_count("longest_shift", longest_shift)
    known = checks.check_untangled(notes)
    struck = [(note.start, 1, note) for note in known]
    stopped = [(note.end, 0, note) for note in known]
    events, now, loudness = [], 0, None
    for step, begins, note in sorted(
        struck + stopped, key=lambda event: (event[:2], event[2].pitch)
    ):
        events += _shifts(step - now, longest_shift)
        now = step
        if begins and velocities and note.velocity != loudness:
            loudness = note.velocity
            events.append(f"velocity {loudness}")
        events.append(f"{'on' if begins else 'off'} {note.pitch}")
    return events


def notes_of_events(events: Iterable[str], *, mend: bool = False) -> list[Note]:
    """Return the notes of events, the inverse of `events_of`.

    Of several notes of one pitch, who began first ends first.

    Parameters
    ----------
    events : words as of `events_of`; other shifts are taken, too
    mend : True takes what a network wrote: an end without a note, and a note that ends
        where it began, are left out, and what is still sounding ends with the last
        event. False refuses them

    Returns
    -------
    list of Note, sorted

    Raises
    ------
    TypeError, ValueError
        If an event is none, or there is something to mend, by its position.

    Examples
    --------
    >>> notes_of_events(["velocity 90", "on 60", "shift 3", "off 60"])
    [Note(start=0, pitch=60, length=3, velocity=90)]
    >>> notes_of_events(["off 50", "on 60", "shift 3"], mend=True)
    [Note(start=0, pitch=60, length=3, velocity=64)]
    """
    now, loudness, notes = 0, VELOCITY, []
    open_notes: defaultdict[int, deque[Note]] = defaultdict(deque)
    for place, event in enumerate(checks.check_events(events)):
        kind, number = event
        if kind == "shift":
            now += number
        elif kind == "velocity":
            loudness = number
        elif kind == "on":
            open_notes[number].append(Note(now, number, 0, loudness))
        elif open_notes[number] or checks.check_mendable(mend, place, number):
            begun = open_notes[number].popleft()
            notes.append(begun._replace(length=now - begun.start))
    left = [note for several in open_notes.values() for note in several]
    checks.check_all_ended(mend, [note.pitch for note in left])
    notes += [note._replace(length=now - note.start) for note in left]
    checks.check_lengths_of_events(mend, notes)
    return sorted(note for note in notes if note.length)


def _shifts(steps: int, longest: int) -> list[str]:
    full, rest = divmod(steps, longest)
    return [f"shift {longest}"] * full + [f"shift {rest}"] * (rest > 0)
