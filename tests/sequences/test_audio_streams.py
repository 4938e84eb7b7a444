"""Sound in chunks: the frames of the whole, and normalisation without look-ahead."""

import numpy as np
import pytest

from seqkit.sequences import LogMelStream, RunningNormalisation, log_mel

SOUND = np.random.default_rng(0).uniform(-0.9, 0.9, 1003)
HOW = {"bands": 4}


def heard(chunks, **how):
    stream = LogMelStream(8000, **how)
    return np.concatenate([*map(stream.feed, chunks), stream.finish()])


@pytest.mark.parametrize("size", [1, 79, 80, 81, 1003])
@pytest.mark.parametrize(
    "how",
    [
        HOW,
        {**HOW, "window": 0.032},
        {**HOW, "window": 0.0125, "hop": 0.05},  # samples between frames
    ],
)
def test_frames_of_chunks_are_those_of_the_whole(size, how):
    chunks = [SOUND[start : start + size] for start in range(0, len(SOUND), size)]
    expected = log_mel(SOUND, 8000, **how)
    np.testing.assert_allclose(heard(chunks, **how), expected, atol=1e-5)


@pytest.mark.parametrize("samples", [1, 40, 80, 127, 128, 160])
def test_short_sounds_have_the_frames_of_the_whole(samples):
    expected = log_mel(SOUND[:samples], 8000, **HOW)
    found = heard([[], SOUND[:samples], []], **HOW)
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_no_sound_has_no_frame():
    assert heard([], **HOW).shape == (0, 4)


def test_a_frame_is_there_when_its_window_is():
    stream = LogMelStream(8000, **HOW)  # windows of 200 samples
    assert [len(stream.feed(part)) for part in (SOUND[:99], SOUND[99:100])] == [0, 1]


def running():
    return RunningNormalisation(
        np.array([1.0, -20]), np.array([2.0, 0]), weight=3, least=0.1
    )


def test_running_normalisation_is_that_of_frames_so_far():
    frames = np.random.default_rng(1).normal([0, -20], size=(6, 2))
    # three frames of mean 1, deviation 2, and of mean -20 without any
    prior = np.array([[1 - np.sqrt(6), -20], [1, -20], [1 + np.sqrt(6), -20]])
    for number, found in enumerate(running()(frames)):
        past = np.concatenate([prior, frames[: number + 1]])
        away = frames[number] - past.mean(axis=0)
        expected = away / np.maximum(past.std(axis=0), 0.1)
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)


def test_running_normalisation_remembers_from_chunk_to_chunk():
    frames = np.random.default_rng(1).normal(size=(7, 2))
    whole, again = running()(frames), running()
    parts = [again(frames[part]) for part in (slice(0, 3), slice(3, 3), slice(3, 7))]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-6)
