"""Draw histories, forecasts, backtests and training; the one importer of matplotlib.

Every function takes `ax=None`, draws on those axes (or on a new figure) and returns
them. Titles say what was found, computed from what is drawn. matplotlib is imported
inside functions, so importing this package stays light, and its settings stay alone.
"""

from seqkit.plotting.axes import windowless_axes as windowless_axes
from seqkit.plotting.forecasts import plot_forecast as plot_forecast
from seqkit.plotting.reports import plot_backtest as plot_backtest
from seqkit.plotting.reports import plot_calibration as plot_calibration
from seqkit.plotting.reports import plot_error_by_step as plot_error_by_step
from seqkit.plotting.training import plot_history as plot_history
