"""Files → sequences: tagged sentences, labelled texts, labelled series.

Every reader names file and line of a bad row, and counts what it leaves out.
"""

from seqkit.readers.conll import read_conll
from seqkit.readers.conllu import read_conllu
from seqkit.readers.contents import LabelledSeries, LabelledTexts, TaggedSentences
from seqkit.readers.label_folders import read_label_folders
from seqkit.readers.labelled_lines import read_labelled_lines
from seqkit.readers.tables import read_texts
from seqkit.readers.ts import read_ts

__all__ = [
    "LabelledSeries",
    "LabelledTexts",
    "TaggedSentences",
    "read_conll",
    "read_conllu",
    "read_label_folders",
    "read_labelled_lines",
    "read_texts",
    "read_ts",
]
