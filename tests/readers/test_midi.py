"""MIDI files: there and back, and bytes written by hand."""

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.readers import MidiNotes, read_midi, write_midi
from seqkit.sequences import Note

note = st.builds(
    Note,
    st.integers(0, 40),
    st.integers(58, 61),
    st.integers(1, 9),
    st.integers(1, 127),
)


def untangle(notes):
    kept = []
    for note in sorted(notes):
        before = [other for other in kept if other.pitch == note.pitch]
        if all(other.end <= note.end for other in before):
            kept.append(note)
    return kept


def midi(*tracks, ticks=96, kind=1):
    """Return a file of tracks, given as the bytes of their events."""
    data = b"MThd" + bytes([0, 0, 0, 6, 0, kind, 0, len(tracks)])
    data += ticks.to_bytes(2, "big", signed=ticks < 0)
    for track in tracks:
        whole = bytes.fromhex(track) + b"\x00\xff\x2f\x00"
        data += b"MTrk" + len(whole).to_bytes(4, "big") + whole
    return data


@pytest.fixture
def read(tmp_path):
    """Return a function that reads bytes as a file."""

    def read(data, **choices):
        path = tmp_path / "a.mid"
        path.write_bytes(data)
        return read_midi(path, **choices)

    return read


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("midi") / "song.mid"


tracks = st.lists(
    st.lists(note, min_size=1, max_size=6).map(untangle), min_size=1, max_size=3
)


@given(tracks, st.sampled_from([1, 4, 7, 24, 1000]), st.integers(4, 400))
def test_notes_come_back_from_their_file(path, tracks, steps, tempo):
    write_midi(path, tracks, steps_per_beat=steps, tempo=tempo)
    found = read_midi(path, steps_per_beat=steps)
    assert found == MidiNotes(tracks, steps, pytest.approx(tempo, abs=1e-3))
    assert found.notes == sorted(note for track in tracks for note in track)


def test_twenty_tracks_keep_off_the_drums(path):
    tracks = [[Note(number, 60, 1)] for number in range(20)]
    write_midi(path, tracks)
    assert read_midi(path).tracks == tracks


def test_one_list_is_one_track_and_none_is_an_empty_file(path):
    write_midi(path, [Note(4, 60, 1), Note(0, 62, 1)])
    assert read_midi(path).tracks == [[Note(0, 62, 1), Note(4, 60, 1)]]
    write_midi(path, [])
    assert read_midi(path) == MidiNotes([], 4)


def test_bytes_by_hand(read):
    # 96 ticks a beat; C from 0 to 96, E from 48 to 96 at 1 beat = 500000 µs by default
    found = read(midi("00 90 3c 40  30 90 40 50  30 80 3c 00  00 80 40 00"))
    assert found == MidiNotes([[Note(0, 60, 4, 64), Note(2, 64, 2, 80)]], 4, 120.0)


def test_running_status_and_a_note_on_of_velocity_0(read):
    found = read(midi("00 90 3c 40  60 3c 00  00 3e 40  60 3e 00"))
    assert found.tracks == [[Note(0, 60, 4), Note(4, 62, 4)]]


def test_overlapping_notes_of_a_pitch_end_in_the_order_they_began(read):
    found = read(midi("00 90 3c 40  18 3c 20  18 3c 00  18 3c 00"))
    assert found.tracks == [[Note(0, 60, 2, 64), Note(1, 60, 2, 32)]]


def test_channels_of_a_track_are_apart_and_drums_left_out(read):
    found = read(
        midi("00 91 3c 40  00 90 3c 30  00 99 24 40  60 81 3c 00  00 80 3c 00", kind=0)
    )
    assert found.tracks == [[Note(0, 60, 4, 48)], [Note(0, 60, 4, 64)]]
    assert found.skipped["drum notes"] == 1


