"""Chorales keep their rules; whoever changes a step breaks the one he should."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqkit.baselines import ChordModel
from seqkit.datasets import chorale_faults, chorales
from seqkit.datasets.chorale_rules import degrees_of, parallels
from seqkit.sequences import chords_of_voices, voices_of_chords

MADE = chorales(40, random_state=0)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32))
def test_what_is_made_has_no_fault(seed):
    for chords in chorales(2, seed):
        assert chords.shape == (32, 4)
        assert chords.dtype == np.int64
        assert chorale_faults(chords) == {}


def test_seed_makes_chorales_repeatable_and_more_go_on():
    again = chorales(3, random_state=0)
    assert all((one == other).all() for one, other in zip(again, MADE, strict=False))
    other = chorales(1, random_state=1)[0]
    assert (other != MADE[0]).any()


def test_form_is_a_a_b_a_with_a_held_end():
    for chords in MADE:
        A, again, B, end = chords.reshape(4, 8, 4)
        assert (again == A).all()
        assert (end == A).all()
        assert (A != B).any()
        assert (A[-1] == A[-2]).all()


def test_keys_and_modes_vary():
    tonics = Counter(int(chords[-1, -1] % 12) for chords in MADE)
    assert len(tonics) > 8
    thirds = {
        frozenset(((chords[-1] - chords[-1, -1]) % 12).tolist()) for chords in MADE
    }
    assert thirds == {frozenset((0, 4, 7)), frozenset((0, 3, 7))}


def test_degrees_by_hand():
    # C major: I IV V vi ii6, a chord of another key, I
    sung = np.array(
        [[72, 67, 64, 48], [72, 69, 65, 53], [71, 67, 62, 55], [72, 64, 57, 57],
         [74, 69, 62, 53], [73, 69, 64, 57], [72, 67, 64, 48]]
    )  # fmt: skip
    degrees, leading = degrees_of(sung)
    assert degrees.tolist() == [1, 4, 5, 6, 2, 0, 1]
    assert leading == 11


def slow_parallels(before, after):
    count = 0
    for high in range(4):
        for low in range(high + 1, 4):
            one, other = before[high] - before[low], after[high] - after[low]
            moved = before[high] != after[high] and before[low] != after[low]
            count += moved and one % 12 == other % 12 and one % 12 in (0, 7)
    return count


pitches = st.lists(st.integers(40, 79), min_size=4, max_size=4)


@given(pitches, st.lists(pitches, min_size=1, max_size=4))
def test_parallels_are_those_counted_pair_by_pair(before, several):
    after = np.array(several)
    expected = [slow_parallels(before, row) for row in several]
    assert parallels(np.array(before), after).tolist() == expected


def with_change(step, voice, semitones, phrases=(0, 1, 3)):
    """Change a step of the first chorale, alike in each of some phrases."""
    chords = MADE[0].copy()
    for phrase in phrases:
        chords[8 * phrase + step, voice] += semitones
    return chords


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        (with_change(3, 0, 24), {"range": 3, "spacing": 3}),
        (with_change(3, 2, 12), {"order"}),
        (with_change(3, 3, -12), {"leap", "range"}),
        (with_change(3, 1, 1), {"chord": 3}),
        (with_change(3, 0, 1, (1,)), {"form": 1}),
        (MADE[0][:24], {"form": 8}),
        (MADE[0] + (np.arange(32) == 31)[:, None], {"chord", "cadence", "form"}),
    ],
)
def test_a_changed_step_is_the_fault_it_should_be(changed, faults):
    found = chorale_faults(changed)
    if isinstance(faults, dict):
        assert faults.items() <= {name: found.get(name, 0) for name in faults}.items()
    else:
        assert faults <= set(found)


def test_silence_is_out_of_range():
    chords = MADE[0].copy()
    chords[:, 1] = -1
    assert chorale_faults(chords)["range"] == 32


def test_faults_by_hand():
    # C major, cut to the last two chords of a phrase: parallel octaves and fifths
    # between dominant and tonic, and a soprano that leaves the leading tone downwards
    phrase = [[71, 67, 62, 55]] * 7 + [[67, 64, 60, 48]]
    found = chorale_faults(np.array(phrase * 4))
    assert found["leading"] == 4
    assert found["cadence"] == 1  # the third phrase ends on the tonic
    assert "chord" not in found
    moved = np.array([[67, 64, 60, 52]] * 7 + [[69, 65, 62, 53]])
    # in F major or D minor or whatever: 67-60 to 69-62 are fifths that move
    assert chorale_faults(np.concatenate([moved] * 4))["parallel"] >= 4


def test_a_chain_of_chords_breaks_form_and_harmony():
    model = ChordModel.of(chorales(150, random_state=1))
    sound = 0
    found = Counter()
    for seed in range(20):
        drawn = model.sample(32, random_state=seed)
        faults = chorale_faults(drawn)
        found.update(faults)
        sound += not faults
    assert sound == 0
    assert found["form"] > 200
    assert found["parallel"] + found["leap"] + found["chord"] > 20


def test_voices_of_chorales_come_back():
    voices = voices_of_chords(MADE[0])
    np.testing.assert_array_equal(chords_of_voices(voices), MADE[0])


def test_refuses_what_is_no_chorale():
    with pytest.raises(ValueError, match="count must be a whole number >= 1, got 0"):
        chorales(0)
    with pytest.raises(ValueError, match=r"shape \(timesteps, 4\).* got \(8, 3\)"):
        chorale_faults(np.full((8, 3), 60))
    with pytest.raises(ValueError, match=r"got \(0, 4\)"):
        chorale_faults(np.zeros((0, 4), int))
