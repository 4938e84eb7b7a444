"""What the contestants in tagging share: sentences with their tags, and the clock.

Needs the standard library alone, so that it loads in the peers' environment, too.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class TaggingTask:
    """Sentences to train on, and sentences to tag.

    Attributes
    ----------
    path : JSON file: "train" and "test", lists of token lists; of "train" the "tags",
        and the "spans", lists of (label, start, end)
    units, embedding_units, batch_size, learning_rate : of the network
    """

    path: str
    units: int
    embedding_units: int
    batch_size: int
    learning_rate: float

    def read(self) -> dict[str, list]:
        return json.loads(Path(self.path).read_text())


def tokens_in(sentences: list[list[str]]) -> int:
    return sum(map(len, sentences))


def rates(
    tokens: int, ends: list[float], test: list, tag: Callable[[], Any]
) -> dict[str, float]:
    """Return tokens per second in training, but for the first epoch, and in tagging.

    `ends` are the times at which epochs ended; `tag` runs twice, the second time
    against the clock.
    """
    tag()
    start = time.perf_counter()
    tag()
    seconds = time.perf_counter() - start
    return {
        "training": tokens * (len(ends) - 1) / (ends[-1] - ends[0]),
        "tagging": tokens_in(test) / seconds,
    }
