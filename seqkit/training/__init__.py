"""One `fit` for every network: seed, early stopping, best weights, history, batches."""

from seqkit.training.calibration import best_temperature as best_temperature
from seqkit.training.calibration import divide_log_odds as divide_log_odds
from seqkit.training.fitting import SCHEDULES as SCHEDULES
from seqkit.training.fitting import Recipe as Recipe
from seqkit.training.fitting import fit as fit
from seqkit.training.fitting import seeded as seeded
from seqkit.training.optimizer import OneOpAdam as OneOpAdam
from seqkit.training.prediction import predict as predict
from seqkit.training.prediction import predict_batches as predict_batches
from seqkit.training.sources import ForNetwork as ForNetwork
from seqkit.training.sweeping import sweep as sweep
from seqkit.training.watching import Keeping as Keeping
