"""Video tagging: what moves how, in pixels of drawn clips and in joints of people.

`motions` and `tags` come from the defaults of VideoTagger, trained on 2,000 clips of a
shape that moves in one of eight ways, and tested on 500 others. `middle_frame` is
logistic regression on the frame in the middle, which by how these clips are drawn says
nothing; chance is one in eight. `tags` asks for the motion and the shape, each a tag of
its own, and tells mean average precisions of either; those of chance are .125 and .25.

`skeletons` are MSRAction3D, twenty actions: joints frame by frame as given features
(encoder=None, all frames read), odd subjects to train and even ones to test (Li et al.,
2010), coordinates that overflowed in the files set to 0. `nearest_neighbour` is the
nearest training series, all of them scaled by the training frames and brought to one
length; the same data through SequenceClassifier stands in `classification.py`.
"""

import numpy as np
import trainings

from seqkit import VideoTagger, datasets
from seqkit.baselines.classification import NEIGHBOUR, series_baselines

CLIPS = 2000, 500
MOST_COORDINATE = 1e6  # of a skeleton; more is an overflow


def motions(seed: int) -> dict[str, float]:
    train, _, test = datasets.load_moving_shapes(*CLIPS)
    parts = [(part.clips, part.motions) for part in (train, test)]
    return scored(VideoTagger(random_state=seed), "accuracy", *parts)


def tags(seed: int) -> dict[str, float]:
    train, _, test = datasets.load_moving_shapes(*CLIPS)
    parts = [(part.clips, part.tags) for part in (train, test)]
    model = VideoTagger(random_state=seed)
    figures = scored(model, "micro_f1", *parts)
    found = model.report(*parts[1]).by_label["average_precision"]
    figures["motion_precision"] = found[np.unique(train.motions)].mean()
    figures["shape_precision"] = found[np.unique(train.shapes)].mean()
    return figures


def skeletons(seed: int) -> dict[str, float]:
    train, _, test = datasets.fetch_msr_action_3d().cross_subject()
    parts = [(joints(part.series), part.labels) for part in (train, test)]
    model = VideoTagger(encoder=None, random_state=seed)
    return scored(model, "accuracy", *parts) | {NEIGHBOUR: nearest(*parts)}


def joints(series: list[np.ndarray]) -> list[np.ndarray]:
    """Return coordinates (frames, 60) without overflows."""
    return [np.where(x > MOST_COORDINATE, 0, x) for x in series]


def nearest(train, test) -> float:
    """Return the accuracy of the nearest training series."""
    frames = np.concatenate(train[0])
    mean, deviation = frames.mean(axis=0), frames.std(axis=0)
    near, far = ([(x - mean) / deviation for x in part[0]] for part in (train, test))
    classes, known = np.unique(train[1], return_inverse=True)
    model = series_baselines(near, known, len(classes))[NEIGHBOUR]
    return np.mean(classes[model.outputs(far).argmax(axis=1)] == test[1])


def scored(model: VideoTagger, metric: str, train, test) -> dict[str, float]:
    """Fit, and return a score and mean average precisions beside the baselines'."""
    model.fit(*train)
    scores = model.report(*test, train=train).scores
    figures = scores[metric].to_dict()
    figures |= scores["mean_average_precision"].add_suffix("_precision").to_dict()
    history = model.history_
    figures |= {"epochs": len(history), "training_seconds": history["seconds"].sum()}
    return figures


if __name__ == "__main__":
    trainings.main(
        "video",
        __doc__.splitlines()[0],
        {"motions": motions, "tags": tags, "skeletons": skeletons},
    )
