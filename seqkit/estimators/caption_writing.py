"""How a captioning network begins to write: from pictures, or features of them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from seqkit.estimators.sequence_writing import Scribe
from seqkit.networks.captioning import START, encoder_of
from seqkit.sequences.tokens import joined
from seqkit.sequences.vocabulary import Vocabulary


def caption_scribe(
    network: Any, vocabulary: Vocabulary, tokens: str, longest: int
) -> Scribe:
    """Return what writes captions of pictures.

    Parameters
    ----------
    network : as `captioning_network` builds it
    vocabulary : with <start> and <end>
    tokens : "word" or "character"
    longest : most tokens of a caption
    """
    join = partial(joined, kind=tokens)
    return Scribe(network, _begun(network), vocabulary, join, longest)


def _begun(network: Any) -> Callable[[Any], dict[str, Any]]:
    """Return the way from pictures or features to the first state."""
    encoder, start = encoder_of(network), network.get_layer(START)

    def begin(seen: Any) -> dict[str, Any]:
        features = seen if encoder is None else encoder(seen, training=False)
        return start(features, training=False)

    return begin
