"""Forecast one series or thousands: lookback → horizon."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from seqkit import checks
from seqkit.estimators.anomalies import OneStep, one_step_windows, score_columns
from seqkit.estimators.backtest import Backtest, backtest
from seqkit.estimators.base import Samples
from seqkit.estimators.forecast_hooks import ForecastsPanels
from seqkit.estimators.forecast_importance import (
    METHODS,
    Seen,
    importance_of,
    parts_of,
)
from seqkit.estimators.forecast_windows import ForecastWindows
from seqkit.estimators.forecasts import PATH, Forecasts, forecast_columns
from seqkit.estimators.panel_arrays import PanelArrays
from seqkit.estimators.search_spaces import forecast_space, tuned
from seqkit.metrics import mase
from seqkit.networks.linear_path import recurrent_part
from seqkit.sequences.frames import Panel, Roles, read_frame, write_frame
from seqkit.sequences.scaling import WINDOW_SCALINGS


class Forecaster(ForecastsPanels):
    """Forecast the next `horizon` steps of one series, several, or a panel.

    Parameters
    ----------
    horizon : steps to forecast
    lookback : past steps the network sees; None tries 2 to 14 seasons, as far as the
        series are long enough, with a linear forecast, and takes the longest that errs
        at most 2 % more on the validation windows than the best; strategies that take a
        step for each of them see two seasons or horizons
    strategy : "segment" (a recurrent network over segments, all target segments in
        parallel: fast and accurate), "direct" (last state to all steps), "recursive"
        (one recurrence continues on its own forecasts) or "seq2seq" (a second one does)
    channels : "shared" (each target is forecast from its own past by one network) or
        "joint" (all targets go in and come out together)
    quantiles : levels to forecast, like (0.1, 0.5, 0.9), or None for the point forecast
        alone; the point forecast is then their median
    distribution : None trains the network on the quantiles themselves; "normal" or
        "student_t" (with heavier tails) on the likelihood of the targets under such a
        distribution for each step (Salinas et al., 2020, "DeepAR"), whose quantiles
        are forecast, and whose median is the point forecast. These two stand on the
        scale that `scaling` and `transform` make; "negative_binomial" is one of counts,
        forecasts of which are counts, and goes with scaling="mean"
    conformal : shift quantiles by their error on the validation windows
        (split-conformal calibration per horizon step; Romano et al., 2019)
    scaling : "window_last" (relative to the newest value: for series that drift),
        "window_standard" (to each window's mean and spread: for series that swing
        around a level); per series "standard", "robust", "minmax", or "mean" (divided
        by the mean size, nothing taken off: for counts); or None
    transform : None, "log", "log1p", "difference" (from the step before) or "seasonal"
        (from the mean of the same step of up to three seasons before, for horizons of
        one season at most), applied before scaling. "auto", with
        scaling="window_last", takes what a linear forecast errs least with on the
        validation windows: None; "log", where all values are above 0 (later ones at or
        below 0 then count as missing, with a warning); or "seasonal" with
        scaling="standard", where series are too short for windows of two seasons
    calendar : add cycles of day, week and year to the known future
    scale_feature : tell the network how large each series is: the logarithm of what
        its windows are divided by, beside the static covariates
    season : season length in steps; None takes the usual one of the frequency
    loss : of the point forecast: "mae", "mse" or "huber"; not for quantiles or a
        distribution
    linear_path : average the network with a linear forecast of each target from its own
        past, in closed form; its share is chosen on the validation windows. Not for
        counts, nor for a `network` of yours
    loss_steps : "last", or "all" to train "direct" on forecasts from every past step
    cell : "simple", "lstm" or "gru"
    units : one size per recurrent layer
    bidirectional : read the past both ways
    dropout : fraction of recurrent outputs dropped in training
    learning_rate, batch_size, epochs, patience : of the training
    averaging : weights kept are the mean of those of so many of an epoch's latest
        steps, as a share of the epoch; 0 keeps the last ones
    ensemble : how many networks are trained, each by itself, from seeds that follow
        `random_state`; their outputs (forecasts, quantiles, or parameters of a
        distribution) are averaged, and `network_` holds them all
    validation_fraction : share of each series' newest rows held back to stop training
    train_on_all : then go on training with the rows held back, too, for as many epochs
        as were best, at the learning rate of that time, on the windows that reach into
        these rows and as many older ones. What was chosen by these rows stays. Not with
        quantiles or a distribution: what calibrates them must not train
    series_weights : weight of each series in the loss, by id (of a wide frame by the
        name of its column; 1 where not named, 0 leaves a series out), or "balanced" (in
        inverse proportion to how many training windows a series has); None: all windows
        count the same, as they always do where quantiles are calibrated
    random_state : seed; equal seeds give equal fits on one CPU
    verbose : 1 shows progress
    callbacks : further Keras callbacks, of the training that the rows held back judge
    network : function from `seqkit.networks.ForecastSizes` to an uncompiled
        keras.Model, in place of the default network

    Attributes
    ----------
    network_ : keras.Model
    history_ : DataFrame, losses per epoch of the training that is judged; of an
        ensemble those of one network behind those of the other, its number in the
        column `network`
    season_ : season length in steps
    linear_share_ : of the linear forecast in the point forecast, 0 to 1
    plan_ : lookback, segment and other settled choices

    Examples
    --------
    >>> from seqkit import Forecaster
    >>> times = pd.date_range("2024-01-01", periods=120, freq="D")
    >>> y = pd.Series(np.sin(np.arange(120) * 2 * np.pi / 7), index=times, name="sales")
    >>> model = Forecaster(horizon=7, units=(8,), epochs=2, random_state=0)
    >>> forecast = model.fit(y).predict()
    >>> forecast.shape, forecast.index[0].date().isoformat()
    ((7, 1), '2024-04-30')
    """

    def __init__(
        self,
        horizon: int,
        *,
        lookback: int | None = None,
        strategy: str = "segment",
        channels: str = "shared",
        quantiles: Sequence[float] | None = None,
        distribution: str | None = None,
        conformal: bool = True,
        scaling: str | None = "window_last",
        transform: str | None = "auto",
        calendar: bool = False,
        scale_feature: bool = False,
        season: int | None = None,
        loss: str = "mae",
        linear_path: bool = True,
        loss_steps: str = "last",
        cell: str = "gru",
        units: tuple[int, ...] = (64,),
        bidirectional: bool = False,
        dropout: float = 0.0,
        learning_rate: float = 1e-3,
        batch_size: int = 64,
        epochs: int = 100,
        patience: int = 10,
        averaging: float = 0.0,
        ensemble: int = 1,
        validation_fraction: float = 0.2,
        train_on_all: bool = True,
        series_weights: Mapping[Hashable, float] | str | None = None,
        random_state: int | None = None,
        verbose: int = 0,
        callbacks: Sequence[Any] | None = None,
        network: Any = None,
    ):
        self.horizon = horizon
        self.lookback = lookback
        self.strategy = strategy
        self.channels = channels
        self.quantiles = quantiles
        self.distribution = distribution
        self.conformal = conformal
        self.scaling = scaling
        self.transform = transform
        self.calendar = calendar
        self.scale_feature = scale_feature
        self.season = season
        self.loss = loss
        self.linear_path = linear_path
        self.loss_steps = loss_steps
        self.cell = cell
        self.units = units
        self.bidirectional = bidirectional
        self.dropout = dropout
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.epochs = epochs
        self.patience = patience
        self.averaging = averaging
        self.ensemble = ensemble
        self.validation_fraction = validation_fraction
        self.train_on_all = train_on_all
        self.series_weights = series_weights
        self.random_state = random_state
        self.verbose = verbose
        self.callbacks = callbacks
        self.network = network

    def fit(
        self,
        data: pd.Series | pd.DataFrame,
        y: None = None,
        *,
        target: Any = None,
        id: Hashable | None = None,
        time: Hashable | None = None,
        past: Any = None,
        future: Any = None,
        static: Any = None,
        freq: str | None = None,
    ) -> "Forecaster":
        """Learn from a Series, a wide frame or a long frame.

        Parameters
        ----------
        data : rows in any order; missing values and timestamps are allowed
        y : not used; scikit-learn passes it
        target : column or columns to forecast; every numeric one without another part
            when None
        id, time : columns (or index levels) of a long frame; `time` defaults to the
            index
        past : covariates known up to the present
        future : covariates known for the horizon, too
        static : covariates with one value per series
        freq : pandas frequency; inferred when None

        Raises
        ------
        ValueError
            For bad arguments or data; the sentence names the column, series and row.
        """
        self._check_arguments(y)
        roles = Roles.named(target, id, time, past, future, static)
        panel = read_frame(data, roles, freq)
        self._check_weights(panel)
        return self.fit_panel(panel)

    def partial_fit(
        self, data: pd.Series | pd.DataFrame, y: None = None, **roles: Any
    ) -> "Forecaster":
        """Go on training with new data; the first call is `fit`.

        Scalers and encoders stay as they were learnt, so that the network meets what it
        knows. Rows that follow right behind the fitted ones have these as lookback.
        Series without new rows are kept as they are. The newest rows stop the training
        as in `fit`, and train nothing here.

        Parameters
        ----------
        data : new rows, in the form of the fitted data
        roles : `target`, `id`, … as for `fit`; only on the first call
        """
        if not self.__sklearn_is_fitted__():
            return self.fit(data, y, **roles)
        self._check_arguments(y)
        panel = self._history_panel(data)
        self._check_targets(panel)
        self._check_weights(panel, self.series_.history)
        arrays = PanelArrays.of(panel, self.encoders_, self.plan_)
        cut = self._cut(arrays)
        location, scale = self.series_.scales(arrays, self.plan_, cut.stops)
        training, validation = (
            replace(windows, location=location, scale=scale) for windows in cut[:2]
        )
        before, whole = self.history_, self.network_
        sizes = self._sizes(arrays, self.plan_)
        samples = Samples(training, validation, sizes, self._loss())
        self._train(samples, recurrent_part(whole))
        self.network_ = whole
        self.history_ = _gone_on(before, self.history_)
        if len(validation):
            self._calibrate(validation)
        self.series_ = self.series_.renewed(self._known(panel, location, scale))
        return self

    def predict(
        self,
        history: pd.Series | pd.DataFrame | None = None,
        future: pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Forecast the `horizon` steps behind the data.

        Parameters
        ----------
        history : newer or other data in the form of the fitted data; the fitted data
            itself when None. Rows that follow right behind the fitted ones have these
            as lookback.
        future : rows of the known future, as `future_frame` lays them out

        Returns
        -------
        DataFrame in the form of the fitted data: a column per target, and per quantile
        `<target>_<level>`. If a series was too short for the network, its seasonal
        naive forecast stands there and a column `fallback` is True for it.

        Raises
        ------
        ValueError
            If the known future is missing or stops early.
        """
        self._check_fitted()
        windows = self._windows_ahead(history, future)
        return self._decode(self.forecast_windows(windows), windows)

    def sample_paths(
        self,
        history: pd.Series | pd.DataFrame | None = None,
        future: pd.DataFrame | None = None,
        *,
        n: int = 100,
        random_state: int | None = None,
    ) -> pd.DataFrame:
        """Draw courses the `horizon` steps may take together.

        At each step paths are spread as the forecast says: as the distribution, its
        quantiles shifted like the asked ones; or on straight lines between quantiles
        and, beyond the outermost, as a normal with as much spread around the median.
        Steps depend on each other as they did in the validation windows, by a Gaussian
        copula of the ranks of targets within their forecasts (Salinas et al., 2019,
        "High-dimensional multivariate forecasting with low-rank Gaussian copula
        processes"); without validation windows, and in files of before, they are
        independent. Series and targets are drawn independently of each other.

        Parameters
        ----------
        history, future : as for `predict`
        n : paths of each series
        random_state : seed; equal seeds give equal paths

        Returns
        -------
        DataFrame in the form of `predict`, series by series and path by path: a column
        `path`, 1 to n, and a column per target. Paths of a series that was too short
        for the network are all its seasonal naive forecast, marked in `fallback`.

        Raises
        ------
        ValueError
            If the forecaster knows only the median, or as `predict` does.

        Examples
        --------
        >>> y = pd.Series(np.sin(np.arange(60) * 2 * np.pi / 7), name="sales")
        >>> model = Forecaster(3, quantiles=(0.1, 0.9), units=(4,), epochs=1)
        >>> paths = model.fit(y).sample_paths(n=50, random_state=0)
        >>> paths.columns.tolist(), len(paths)
        (['path', 'sales'], 150)
        >>> total = paths.groupby("path")["sales"].sum()  # of three steps together
        """
        self._check_fitted()
        checks.check_count("n", n)
        if random_state is not None:
            checks.check_count("random_state", random_state, 0)
        checks.check_knows_spread(self._spread.known)
        windows = self._windows_ahead(history, future)
        layout = windows.arrays.panel.layout
        named = [each for each in (layout.roles.id, layout.roles.time) if each]
        checks.check_column_clash((PATH, *named, *forecast_columns(layout, ())))
        random = np.random.default_rng(random_state)
        draw = partial(self._spread.draw, n=n, random=random)
        return self._decoded(windows, draw, n).to_paths(windows)

    def future_frame(
        self, history: pd.Series | pd.DataFrame | None = None
    ) -> pd.DataFrame:
        """Return the rows of the next `horizon` steps, future columns to fill in."""
        self._check_fitted()
        panel = self._history_panel(history)
        names = panel.layout.roles.future
        shape = (len(panel.ids), self.horizon)
        positions = (panel.first + panel.lengths)[:, None] + np.arange(self.horizon)
        return write_frame(
            panel, positions, {name: np.full(shape, np.nan) for name in names}
        )

    def score(self, data: pd.Series | pd.DataFrame, y: None = None) -> float:
        """Return −MASE of rolling forecasts whose targets lie inside `data`.

        The rows before `data` serve as lookback where the fitted data ends right before
        it; otherwise the first rows of `data` itself do. Higher is better.
        """
        self._check_fitted()
        windows, begins = self._windows_inside(data)
        panel = windows.arrays.panel
        point = self.forecast_windows(windows).point
        errors_of_naive = self.series_.errors(panel, begins, self.season_)
        naive = windows.per_target(errors_of_naive)
        checks.check_scale_defined(naive)
        errors = mase(windows.truth().swapaxes(1, 2), point.swapaxes(1, 2), naive)
        return -float(np.nanmean(errors))

    def backtest(
        self,
        data: pd.Series | pd.DataFrame,
        *,
        windows: int = 4,
        stride: int | None = None,
        refit: bool | int = False,
        baselines: Sequence[str] | None = None,
        **roles: Any,
    ) -> Backtest:
        """Forecast from rolling cutoffs, beside simple baselines.

        A copy of this estimator is fitted on the rows before the first cutoff, so the
        network never sees what it is asked to forecast, whether or not this estimator
        was fitted before.

        Parameters
        ----------
        data : as for `fit`
        windows : number of cutoffs; the last window ends on the last row
        stride : steps between cutoffs; the horizon when None
        refit : False fits once, True at every cutoff, k at every k-th
        baselines : names among "repeat_last", "seasonal_naive", "drift", "ets",
            "ridge"; all when None
        roles : `target`, `id`, … as for `fit`; those of the last fit when left out
        """
        self._check_arguments(None)
        freq = roles.pop("freq", None)
        if self.__sklearn_is_fitted__():
            known = self.series_.history
            roles = vars(known.layout.roles) | roles
            freq = freq or known.clock.freq
        panel = read_frame(data, Roles.named(**roles), freq)
        self._check_weights(panel)
        stride = self.horizon if stride is None else stride
        return backtest(self, panel, windows, stride, refit, baselines)

    def importance(
        self,
        data: pd.Series | pd.DataFrame,
        *,
        method: str = "permutation",
        repeats: int = 3,
        samples: int = 512,
        random_state: int | None = 0,
    ) -> pd.DataFrame:
        """Return what the forecasts of `data` rest on, for each horizon step.

        Parameters
        ----------
        data : as for `score`, best of rows that the fit did not see
        method : "permutation" gives each window a part of another one (Breiman, 2001),
            "occlusion" one that says nothing: the mean, of a target that is scaled by
            windows their location
        repeats : how often parts are permuted; the mean counts
        samples : most windows looked at, evenly from first to last
        random_state : seed of the permutations

        Returns
        -------
        DataFrame with a row for each block of lags, each covariate, the calendar and
        the scale feature, indexed by kind and name, and a column for each step: how
        much the mean absolute error grows on the network's scale. `attrs["error"]`
        holds that error by step.
        What a window is scaled by stays as it is: with "window_last" the newest value,
        which all others are relative to, and lag 1 counts for nothing by itself.

        Raises
        ------
        ValueError
            If an argument is unknown, or `data` holds no window.
        """
        self._check_fitted()
        checks.check_choice("method", method, METHODS)
        for name, count in (("repeats", repeats), ("samples", samples)):
            checks.check_count(name, count)
        windows = self._windows_that_see(data)
        rows = int(windows.arrays.panel.lengths.max())
        checks.check_scorable(len(windows), rows, self.horizon)
        sizes = self._sizes(windows.arrays, windows.plan)
        chosen = np.linspace(0, len(windows) - 1, min(samples, len(windows)))
        inputs, y = windows.take(chosen.astype("int64"))
        names = list(windows.arrays.panel.layout.roles.target)[: sizes.targets]
        parts = parts_of(names, self.encoders_, self.plan_, sizes.future)
        seen = Seen(inputs)
        at_0 = sizes.targets if self.plan_.scaling in WINDOW_SCALINGS else 0
        others = seen.stand_ins(method, at_0, repeats, random_state)
        return importance_of(
            seen, parts, others, lambda spoilt: self._step_errors(spoilt, y)
        )

    def anomaly_scores(
        self,
        data: pd.Series | pd.DataFrame,
        *,
        reference: pd.Series | pd.DataFrame | None = None,
    ) -> pd.DataFrame:
        """Return how unusual each row of `data` is after the rows before it.

        Parameters
        ----------
        data : in the form of the fitted data, best of rows that the fit did not see.
            The rows before serve as lookback as for `score`.
        reference : rows whose residuals are usual, in the same form; `data` itself
            when None

        Returns
        -------
        DataFrame in the form of the data, a row for each step of its grid: for each
        target `<target>`, as observed; `<target>_forecast`, made one step ahead; and
        `<target>_score`, signed: the modified z-score of Iglewicz and Hoaglin (1993) of
        the residual (observed minus forecast) among those of the same series and target
        in the reference. Sizes above 3.5 are unusual. It is infinite where those do not
        differ but this one does. NaN stands where nothing was observed, where the
        network sees too little, with future covariates in the last `horizon` - 1
        rows, and as score of a series with fewer than 8 residuals in the reference.

        Raises
        ------
        ValueError
            If no series has 8 residuals, or one of `data` is not in `reference`.

        Examples
        --------
        >>> y = pd.Series(np.sin(np.arange(70) * 2 * np.pi / 7), name="sales")
        >>> model = Forecaster(3, units=(4,), epochs=1, random_state=0).fit(y[:50])
        >>> y[60] += 10
        >>> scores = model.anomaly_scores(y[50:])
        >>> scores.columns.tolist(), int(scores["sales_score"].idxmax())
        (['sales', 'sales_forecast', 'sales_score'], 60)
        """
        self._check_fitted()
        found = self._one_step(data)
        usual = found if reference is None else self._one_step(reference)
        return found.scored_by(usual)

    def _one_step(self, data: pd.Series | pd.DataFrame) -> OneStep:
        panel = self._read(data)
        checks.check_column_clash(score_columns(panel))
        windows = one_step_windows(panel, self.series_, self.encoders_, self.plan_)
        return OneStep.of(panel, windows, self.forecast_windows(windows))

    def search_space(self) -> dict[str, Any]:
        """Return what is worth trying, for scikit-learn's randomised searches.

        Folds must keep the order of time, as those of `seqkit.sequences.TimeSplit` do.

        Returns
        -------
        dict from arguments of this estimator to values, or distributions of them; those
        that decide what is forecast (horizon, quantiles, …) are not among them

        Examples
        --------
        >>> from sklearn.model_selection import RandomizedSearchCV
        >>> from seqkit.sequences import TimeSplit
        >>> model = Forecaster(7, epochs=1, random_state=0)
        >>> search = RandomizedSearchCV(
        ...     model, model.search_space(), n_iter=2, cv=TimeSplit(2, test_size=28),
        ... )  # search.fit(y) then chooses by the error on rolling windows
        """
        return forecast_space(self.get_params(deep=False))

    def tuner_space(self) -> Callable[[Any], "Forecaster"]:
        """Return `search_space` for KerasTuner: a function that builds what it chose.

        Returns
        -------
        function from `keras_tuner.HyperParameters` to an unfitted copy of this
        estimator, for tuners whose `run_trial` says what a trial is worth, as below.
        The `SklearnTuner` is none of them, as it needs a y apart from the data.

        Examples
        --------
        ::

            build = Forecaster(7, random_state=0).tuner_space()

            class Search(keras_tuner.RandomSearch):
                def run_trial(self, trial):
                    model = build(trial.hyperparameters).fit(train)
                    return -model.score(validation)  # the less the better

            tuner = Search(max_trials=20)
            tuner.search()
            model = build(tuner.get_best_hyperparameters()[0]).fit(both)
        """
        return partial(tuned, clone(self), self.search_space())

    def fit_panel(self, panel: Panel) -> "Forecaster":
        """Learn from data that is read already; `fit` and `backtest` come here."""
        samples = self._encode(panel)
        self._train(samples)
        linear = self._add_linear_path(samples)
        # at the scale of the forecasts to come, which know all rows
        location, scale = self.series_.location, self.series_.scale
        validation: Any = samples.validation
        self._calibrate(replace(validation, location=location, scale=scale))
        if self.train_on_all and len(validation) and not self._spread.known:
            self._train_on_held_back(samples, linear)
        return self

    def forecast_windows(self, windows: ForecastWindows) -> Forecasts:
        """Forecast any number of windows, piece by piece."""
        levels = self._spread.levels
        found = self._decoded(windows, self._spread.quantiles, max(1, len(levels)))
        return replace(found, levels=levels)


def _gone_on(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the epochs of two trainings as those of one, network by network."""
    parts = [before.reset_index(), after.reset_index()]
    if "network" not in before:
        both = pd.concat(parts, ignore_index=True)
        return both.assign(epoch=range(1, len(both) + 1)).set_index("epoch")
    both = pd.concat(parts, ignore_index=True).sort_values("network", kind="stable")
    epochs = both.groupby("network").cumcount() + 1
    return both.assign(epoch=epochs).set_index("epoch")
