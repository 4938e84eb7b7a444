"""Tagging networks: a tag for each token, scored alone (softmax) or as a path (CRF)."""

from dataclasses import dataclass
from typing import Any

from seqkit.keras_backend import keras
from seqkit.networks.crf import CRF, Legal
from seqkit.networks.stack import RecurrentStack
from seqkit.networks.token_inputs import TokenSizes, embed_tokens, token_inputs

HEADS = ("crf", "softmax")


@dataclass(frozen=True)
class TaggingSizes:
    """What a tagging network must fit.

    Attributes
    ----------
    tokens : what a token gives
    tags : how many tags there are
    legal : which tags may begin, follow each other and end, or None; see `CRF`
    """

    tokens: TokenSizes
    tags: int
    legal: Legal | None = None


def tagging_network(
    sizes: TaggingSizes,
    *,
    cell: str = "lstm",
    units: tuple[int, ...] = (128,),
    bidirectional: bool = True,
    dropout: float = 0.5,
    head: str = "crf",
    **tokens: Any,
) -> Any:
    """Build a tagging network.

    Parameters
    ----------
    sizes : what it must fit
    cell, units, bidirectional : its recurrent layers
    dropout : fraction dropped of what goes into and comes out of them, in training
    head : "crf" for a conditional random field over the tags, "softmax" for each alone
    tokens : how tokens are embedded, see `embed_tokens`

    Returns
    -------
    keras.Model from `token_inputs` to packed scores of the CRF (`ChainScores.unpack`
    reads them), or to probabilities (batch, timesteps, tags)
    """
    inputs = token_inputs(sizes.tokens)
    x, mask = embed_tokens(inputs, sizes.tokens, dropout=dropout, **tokens)
    stack = RecurrentStack(cell, units, bidirectional=bidirectional, dropout=dropout)
    x, _ = stack(x, mask)
    if head == "crf":
        emissions = keras.layers.Dense(sizes.tags, name="emissions")(x)
        scores = CRF(sizes.tags, sizes.legal, name="crf")(emissions, mask=mask)
    else:
        scores = keras.layers.Dense(sizes.tags, "softmax", name="tags")(x)
    return keras.Model(inputs, scores, name="tagging")
