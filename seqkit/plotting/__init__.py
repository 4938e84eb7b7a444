"""Draw forecasts, backtests, training and what networks do inside.

The one importer of matplotlib. Every function takes `ax=None` (`axes=None` where it
draws pictures side by side), draws on those axes (or on a new figure) and returns them.
Titles say what was found, computed from what is drawn. matplotlib is imported inside
functions, so importing this package stays light, and its settings stay alone.
"""

from seqkit.plotting.axes import windowless_axes as windowless_axes
from seqkit.plotting.beam import plot_beam_tree as plot_beam_tree
from seqkit.plotting.captions import plot_captions as plot_captions
from seqkit.plotting.captions import plot_word_attention as plot_word_attention
from seqkit.plotting.confusion import plot_confusion as plot_confusion
from seqkit.plotting.diagrams import (
    plot_activation_functions as plot_activation_functions,
)
from seqkit.plotting.diagrams import plot_unfolded_graph as plot_unfolded_graph
from seqkit.plotting.forecasts import plot_forecast as plot_forecast
from seqkit.plotting.inspection import plot_gradient_check as plot_gradient_check
from seqkit.plotting.inspection import plot_gradient_norms as plot_gradient_norms
from seqkit.plotting.inspection import plot_jacobians as plot_jacobians
from seqkit.plotting.inspection import plot_memory as plot_memory
from seqkit.plotting.inspection_maps import plot_gates as plot_gates
from seqkit.plotting.inspection_maps import plot_importance as plot_importance
from seqkit.plotting.inspection_maps import plot_saliency as plot_saliency
from seqkit.plotting.inspection_maps import plot_saturation as plot_saturation
from seqkit.plotting.music import plot_piano_roll as plot_piano_roll
from seqkit.plotting.recognition import (
    plot_symbol_probabilities as plot_symbol_probabilities,
)
from seqkit.plotting.reports import plot_backtest as plot_backtest
from seqkit.plotting.reports import plot_calibration as plot_calibration
from seqkit.plotting.reports import plot_error_by_step as plot_error_by_step
from seqkit.plotting.reports import plot_residuals as plot_residuals
from seqkit.plotting.training import plot_history as plot_history
from seqkit.plotting.training import plot_learning_rates as plot_learning_rates
from seqkit.plotting.translation import plot_alignment as plot_alignment
from seqkit.plotting.video import plot_frame_attention as plot_frame_attention