def test_the_tempo_comes_from_any_track_and_changes_are_counted(read):
    tempo = "00 ff 51 03 0a 2c 2b  60 ff 51 03 07 a1 20"  # 666667 and 500000 µs
    found = read(midi(tempo, "00 90 3c 40  60 3c 00"))
    assert found.tempo == 90.0
    assert found.skipped == {"changes of the tempo": 1}
    assert found.tracks == [[Note(0, 60, 4)]]


def test_notes_move_to_the_nearest_step_and_last_at_least_one(read):
    # starts at tick 11 and 12 of 24 a step; the last lasts 2 ticks
    found = read(midi("0b 90 3c 40  19 3c 00  18 3e 40  02 3e 00"))
    assert found.tracks == [[Note(0, 60, 2), Note(3, 62, 1)]]
    assert found.moved == 2
    finer = read(midi("0b 90 3c 40  19 3c 00  18 3e 40  02 3e 00"), steps_per_beat=96)
    assert finer.tracks == [[Note(11, 60, 25), Note(60, 62, 2)]]
    assert finer.moved == 0


def test_what_has_no_end_or_no_beginning_is_counted(read):
    found = read(midi("00 90 3c 40  60 80 3e 00"))
    assert found.tracks == []
    assert found.skipped == {"ends without a note": 1, "notes without an end": 1}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no music",
        b"RIFF" + bytes(40),
        midi("00 90 3c 40")[:-6],
        midi("00 90 3c 40")[:10],
        midi("00 3c 40 40"),
        midi("00 ff 51 01 05"),
        midi("00 ff 59 02 30 00"),
    ],
    ids=["empty", "text", "other", "cut", "header", "status", "tempo", "key"],
)
def test_a_damaged_file_is_named(read, tmp_path, data):
    sentence = re.escape(str(tmp_path / "a.mid")) + r" is not a whole MIDI file \(.+\);"
    with pytest.raises(ValueError, match=sentence):
        read(data)


def test_frames_of_film_are_refused(read):
    with pytest.raises(ValueError, match=r"a\.mid counts time in frames of film"):
        read(midi("00 90 3c 40", ticks=-25 * 256 + 40))


def test_what_cannot_be_written_is_refused(path):
    with pytest.raises(ValueError, match="the note of pitch 60 at step 1 lies within"):
        write_midi(path, [[Note(0, 60, 9), Note(1, 60, 2)]])
    with pytest.raises(ValueError, match=r"steps_per_beat must be .* from 1 to 32767"):
        write_midi(path, [], steps_per_beat=40_000)
    with pytest.raises(ValueError, match=r"tempo must be a number in \[4, 6e\+07\)"):
        write_midi(path, [], tempo=0)
    with pytest.raises(TypeError, match="notes must be a list of Note, got 7"):
        write_midi(path, 7)


def test_a_missing_file_and_a_missing_extra_say_so(tmp_path, monkeypatch):
    with pytest.raises(FileNotFoundError, match="there is no file"):
        read_midi(tmp_path / "none.mid")
    (tmp_path / "a.mid").write_bytes(b"")
    monkeypatch.setitem(sys.modules, "mido", None)
    with pytest.raises(ImportError, match=r"^read_midi needs the extra 'music': pip"):
        read_midi(tmp_path / "a.mid")
    with pytest.raises(ImportError, match=r"^write_midi needs the extra 'music'"):
        write_midi(tmp_path / "b.mid", [])


@pytest.mark.data
def test_real_tunes_come_back(data_folder, tmp_path):
    tunes = sorted(Path(data_folder, "music/nottingham/MIDI").glob("*.mid"))[::50]
    assert len(tunes) > 15
    for tune in tunes:
        found = read_midi(tune, steps_per_beat=24)
        assert len(found.notes) > 50
        write_midi(tmp_path / "a.mid", found.tracks, steps_per_beat=24)
        assert read_midi(tmp_path / "a.mid", steps_per_beat=24).tracks == found.tracks
