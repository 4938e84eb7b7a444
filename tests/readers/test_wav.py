"""WAV files of music: what is in them, read back with the standard library."""

import wave

import numpy as np
import pytest

from seqkit.readers import write_wav
from seqkit.sequences import Note, waveform_of

NOTES = [Note(0, 69, 6), Note(2, 73, 4), Note(0, 69, 8)]  # one lies within another


def heard(path):
    with wave.open(str(path)) as file:
        form = file.getnchannels(), file.getsampwidth(), file.getframerate()
        return form, np.frombuffer(file.readframes(file.getnframes()), "<i2")


def test_samples_are_those_of_the_waveform(tmp_path):
    path = tmp_path / "a.wav"
    write_wav(path, NOTES, tempo=100, sample_rate=8000)
    form, samples = heard(path)
    assert form == (1, 2, 8000)
    expected = waveform_of(NOTES, tempo=100, sample_rate=8000)
    np.testing.assert_allclose(samples / 32767, expected, atol=0.51 / 32767)


def test_a4_peaks_at_440_hertz_in_the_file(tmp_path):
    write_wav(str(tmp_path / "a.wav"), np.array([[69]] * 8))
    (_, _, rate), samples = heard(tmp_path / "a.wav")
    assert len(samples) == rate == 44_100
    assert np.abs(np.fft.rfft(samples)).argmax() == 440
    assert 29_000 < np.abs(samples.astype(int)).max() < 32_767


def test_the_same_music_is_the_same_bytes(tmp_path):
    paths = tmp_path / "a.wav", tmp_path / "b.wav"
    for path in paths:
        write_wav(path, [NOTES[:1], NOTES[1:]], sample_rate=8000)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_no_note_is_an_empty_file(tmp_path):
    write_wav(tmp_path / "a.wav", [])
    assert len(heard(tmp_path / "a.wav")[1]) == 0


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        write_wav(tmp_path / "nowhere" / "a.wav", NOTES[:1], sample_rate=8000)
