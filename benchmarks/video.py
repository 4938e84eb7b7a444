"""Video tagging: what moves how in drawn clips, by pixels.

Every figure comes from the defaults of VideoTagger, trained on 2,000 clips of a shape
that moves in one of eight ways, and tested on 500 others. `middle_frame` is logistic
regression on the frame in the middle, which by how the clips are drawn says nothing;
chance is one in eight. `tags` asks for the motion and the shape, each a tag of its own,
and tells mean average precisions of either; those of chance are .125 and .25.
Skeletons are measured with other series by `classification.py`.
"""

import numpy as np
import trainings

from seqkit import VideoTagger, datasets

CLIPS = 2000, 500


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
        {"motions": motions, "tags": tags},
    )
