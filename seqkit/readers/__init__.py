"""Files → sequences: texts with tags or labels, series; images, clips; sound.

Every reader names the file it cannot read, and the line of a bad row; those of
sequences count what they leave out.
"""

from seqkit.readers.audio import Recordings, read_recordings
from seqkit.readers.captions import CaptionedImages, read_captions
from seqkit.readers.clips import read_clips
from seqkit.readers.conll import read_conll
from seqkit.readers.conllu import read_conllu
from seqkit.readers.contents import (
    LabelledSeries,
    LabelledTexts,
    ParallelTexts,
    TaggedSentences,
)
from seqkit.readers.fasta import FastaRecords, read_fasta
from seqkit.readers.idx import read_idx
from seqkit.readers.images import ImageReader, ReadImages, read_image, read_images
from seqkit.readers.label_folders import read_label_folders
from seqkit.readers.labelled_lines import read_labelled_lines
from seqkit.readers.lines_of_writing import Lines, read_lines_of_writing
from seqkit.readers.midi import MidiNotes, read_midi, write_midi
from seqkit.readers.parallel import read_parallel, read_parallel_table
from seqkit.readers.tables import read_texts
from seqkit.readers.ts import read_ts
from seqkit.readers.wav import read_wav, write_wav

__all__ = [
    "CaptionedImages",
    "FastaRecords",
    "ImageReader",
    "LabelledSeries",
    "LabelledTexts",
    "Lines",
    "MidiNotes",
    "ParallelTexts",
    "ReadImages",
    "Recordings",
    "TaggedSentences",
    "read_captions",
    "read_clips",
    "read_conll",
    "read_conllu",
    "read_fasta",
    "read_idx",
    "read_image",
    "read_images",
    "read_label_folders",
    "read_labelled_lines",
    "read_lines_of_writing",
    "read_midi",
    "read_parallel",
    "read_parallel_table",
    "read_recordings",
    "read_texts",
    "read_ts",
    "read_wav",
    "write_midi",
    "write_wav",
]
