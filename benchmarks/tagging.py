"""Parts of speech, chunks and entities: the default tagger, from scratch.

UD English-EWT and French Sequoia (UPOS, token accuracy), CoNLL-2000 chunking and
WNUT-17 entities (strict span F1), from words alone or words and characters; the POS
column of CoNLL-2000 is not used. Training stops on the authors' dev part where they
made one, else on a share of the training part. Beside each: the tag that a word has
most often; where extra spans are given, the score without them, too.
"""

from functools import partial

import trainings

from seqkit import SequenceTagger, datasets


def tagged(fetch, seed, **choices):
    """Fit, and return the test scores beside the baseline's."""
    data = fetch()
    model = SequenceTagger(random_state=seed, **choices)
    dev = data.dev
    validation = None if dev is None else (dev.sentences, dev.tags)
    model.fit(data.train.sentences, data.train.tags, validation=validation)
    scores = model.report(data.test.sentences, data.test.tags).scores
    key = "span_f1" if "span_f1" in scores else "token_accuracy"
    path = {}
    if model.head == "crf" and model.scheme_ is not None:
        threshold, model.span_threshold_ = model.span_threshold_, None
        alone = model.score(data.test.sentences, data.test.tags)
        # no span is likelier than 1
        threshold = 1.0 if threshold is None else threshold
        path = {"span_f1 without extra spans": alone, "span_threshold": threshold}
    return path | {
        key: scores.loc["tagger", key],
        "unknown_word_accuracy": scores.loc["tagger", "unknown_word_accuracy"],
        f"most_frequent_tag {key}": scores.loc["most_frequent_tag", key],
        "epochs": len(model.history_),
    }


def task(fetch, **choices):
    return partial(tagged, fetch, **choices)


TASKS = {
    "English-EWT": task(datasets.fetch_ud_english_ewt),
    "English-EWT, words only": task(datasets.fetch_ud_english_ewt, chars=None),
    "French-Sequoia": task(datasets.fetch_ud_french_sequoia),
    "CoNLL-2000": task(datasets.fetch_conll2000),
    "CoNLL-2000, softmax": task(datasets.fetch_conll2000, head="softmax"),
    "WNUT-17": task(datasets.fetch_wnut17),
    "WNUT-17, softmax": task(datasets.fetch_wnut17, head="softmax"),
}

if __name__ == "__main__":
    trainings.main(
        "tagging",
        "token accuracy and strict span F1 of the default tagger, from scratch",
        TASKS,
    )
