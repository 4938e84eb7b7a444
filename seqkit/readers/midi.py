"""Standard MIDI files ↔ notes on a grid of equal steps, through mido.

A beat is a quarter note, as the format counts; a tempo says how long it lasts, so that
places on the grid do not depend on it.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from seqkit import checks
from seqkit.readers.contents import counted
from seqkit.sequences.notes import Note

_TEMPO = 120.0  # of a file that states none, by the standard
_TICKS = 480  # a beat, where the grid divides them
_MOST_TICKS = 2**15 - 1
_DRUMS = 9
_CHANNELS = [channel for channel in range(16) if channel != _DRUMS]
_MICROSECONDS = 60_000_000  # a minute


@dataclass(frozen=True)
class MidiNotes:
    """The notes of a MIDI file.

    Attributes
    ----------
    tracks : sorted notes of each channel of each track that has some
    steps_per_beat : the grid that their steps count
    tempo : beats per minute, to three decimals; the first that the file states, 120
        where it states none
    moved : how many notes were not on the grid
    skipped : what was left out → how many times

    Examples
    --------
    >>> MidiNotes([[Note(0, 60, 4)], [Note(0, 48, 2), Note(2, 50, 2)]], 4).notes
    ... # doctest: +NORMALIZE_WHITESPACE
    [Note(start=0, pitch=48, length=2, velocity=64),
     Note(start=0, pitch=60, length=4, velocity=64),
     Note(start=2, pitch=50, length=2, velocity=64)]
    """

    tracks: list[list[Note]]
    steps_per_beat: int
    tempo: float = _TEMPO
    moved: int = 0
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def notes(self) -> list[Note]:
        """The notes of all tracks, sorted."""
        return sorted(note for track in self.tracks for note in track)


def read_midi(path: str | Path, *, steps_per_beat: int = 4) -> MidiNotes:
    """Read the notes of a MIDI file.

    Starts and ends are moved to the nearest step, the later of two; no note gets
    shorter than a step. Of several notes of one pitch that sound at once in a channel,
    who began first ends first; a note-on with velocity 0 is an end.

    Parameters
    ----------
    path : the file, of type 0, 1 or 2
    steps_per_beat : the grid, in steps a quarter note: 4 are sixteenths

    Returns
    -------
    MidiNotes
        Its `skipped` counts drum notes (of channel 10), notes without an end, ends
        without a note, and changes of the tempo.

    Raises
    ------
    ImportError
        If the extra 'music' is not installed.
    OSError
        If there is no such file.
    ValueError
        If the file is not MIDI, damaged, or counts its time in frames of film.

    References
    ----------
    MIDI Manufacturers Association (1996), Standard MIDI Files 1.0.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> path = Path(mkdtemp(), "two.mid")
    >>> write_midi(path, [Note(0, 60, 4), Note(4, 64, 2, velocity=90)], tempo=90)
    >>> read = read_midi(path)
    >>> read.tracks, read.tempo
    ... # doctest: +NORMALIZE_WHITESPACE
    ([[Note(start=0, pitch=60, length=4, velocity=64),
       Note(start=4, pitch=64, length=2, velocity=90)]], 90.0)
    """
    checks.check_count("steps_per_beat", steps_per_beat)
    found = checks.check_file(path)
    midi = _parse(_import_mido("read_midi"), found)
    checks.check_midi_clock(found, midi.ticks_per_beat)
    grid = _Grid(midi.ticks_per_beat, steps_per_beat)
    skipped: Counter[str] = Counter()
    tracks, moved = [], 0
    for track in midi.tracks:
        for spans in _channels(track, skipped):
            tracks.append([grid.note(*span) for span in spans])
            moved += sum(grid.moves(start, end) for start, end, *_ in spans)
    tempi = _tempi(midi.tracks)
    skipped["changes of the tempo"] = max(0, len(tempi) - 1)
    tempo = round(_MICROSECONDS / tempi[0], 3) if tempi else _TEMPO
    kept = [sorted(track) for track in tracks if track]
    return MidiNotes(kept, steps_per_beat, tempo, moved, counted(skipped))


def write_midi(
    path: str | Path,
    notes: Iterable[Note] | Sequence[list[Note]],
    *,
    steps_per_beat: int = 4,
    tempo: float = _TEMPO,
) -> None:
    """Write notes into a MIDI file, from which `read_midi` gets them back exactly.

    Parameters
    ----------
    path : the file to write
    notes : a list of Note, or a list of such lists, one for each track; in a track, of
        overlapping notes of one pitch, who began first must not end last
    steps_per_beat : steps a quarter note, 1 to 32767
    tempo : beats per minute, 4 at least

    Raises
    ------
    ImportError
        If the extra 'music' is not installed.
    OSError
        If the file cannot be written.
    ValueError
        If a note is outside of its ranges, or lies within another of its pitch; or the
        tempo or the grid cannot be written.

    Examples
    --------
    >>> write_midi("two.mid", [[Note(0, 72, 4)], [Note(0, 48, 4)]])  # doctest: +SKIP
    """
    checks.check_midi_grid(steps_per_beat, _MOST_TICKS)
    checks.check_number("tempo", tempo, 4, _MICROSECONDS)
    tracks = checks.check_tracks(notes)
    mido = _import_mido("write_midi")
    ticks = max(1, _TICKS // steps_per_beat)
    midi = mido.MidiFile(type=1, ticks_per_beat=ticks * steps_per_beat)
    beat = round(_MICROSECONDS / tempo)
    midi.tracks.append(mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=beat)]))
    for number, track in enumerate(tracks):
        channel = _CHANNELS[number % len(_CHANNELS)]
        midi.tracks.append(mido.MidiTrack(_messages(mido, track, ticks, channel)))
    midi.save(str(path))


class _Grid(NamedTuple):
    """How ticks of a file become steps."""

    ticks: int
    steps: int

    def step(self, tick: int) -> int:
        return (2 * tick * self.steps + self.ticks) // (2 * self.ticks)

    def note(self, start: int, end: int, pitch: int, velocity: int) -> Note:
        first = self.step(start)
        return Note(first, pitch, max(1, self.step(end) - first), velocity)

    def moves(self, start: int, end: int) -> bool:
        """Whether a note has to be moved."""
        whole = not (start * self.steps % self.ticks or end * self.steps % self.ticks)
        return not whole or start == end


class _Span(NamedTuple):
    """A note in ticks."""

    start: int
    end: int
    pitch: int
    velocity: int


def _channels(track: Any, skipped: Counter[str]) -> Iterator[list[_Span]]:
    """Yield the notes of each channel, and count what is left out."""
    spans: defaultdict[int, list[_Span]] = defaultdict(list)
    begun: defaultdict[tuple[int, int], deque[tuple[int, int]]] = defaultdict(deque)
    now = 0
    for message in track:
        now += message.time
        if message.type not in ("note_on", "note_off"):
            continue
        begins = message.type == "note_on" and message.velocity > 0
        waiting = begun[message.channel, message.note]
        if message.channel == _DRUMS:
            skipped["drum notes"] += begins
        elif begins:
            waiting.append((now, message.velocity))
        elif waiting:
            start, velocity = waiting.popleft()
            spans[message.channel].append(_Span(start, now, message.note, velocity))
        else:
            skipped["ends without a note"] += 1
    skipped["notes without an end"] += sum(map(len, begun.values()))
    for channel in sorted(spans):
        yield spans[channel]


def _tempi(tracks: Iterable[Any]) -> list[int]:
    """Return the tempi of all tracks in order of time, in microseconds a beat."""
    found = []
    for track in tracks:
        now = 0
        for message in track:
            now += message.time
            if message.type == "set_tempo" and message.tempo:
                found.append((now, message.tempo))
    return [tempo for _, tempo in sorted(found, key=lambda pair: pair[0])]


def _messages(
    mido: ModuleType, notes: list[Note], ticks: int, channel: int
) -> list[Any]:
    """Return the beginnings and ends of notes, each with the time since the last."""
    events = [(note.end, 0, note.pitch, 0) for note in notes]
    events += [(note.start, 1, note.pitch, note.velocity) for note in notes]
    messages, now = [], 0
    for step, begins, pitch, velocity in sorted(events, key=lambda event: event[:3]):
        messages.append(
            mido.Message(
                "note_on" if begins else "note_off",
                note=pitch,
                velocity=velocity,
                channel=channel,
                time=(step - now) * ticks,
            )
        )
        now = step
    return messages


def _parse(mido: ModuleType, path: Path) -> Any:
    data = path.read_bytes()
    damaged = (ValueError, LookupError, TypeError, OSError, EOFError)
    try:
        return mido.MidiFile(file=BytesIO(data), clip=True)
    except (*damaged, mido.KeySignatureError) as error:
        checks.reject_midi(path, error)


def _import_mido(caller: str) -> ModuleType:
    try:
        import mido
    except ImportError as error:
        checks.reject_missing_extra(caller, "music", error)
    return mido
