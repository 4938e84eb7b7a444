"""Texts, series, DNA and pictures: accuracy of the default estimators.

Every figure comes from the estimators' defaults, trained from scratch, beside the
simple baselines of their reports. Protocols: SST-2, TREC, IMDB-10k and the .ts sets as
their authors split them. SST-2 stops training on its dev part, IMDB-10k on the last
tenth of each class (reviews of one film stand side by side), the others on a random
tenth of the training part. The others are split by the seed, stratified by class: MR
and splice 9 : 1, surnames and digits 8 : 2, the MNIST test file 8,000 : 2,000;
MSRAction3D trains on odd subjects and tests on even ones (Li et al., 2010), coordinates
that overflowed in the files set to 0.
"""

import numpy as np
import trainings
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from seqkit import SequenceClassifier, TextClassifier, datasets

MOST_COORDINATE = 1e6  # of a skeleton; more is an overflow


def scored(model, train, test, **fit):
    """Fit, and return the accuracy beside the baselines'."""
    model.fit(*train, **fit)
    report = model.report(*test, train=train)
    return report.scores["accuracy"].to_dict() | {"epochs": len(model.history_)}


def shared_out(X, y, test_size, seed):
    """Return training and test data (X, y), stratified by label."""
    places = np.arange(len(y))
    parts = train_test_split(places, test_size=test_size, stratify=y, random_state=seed)
    return [chosen(X, y, part) for part in parts]


def chosen(X, y, part):
    return [X[i] for i in part], [y[i] for i in part]


def texts(part):
    return part.texts, part.labels


def series(part):
    return part.series, part.labels


def sst2(seed):
    data = datasets.fetch_sst2()
    model = TextClassifier(random_state=seed)
    return scored(
        model, texts(data.train), texts(data.test), validation=texts(data.dev)
    )


def trec(seed):
    data = datasets.fetch_trec()
    return scored(
        TextClassifier(random_state=seed), texts(data.train), texts(data.test)
    )


def imdb_10k(seed):
    data = datasets.fetch_imdb_10k()
    labels = np.asarray(data.train.labels)
    places = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    first = np.concatenate([own[: -len(own) // 10] for own in places])
    last = np.setdiff1d(np.arange(len(labels)), first)
    train, held = (chosen(*texts(data.train), part) for part in (first, last))
    model = TextClassifier(random_state=seed)
    return scored(model, train, texts(data.test), validation=held)


def mr(seed):
    parts = shared_out(*texts(datasets.fetch_mr()), 0.1, seed)
    return scored(TextClassifier(random_state=seed), *parts)


def splice(seed):
    parts = shared_out(*texts(datasets.fetch_splice()), 0.1, seed)
    return scored(TextClassifier(tokens="character", random_state=seed), *parts)


def surnames(seed):
    parts = shared_out(*texts(datasets.fetch_surnames()), 0.2, seed)
    return scored(TextClassifier(tokens="character", random_state=seed), *parts)


def series_set(fetch):
    def task(seed):
        data = fetch()
        model = SequenceClassifier(random_state=seed)
        return scored(model, series(data.train), series(data.test))

    return task


def digits_by_rows(seed):
    data = load_digits()
    parts = shared_out(data.images, data.target, 0.2, seed)
    return scored(SequenceClassifier(random_state=seed), *parts)


def mnist_by_rows(seed):
    data = datasets.fetch_mnist_test()
    parts = shared_out(data.images / 255.0, data.labels, 2_000, seed)
    return scored(SequenceClassifier(random_state=seed), *parts)


def msr_action_3d(seed):
    train, _, test = datasets.fetch_msr_action_3d().cross_subject()
    parts = [
        ([np.where(x > MOST_COORDINATE, 0, x) for x in part.series], part.labels)
        for part in (train, test)
    ]
    return scored(SequenceClassifier(random_state=seed), *parts)


TEXTS = {
    "SST-2": sst2,
    "MR": mr,
    "TREC": trec,
    "IMDB-10k": imdb_10k,
    "splice": splice,
    "surnames": surnames,
}
SERIES = {
    "JapaneseVowels": series_set(datasets.fetch_japanese_vowels),
    "BasicMotions": series_set(datasets.fetch_basic_motions),
    "RacketSports": series_set(datasets.fetch_racket_sports),
    "ItalyPowerDemand": series_set(datasets.fetch_italy_power_demand),
    "MSRAction3D": msr_action_3d,
    "digits by rows": digits_by_rows,
    "MNIST test file by rows": mnist_by_rows,
}

if __name__ == "__main__":
    trainings.main(
        "classification",
        "accuracy of the defaults from scratch, beside simple baselines",
        TEXTS | SERIES,
        {"JapaneseVowels": (0, 1, 2, 3, 4)},
    )
