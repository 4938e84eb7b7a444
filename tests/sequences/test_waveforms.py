"""How notes sound: pitch, length, loudness, and sums of them."""

import numpy as np
import pytest

from seqkit.sequences import Note, waveform_of

RATE = 8000


def loudest_frequencies(wave, count=1):
    spectrum = np.abs(np.fft.rfft(wave))
    peaks = (spectrum[1:-1] > spectrum[:-2]) & (spectrum[1:-1] > spectrum[2:])
    places = 1 + np.flatnonzero(peaks)
    best = places[np.argsort(spectrum[places])[-count:]]
    return sorted(best * RATE / len(wave))


@pytest.mark.parametrize(
    ("pitch", "hertz"), [(69, 440.0), (57, 220.0), (60, 261.63), (81, 880.0)]
)
def test_a_pitch_is_its_frequency(pitch, hertz):
    wave = waveform_of([Note(0, pitch, 16)], sample_rate=RATE)  # two seconds
    assert loudest_frequencies(wave) == pytest.approx([hertz], abs=0.5)


def test_overtones_are_multiples_and_weaker():
    wave = waveform_of([Note(0, 69, 16)], sample_rate=RATE)
    spectrum = np.abs(np.fft.rfft(wave))
    tones = [spectrum[440 * n * 2] for n in (1, 2, 3, 4)]
    assert tones == sorted(tones, reverse=True)
    assert tones[1] > 20 * spectrum[2 * 660]


def test_a_chord_sounds_together():
    wave = waveform_of(np.array([[69, 64, -1]] * 16), sample_rate=RATE)
    found = loudest_frequencies(wave, 2)
    assert found == pytest.approx([329.63, 440], abs=0.5)


@pytest.mark.parametrize(
    ("steps_per_beat", "tempo", "seconds"), [(4, 120, 1.0), (2, 120, 2.0), (4, 60, 2.0)]
)
def test_length_follows_tempo_and_grid(steps_per_beat, tempo, seconds):
    notes = [Note(4, 60, 4), Note(0, 64, 2)]
    wave = waveform_of(
        notes, steps_per_beat=steps_per_beat, tempo=tempo, sample_rate=RATE
    )
    assert len(wave) == seconds * RATE
    begins, silent = int(seconds / 2 * RATE), int(seconds / 4 * RATE)
    assert not wave[silent : begins + 1].any()
    assert wave[begins + 1 : begins + 20].all()


def test_silent_chords_count():
    wave = waveform_of(np.array([[60], [-1], [-1], [-1]]), sample_rate=RATE)
    assert len(wave) == RATE / 2
    assert not wave[RATE // 8 :].any()


def test_level_is_the_same_for_one_note_or_many():
    one = waveform_of([Note(0, 60, 4, velocity=3)], sample_rate=RATE)
    many = waveform_of([[Note(0, 60, 4)]] * 9 + [[Note(0, 67, 4)]], sample_rate=RATE)
    assert np.abs(one).max() == pytest.approx(0.9)
    assert np.abs(many).max() == pytest.approx(0.9)


def test_velocities_count_beside_each_other():
    notes = [Note(0, 60, 4, velocity=120), Note(4, 60, 4, velocity=30)]
    loud, soft = np.split(waveform_of(notes, sample_rate=RATE), 2)
    np.testing.assert_allclose(soft, loud / 4, rtol=1e-9)


def test_notes_begin_and_end_softly():
    wave = waveform_of([Note(0, 60, 8)], sample_rate=RATE)
    assert wave[0] == 0
    assert abs(wave[-1]) < 0.01


def test_no_notes_no_sound():
    assert waveform_of([]).shape == (0,)
    assert waveform_of(np.full((4, 2), -1), sample_rate=RATE).tolist() == [0] * 4000


def test_errors_are_clear():
    with pytest.raises(
        ValueError, match="sample_rate must be a whole number from 8000"
    ):
        waveform_of([], sample_rate=44_100.0)
    with pytest.raises(ValueError, match="a note sounds at 8372 Hz, but sample_rate"):
        waveform_of([Note(0, 120, 1)], sample_rate=RATE)
    with pytest.raises(ValueError, match=r"tempo must be a number in \(0"):
        waveform_of([], tempo=0)
    with pytest.raises(ValueError, match="steps_per_beat"):
        waveform_of([], steps_per_beat=0)
    with pytest.raises(TypeError, match="note 0 must be a Note"):
        waveform_of([60, 62])
    with pytest.raises(ValueError, match="expected a pitch from 0 to 127"):
        waveform_of(np.array([[128]]))
