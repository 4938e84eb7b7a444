"""Pointer networks: numbers put in order, convex hulls and short round trips.

Every figure comes from the defaults of PointerNetwork, trained on 100,000 samples drawn
for it (40,000 of numbers), judged on others and tested on a third set. `exact` is the
share of answers right from first to last; `accuracy` of a hull that of those which name
its corners in their order, wherever they begin, as Vinyals et al. (2015) count: they
publish .920 for 5 points and .870 for 10, from one network trained on 5 to 50. `length`
is the mean of round trips as the network makes them, `optimal` that of the shortest;
they publish 2.12 and 2.12 for 5 points, 2.88 and 2.87 for 10. `input_order`,
`by_angle`, `nearest_neighbour` and `two_opt` need no network. All answers are decoded
free-running.
"""

import numpy as np
import trainings

from seqkit import PointerNetwork, baselines, datasets
from seqkit.metrics import exact_match, position_accuracy, tour_length

TRAINING, HELD, TESTED = 100_000, 2000, 5000
SORTED = 40_000  # sets of numbers in training
TRAINED, STOPPED, ASKED = 1, 2, 3  # seeds of the samples
FEW, MANY = (5, 15), (5, 50)


def sorting(seed: int) -> dict[str, float]:
    model = PointerNetwork(random_state=seed)
    figures = fitted(model, datasets.sorting_problem, FEW, SORTED)
    X, y = datasets.sorting_problem(TESTED, size=FEW, random_state=ASKED)
    report = model.report(X, y)
    figures |= {
        f"{name}_{metric}": report.scores.loc[name, metric]
        for name in report.scores.index
        for metric in report.scores.columns
    }
    lengths = report.by_length["exact_match"]
    figures |= {f"exact_{length}": exact for length, exact in lengths.items()}
    return figures


def hull_5(seed: int) -> dict[str, float]:
    model = PointerNetwork(kind="subset", random_state=seed)
    return of_hulls(model, 5, (5,))


def hull_10(seed: int) -> dict[str, float]:
    model = PointerNetwork(kind="subset", random_state=seed)
    return of_hulls(model, 10, (5, 10, 15))


def hull_5_to_50(seed: int) -> dict[str, float]:
    model = PointerNetwork(kind="subset", random_state=seed)
    return of_hulls(model, MANY, (5, 10, 50))


def tours_5(seed: int) -> dict[str, float]:
    return of_tours(PointerNetwork(random_state=seed), 5)


def tours_10(seed: int) -> dict[str, float]:
    return of_tours(PointerNetwork(random_state=seed), 10)


def of_tours(model: PointerNetwork, points: int) -> dict[str, float]:
    """Return mean lengths of round trips through so many points, and shares exact."""
    figures = fitted(model, datasets.travelling_salesman_problem, points)
    X, y = datasets.travelling_salesman_problem(TESTED, size=points, random_state=ASKED)
    answers = {"optimal_": y, "": model.predict(X)}
    answers["beam_4_"] = model.predict(X, beam_width=4)
    for answer in (baselines.nearest_neighbour, baselines.two_opt):
        answers[f"{answer.__name__}_"] = [answer(each) for each in X]
    for name, found in answers.items():
        lengths = [tour_length(*pair) for pair in zip(X, found, strict=True)]
        figures[f"{name}length_{points}"] = float(np.mean(lengths))
        figures[f"{name}exact_{points}"] = exact_match(y, found)
    return figures


def of_hulls(model: PointerNetwork, size, asked) -> dict[str, float]:
    """Return figures of hulls of so many points, greedy and by beam."""
    figures = fitted(model, datasets.convex_hull_problem, size)
    for points in asked:
        X, y = datasets.convex_hull_problem(TESTED, size=points, random_state=ASKED)
        answers = {"": model.predict(X), "beam_4_": model.predict(X, beam_width=4)}
        answers["by_angle_"] = [baselines.by_angle(each) for each in X]
        answers["input_order_"] = [baselines.input_order(each) for each in X]
        for name, found in answers.items():
            figures[f"{name}accuracy_{points}"] = same_hull(y, found)
        figures[f"exact_{points}"] = exact_match(y, answers[""])
        figures[f"position_accuracy_{points}"] = position_accuracy(y, answers[""])
    return figures


def fitted(model: PointerNetwork, problem, size, count=TRAINING) -> dict[str, float]:
    """Train a network, and return what that took."""
    held = problem(HELD, size=size, random_state=STOPPED)
    train = problem(count, size=size, random_state=TRAINED)
    history = model.fit(*train, validation=held).history_
    return {"epochs": len(history), "training_seconds": history["seconds"].sum()}


def same_hull(expected, found) -> float:
    """Return the share of hulls with the same corners in the same order around."""
    pairs = zip(expected, found, strict=True)
    return float(np.mean([np.array_equal(*map(from_lowest, pair)) for pair in pairs]))


def from_lowest(corners: np.ndarray) -> np.ndarray:
    return np.roll(corners, -int(corners.argmin())) if len(corners) else corners


if __name__ == "__main__":
    trainings.main(
        "pointing",
        __doc__.splitlines()[0],
        {
            "sorting": sorting,
            "hull_5": hull_5,
            "hull_10": hull_10,
            "hull_5_to_50": hull_5_to_50,
            "tours_5": tours_5,
            "tours_10": tours_10,
        },
        more_seeds={"hull_5_to_50": (0,), "tours_5": (0,), "tours_10": (0,)},
    )
