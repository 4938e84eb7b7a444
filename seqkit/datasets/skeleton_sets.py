"""Public sets of skeletons in motion: joints in space, frame by frame."""

from pathlib import Path
from typing import NamedTuple, NoReturn

import numpy as np

from seqkit.datasets.splits import Splits, fetch_parts
from seqkit.readers.lines import read_lines

_JOINTS = 20
_COLUMNS = ("x", "y", "z", "confidence")


class SkeletonActions(NamedTuple):
    """Skeletons of people who act, with the action, the person and the take of each.

    Attributes
    ----------
    series : float32 arrays (frames, joints × 3): x, y, z of joint 1, then of joint 2, …
    labels : array (series,) of str, the actions
    subjects : int64 array (series,), the people, counted from 1
    takes : int64 array (series,), counted from 1 for each person and action

    Examples
    --------
    >>> still = [np.zeros((5, 60), "float32")] * 3
    >>> actions = np.array(["a01", "a01", "a02"])
    >>> read = SkeletonActions(still, actions, np.array([1, 2, 3]), np.ones(3, int))
    >>> train, _, test = read.cross_subject()
    >>> train.subjects.tolist(), test.subjects.tolist()
    ([1, 3], [2])
    """

    series: list[np.ndarray]
    labels: np.ndarray
    subjects: np.ndarray
    takes: np.ndarray

    def cross_subject(self) -> Splits["SkeletonActions"]:
        """Divide by people: odd subjects to train, even ones to test; no dev.

        Nobody acts in both parts: the cross-subject test of Li et al. (2010), half of
        the people each, in the division that has become usual.

        Returns
        -------
        Splits of SkeletonActions
            Each in the order of before.
        """
        odd = self.subjects % 2 == 1
        return Splits(_chosen(self, odd), None, _chosen(self, ~odd))


def fetch_msr_action_3d() -> SkeletonActions:
    """Fetch MSR Action3D: skeletons of ten people in twenty actions.

    The actions, 'a01' to 'a20', are high arm wave, horizontal arm wave, hammer, hand
    catch, forward punch, high throw, draw x, draw tick, draw circle, hand clap, two
    hand wave, side boxing, bend, forward kick, side kick, jogging, tennis swing, tennis
    serve, golf swing, pick up and throw. They come in 567 small files, 30 MB in all.

    Returns
    -------
    SkeletonActions
        567 series of 13 to 255 frames × 60 features, in order of action, subject and
        take: up to three takes of each action by each of ten people. 20 joints in
        screen coordinates: x, y (which grows downwards) and the depth z; the source
        states no units. The files' confidence is left out. `cross_subject` of it is
        the usual split, 292 series to train and 275 to test.

        Values are as the files have them. Where no skeleton was found, in 432 frames
        of 20 series, all are 0; the series of action a13, subject 9, take 2, holds
        nothing else. In 65 frames of 20 series the y of a joint, or of several, is an
        overflow, 2.1e9.

    Raises
    ------
    ImportError
        If the files must be downloaded and the extra 'fetch' is not installed.
    OSError
        If a file can neither be downloaded nor found, or is damaged.

    References
    ----------
    Li, Zhang and Liu (2010), Action recognition based on a bag of 3D points, CVPR
    workshops; the source states no licence.

    Examples
    --------
    >>> train, _, test = fetch_msr_action_3d().cross_subject()  # doctest: +SKIP
    >>> len(train.series), train.series[0].shape, train.labels[0]  # doctest: +SKIP
    (292, (54, 60), 'a01')
    """
    parts = fetch_parts("msr_action_3d")
    names = [_parts_of_name(name) for name in parts]
    return SkeletonActions(
        series=[_read_skeletons(path) for path in parts.values()],
        labels=np.array([action for action, _, _ in names]),
        subjects=np.array([subject for _, subject, _ in names]),
        takes=np.array([take for _, _, take in names]),
    )


def _parts_of_name(name: str) -> tuple[str, int, int]:
    """Return action, subject and take of a name like a01_s02_e03_skeleton."""
    action, subject, take, _ = name.split("_")
    return action, int(subject[1:]), int(take[1:])


def _read_skeletons(path: Path) -> np.ndarray:
    """Read rows of joints: float32 (frames, 60)."""
    rows = [line.split() for line in read_lines(path)]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(_COLUMNS):
            expected = f"{len(_COLUMNS)} ({', '.join(_COLUMNS)})"
            _reject(path, f"line {number} has {len(row)} columns, expected {expected}")
    if len(rows) % _JOINTS:
        _reject(path, f"its {len(rows)} rows are not frames of {_JOINTS} joints each")
    try:
        values = np.array(rows, dtype="float32")
    except ValueError as error:
        _reject(path, str(error))
    return values[:, :3].reshape(-1, 3 * _JOINTS)


def _reject(path: Path, reason: str) -> NoReturn:
    raise ValueError(f"{path} is not a whole skeleton file: {reason}; get it again")


def _chosen(read: SkeletonActions, kept: np.ndarray) -> SkeletonActions:
    series = [series for series, keep in zip(read.series, kept, strict=True) if keep]
    return SkeletonActions(
        series, read.labels[kept], read.subjects[kept], read.takes[kept]
    )
