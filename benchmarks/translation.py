"""Translations: Multi30k with and without attention, and sentences right by rule.

Every figure comes from the defaults of Translator and Seq2Seq. Multi30k: German to
English in lower case, the 29,000 pairs train, the 1,014 tell when to stop, sacreBLEU
and chrF of the 1,000 of 2016, which nothing saw; `without_attention` has the same
arguments, epochs and data. `greedy` takes the likeliest word each time, `beam_5`
searches; `word_by_word` is the dictionary that `report` scores. Sentences: English to
German of the grammar of `translated_sentences`; a translation is right if it is the one
there is; `unseen` pairs verbs with nouns that never stood together in training. Dates:
letters to letters of `written_dates`, days that training did not see.
"""

import numpy as np
import trainings

from seqkit import Seq2Seq, Translator, datasets
from seqkit.metrics import chrf, translation_bleu

SENTENCES, DATES, HELD, TESTED = 20_000, 8_000, 500, 1000
BINS = ("6–10", "11–15", "16–20", "21–30")
ONE_SEED = ("multi30k_without_attention", "multi30k_additive", "multi30k_input_feeding")
ONE_SEED += ("multi30k_pieces", "sentences_without_attention", "dates")


def multi30k(seed: int) -> dict[str, float]:
    return of_captions(Translator(lowercase=True, random_state=seed))


def multi30k_without_attention(seed: int) -> dict[str, float]:
    return of_captions(Translator(lowercase=True, attention=None, random_state=seed))


def multi30k_additive(seed: int) -> dict[str, float]:
    return of_captions(
        Translator(lowercase=True, attention="additive", random_state=seed)
    )


def multi30k_input_feeding(seed: int) -> dict[str, float]:
    return of_captions(
        Translator(lowercase=True, input_feeding=True, random_state=seed)
    )


def multi30k_pieces(seed: int) -> dict[str, float]:
    return of_captions(Translator(lowercase=True, tokens="bpe", random_state=seed))


def of_captions(translator: Translator) -> dict[str, float]:
    """Return scores on Multi30k."""
    train, dev, test = datasets.fetch_multi30k()
    translator.fit(train.sources, train.targets, validation=(dev.sources, dev.targets))
    figures = trained(translator)
    for name, width in (("greedy", 1), ("beam_5", 5)):
        for part, pairs in (("dev", dev), ("test", test)):
            said = translator.predict(pairs.sources, beam_width=width)
            score = translation_bleu(said, pairs.targets, lowercase=True)
            figures[f"{part}_bleu_{name}"] = score.score
            figures[f"{part}_chrf_{name}"] = chrf(
                said, pairs.targets, lowercase=True
            ).score
    found = translator.report(test.sources, test.targets)
    for length in found.by_length.index.intersection(BINS):
        figures[f"test_bleu_{length}"] = found.by_length.loc[length, "translator"]
    return figures | {
        f"test_{metric}_word_by_word": found.scores.loc["word_by_word", metric]
        for metric in ("bleu", "chrf")
    }


def sentences(seed: int) -> dict[str, float]:
    return of_sentences(Translator(random_state=seed))


def sentences_without_attention(seed: int) -> dict[str, float]:
    return of_sentences(Translator(attention=None, random_state=seed))


def of_sentences(translator: Translator) -> dict[str, float]:
    """Return how often translations are right, of known and of new combinations."""
    parts = {
        name: datasets.translated_sentences(count, split=name, random_state=0)
        for name, count in (
            ("train", SENTENCES),
            ("validation", HELD + TESTED),
            ("test", TESTED),
        )
    }
    train, other, unseen = parts.values()
    held = other.sources[:HELD], other.targets[:HELD]
    translator.fit(train.sources, train.targets, validation=held)
    seen = other.sources[HELD:], other.targets[HELD:]
    figures = trained(translator)
    for name, (X, y) in (
        ("seen", seen),
        ("unseen", (unseen.sources, unseen.targets)),
    ):
        scores = translator.report(X, y).scores["bleu"]
        figures[f"{name}_exact"] = exact(translator.predict(X), y)
        figures |= {f"{name}_bleu_{model}": bleu for model, bleu in scores.items()}
    return figures


def dates(seed: int) -> dict[str, float]:
    train, held, test = (
        datasets.written_dates(count, split=split, random_state=0)
        for split, count in (
            ("train", DATES),
            ("validation", HELD),
            ("test", TESTED),
        )
    )
    model = Seq2Seq(tokens="character", random_state=seed)
    model.fit(train.sources, train.targets, validation=(held.sources, held.targets))
    figures = trained(model)
    for name, width in (("greedy", 1), ("beam_5", 5)):
        said = model.predict(test.sources, beam_width=width)
        figures[f"exact_{name}"] = exact(said, test.targets)
    return figures


def trained(model: Translator | Seq2Seq) -> dict[str, float]:
    return {
        "epochs": len(model.history_),
        "training_seconds": model.history_["seconds"].sum(),
    }


def exact(said: list[str], wanted: list[str]) -> float:
    """Return the share of texts that are right from first to last."""
    pairs = zip(said, wanted, strict=True)
    return float(np.mean([one == other for one, other in pairs]))


if __name__ == "__main__":
    trainings.main(
        "translation",
        __doc__.splitlines()[0],
        {
            "multi30k": multi30k,
            "multi30k_without_attention": multi30k_without_attention,
            "multi30k_additive": multi30k_additive,
            "multi30k_input_feeding": multi30k_input_feeding,
            "multi30k_pieces": multi30k_pieces,
            "sentences": sentences,
            "sentences_without_attention": sentences_without_attention,
            "dates": dates,
        },
        more_seeds=dict.fromkeys(ONE_SEED, (0,)),
        at_once=1,
    )
