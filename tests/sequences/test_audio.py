"""Log-mel energies beside librosa's, filters by hand, resampled tones."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqkit.sequences import change_speed, log_mel, mel_filters, resample

GOLDEN = Path(__file__).parents[1] / "golden" / "log_mel.npz"
CASES = {  # as tests/golden/make_audio.py has them, in seconds
    "speech": {"rate": 16_000},
    "telephone": {
        **{"rate": 8000, "bands": 26, "window": 0.032, "hop": 0.0125},
        **{"low": 100.0, "high": 3800.0},
    },
    "music": {"rate": 22_050, "bands": 64, "window": 0.05, "hop": 0.01},
}


def tone(hertz, rate, seconds=0.5):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)


@pytest.mark.parametrize("name", CASES)
def test_energies_are_those_of_librosa(name):
    with np.load(GOLDEN, allow_pickle=False) as golden:
        expected = golden[f"{name}_energies"]
        found = log_mel(golden[f"{name}_wave"], **CASES[name])
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4)


@given(
    samples=st.integers(1, 3000),
    rate=st.sampled_from([8000, 11_025, 16_000]),
    hop=st.sampled_from([0.005, 0.01, 0.016]),
)
def test_frames_are_as_many_as_the_help_says(samples, rate, hop):
    frames = log_mel(np.ones(samples), rate, hop=hop, bands=20)
    assert frames.shape == (1 + samples // round(hop * rate), 20)
    assert np.isfinite(frames).all()


def test_silence_is_the_floor():
    np.testing.assert_allclose(log_mel(np.zeros(800), 8000), np.log(1e-10), rtol=1e-6)


def test_twice_the_amplitude_is_log_four_more():
    wave = np.random.default_rng(0).normal(size=4000) / 20
    more = log_mel(2 * wave, 8000) - log_mel(wave, 8000)
    np.testing.assert_allclose(more, np.log(4), atol=1e-4)


def test_blocks_of_frames_meet_without_a_seam(monkeypatch):
    wave = np.random.default_rng(0).normal(size=9000) * 0.1
    whole = log_mel(wave, 8000)
    monkeypatch.setattr("seqkit.sequences.audio._BLOCK", 7)
    np.testing.assert_array_equal(log_mel(wave, 8000), whole)


def test_filters_have_equal_areas_and_even_spacing_below_a_kilohertz():
    filters = mel_filters(10, 16_000, 16_384, low=0, high=1100)
    areas = filters.sum(axis=1) * 16_000 / 16_384
    np.testing.assert_allclose(areas, 1, rtol=1e-3)
    centres = filters.argmax(axis=1) * 16_000 / 16_384
    np.testing.assert_allclose(np.diff(centres)[:8], centres[0], atol=1.0)


def test_filters_above_a_kilohertz_grow_by_one_ratio():
    centres = mel_filters(8, 16_000, 65_536, low=1000).argmax(axis=1)
    ratios = centres[1:] / centres[:-1]
    np.testing.assert_allclose(ratios, ratios[0], rtol=1e-3)


@pytest.mark.parametrize(
    ("rate", "to"), [(16_000, 8000), (8000, 16_000), (44_100, 16_000), (8000, 96_000)]
)
def test_a_tone_keeps_its_pitch_and_loudness(rate, to):
    found = resample(tone(1000, rate), rate, to)
    expected = tone(1000, to)
    assert found.shape == expected.shape
    assert found.dtype == np.float32
    inner = slice(len(found) // 10, -len(found) // 10)
    np.testing.assert_allclose(found[inner], expected[inner], atol=5e-3)


def test_a_tone_too_high_for_the_new_rate_is_gone():
    found = resample(tone(6000, 16_000), 16_000, 8000)
    assert np.abs(found[400:-400]).max() < 5e-3


def test_the_same_rate_changes_nothing():
    wave = tone(300, 8000).astype("float32")
    np.testing.assert_array_equal(resample(wave, 8000, 8000), wave)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"rate": 7999}, "rate must be a whole number from 8000 to 192000, in Hz, got"),
        ({"rate": True}, "got True"),
        ({"bands": 0}, "bands must be a whole number >= 1, got 0"),
        ({"bands": 200}, "bands=200 are too narrow: no frequency falls into band 0; "),
        ({"window": 1e-4}, "window= must last 4 samples at least, got 1 at 8000 Hz; "),
        ({"hop": 1e-5}, "hop= must last 1 samples at least, got 0 at 8000 Hz; it co"),
        ({"high": 4001}, "between 0 and 4000 Hz, half of the sample rate, got low=0 a"),
        ({"low": 300, "high": 200}, "got low=300 and high=200"),
    ],
)
def test_arguments_out_of_range_are_named(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        log_mel(np.ones(1000) / 2, **{"rate": 8000, **arguments})


@pytest.mark.parametrize("speed", [0.9, 1.1, 2])
def test_a_faster_recording_is_shorter_and_higher(speed):
    found = change_speed(tone(500, 8000), speed)
    assert len(found) == -(-4000 // speed)
    cycles = np.abs(np.fft.rfft(found)).argmax() / len(found)
    assert cycles * 8000 == pytest.approx(500 * speed, rel=0.01)


def test_the_speed_of_a_recording_leaves_one_alone_and_has_limits():
    sound = tone(500, 8000).astype("float32")
    np.testing.assert_array_equal(change_speed(sound, 1.0), sound)
    with pytest.raises(ValueError, match=r"speed must be from 0\.5 to 2, .* got 3"):
        change_speed(sound, 3)
