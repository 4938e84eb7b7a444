"""What the Forecaster does behind its verbs: windows, network, calibration, files."""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pandas as pd

from seqkit import checks
from seqkit.baselines import LinearForecast, seasonal_naive
from seqkit.estimators.base import (
    Samples,
    SequenceEstimator,
    restored_history,
    written_history,
)
from seqkit.estimators.fitted_series import FittedSeries, naive_errors
from seqkit.estimators.forecast_arguments import check_forecast_arguments
from seqkit.estimators.forecast_plans import settled_plan
from seqkit.estimators.forecast_windows import (
    ForecastWindows,
    TrainingCut,
    reaching_beyond,
    training_cut,
)
from seqkit.estimators.forecasts import (
    MEDIAN,
    Forecasts,
    forecast_columns,
    network_levels,
)
from seqkit.estimators.linear_share import linear_beside, on_both_parts
from seqkit.estimators.panel_arrays import Encoders, PanelArrays
from seqkit.estimators.scale_feature import with_scale_feature
from seqkit.estimators.series_weights import check_weights, weighed, weighed_cut
from seqkit.estimators.spread import Spread
from seqkit.estimators.window_plan import SEASONS_SEEN, WindowPlan
from seqkit.keras_backend import keras
from seqkit.networks import ForecastSizes, ObservedLoss, forecast_network
from seqkit.networks.distributions import OF_COUNTS
from seqkit.networks.forecasting import ensemble_network, members_of
from seqkit.networks.linear_path import (
    recurrent_part,
    set_linear_path,
    with_linear_path,
)
from seqkit.sequences.frames import Panel, read_frame
from seqkit.sequences.future import with_future
from seqkit.sequences.windows import ragged_ranges
from seqkit.training import predict


class ForecastsPanels(SequenceEstimator):
    """Base of the Forecaster: from panels to windows, and back from outputs."""

    series_: FittedSeries
    history_: pd.DataFrame
    linear_share_: float

    def _decoded(
        self,
        windows: ForecastWindows,
        read: Callable[[np.ndarray], np.ndarray],
        width: int,
    ) -> Forecasts:
        """Return `width` numbers a step, which `read` makes of network outputs."""
        pieces = [
            self._decoded_piece(windows.select(part), read, width)
            for part in windows.pieces()
        ]
        return Forecasts.joined(pieces)

    def _decoded_piece(self, windows, read, width) -> Forecasts:
        """Forecast windows; one that sees too little gets the seasonal naive one."""
        fallback = windows.seen() < self.plan_.least_context
        naive = seasonal_naive(
            windows.newest_values(SEASONS_SEEN * self.season_),
            self.horizon,
            self.season_,
        )
        values = np.repeat(naive[..., None], width, axis=-1)
        able = np.flatnonzero(~fallback)
        if len(able):
            chosen = windows.select(able)
            scaled = read(self._outputs(chosen))
            values[able] = chosen.in_users_units(scaled)
            if self._spread.distribution in OF_COUNTS:
                values[able] = np.round(values[able]).clip(0)
        return Forecasts(values, (), fallback)

    def _windows_ahead(self, history: Any, future: Any) -> ForecastWindows:
        """Return the windows whose targets stand right behind the data."""
        panel = self._history_panel(history)
        asked = with_future(panel.extended(self.horizon), panel.lengths, future)
        arrays = PanelArrays.of(asked, self.encoders_, self.plan_)
        return ForecastWindows.at(
            arrays,
            self.plan_,
            self.series_.scales(arrays, self.plan_, panel.lengths),
            series=np.arange(len(panel.lengths)),
            ends=asked.offsets[:-1] + panel.lengths,
        )

    def _check_arguments(self, y: Any) -> None:
        checks.check_no_y(y)
        self._check_training_arguments()
        check_forecast_arguments(self.get_params(deep=False))

    def _check_targets(self, panel: Panel) -> None:
        if self.distribution in OF_COUNTS:
            checks.check_counts(panel)

    def _check_weights(self, *panels: Panel) -> None:
        check_weights(self.series_weights, self.channels, *panels)

    def _encode(self, data: Panel) -> Samples:
        self._check_targets(data)
        self.season_ = self.season or data.clock.season()
        held = np.round(data.lengths * self.validation_fraction).astype("int64")
        seen = data.between(np.zeros_like(held), np.maximum(data.lengths - held, 1))
        self.encoders_ = Encoders.fit(seen)
        given = self.get_params(deep=False)
        self.plan_ = settled_plan(data, self.encoders_, self.season_, given)
        checks.check_column_clash(forecast_columns(data.layout, self._quantiles()))
        arrays = PanelArrays.of(data, self.encoders_, self.plan_)
        cut = self._cut(arrays)
        if self.scale_feature:
            cut = with_scale_feature(cut)
            self.plan_ = cut.training.plan
        self.series_ = self._known(data, *arrays.scales(self.plan_, data.lengths))
        sizes = self._sizes(arrays, self.plan_)
        return Samples(cut.training, cut.validation, sizes, self._loss())

    def _cut(self, arrays: PanelArrays) -> TrainingCut:
        """Cut a panel into the windows that train and those that judge."""
        cut = training_cut(arrays, self.plan_, self.validation_fraction)
        cut = weighed_cut(cut, self.series_weights)
        checks.check_weighted_windows(len(cut.training))
        return cut

    def _add_linear_path(self, samples: Samples) -> LinearForecast | None:
        """Average the network with a linear forecast, by what both err on validation.

        Returns the linear forecast, if there is one. Counts have none, as theirs would
        not stay positive; a network of the user's is left as it is.
        """
        self.linear_share_ = 0.0
        own = self.network is not None
        if not self.linear_path or own or self.distribution in OF_COUNTS:
            return None
        levels = self._levels()
        point = levels.index(MEDIAN) if levels else None
        if self.distribution is not None:
            point = 0
        sizes = samples.sizes
        own_static = sizes.static - len(self.plan_.scale_norm)
        alike = sizes.features == sizes.targets and not own_static
        found = linear_beside(self.network_, *samples[:2], point, peers=alike)
        if found is None:
            return None
        model, self.linear_share_ = found
        self.network_ = with_linear_path(
            self.network_,
            model,
            self.linear_share_,
            sizes.targets,
            point=point,
            alone=self.distribution is not None,
        )
        return model

    def _train_on_held_back(
        self, samples: Samples, linear: LinearForecast | None
    ) -> None:
        """Go on with the rows that were held back, for as many epochs as were best."""
        training: Any = samples.training
        everything = training_cut(training.arrays, self.plan_, 0.0).training
        everything = weighed(everything, training.weights)
        members = members_of(recurrent_part(self.network_))
        for number, member in enumerate(members):
            losses = self.history_
            if members[1:]:
                losses = losses[losses["network"] == number + 1]
            best = int(losses["val_loss"].argmin())
            recipe = replace(
                self._recipe(),
                learning_rate=float(losses["learning_rate"].iloc[best]),
                epochs=best + 1,
                patience=best + 1,
                callbacks=(),
            )
            seed = self._seed_of(number)
            windows = reaching_beyond(training, everything, seed)
            newest = samples._replace(training=windows, validation=None)
            self._trained(newest, member, recipe, seed)
        if linear is not None:
            validation: Any = samples.validation
            both = on_both_parts(linear, training, validation)
            set_linear_path(self.network_, both)

    def _encode_again(self, data: Any) -> Samples:
        windows = self._windows_that_see(data)
        sizes = self._sizes(windows.arrays, windows.plan)
        return Samples(windows, None, sizes, self._loss())

    def _windows_that_see(self, data: Any) -> ForecastWindows:
        """Return the windows inside `data` that the network forecasts, with targets."""
        windows, _ = self._windows_inside(data)
        able = np.flatnonzero(windows.seen() >= self.plan_.least_context)
        plan = replace(self.plan_, every_step=False)
        return windows.select(able, plan=plan, with_targets=True)

    def _windows_inside(self, data: Any) -> tuple[ForecastWindows, np.ndarray]:
        """Return every window whose targets lie inside `data`.

        With it, per series, the rows that stand before its first forecast.
        """
        panel, begins = self.series_.in_front_of(self._read(data), self.plan_.reach)
        arrays = PanelArrays.of(panel, self.encoders_, self.plan_)
        last = panel.offsets[1:] - self.horizon
        series, ends = ragged_ranges(panel.offsets[:-1] + begins, last + 1)
        checks.check_scorable(len(ends), int(panel.lengths.max()), self.horizon)
        scales = self.series_.scales(arrays, self.plan_, begins)
        return ForecastWindows.at(arrays, self.plan_, scales, series, ends), begins

    def _known(
        self, panel: Panel, location: np.ndarray, scale: np.ndarray
    ) -> FittedSeries:
        """Keep the newest rows of each series, as far back as a forecast looks."""
        steps = max(self.plan_.reach, SEASONS_SEEN * self.season_) + 1
        errors = naive_errors(panel, panel.lengths, self.season_)
        return FittedSeries(panel.tail(steps), location, scale, errors)

    def _sizes(self, arrays: PanelArrays, plan: WindowPlan) -> ForecastSizes:
        quantiles = 0 if self.distribution else len(self._levels())
        return arrays.sizes(plan, quantiles, self.distribution)

    def _loss(self) -> ObservedLoss:
        levels = () if self.distribution else self._levels()
        kind = self.distribution or ("pinball" if levels else self.loss)
        per = "weight" if self.series_weights is None else "target"
        return ObservedLoss(kind, levels, per)

    def _build_network(self, sizes: ForecastSizes) -> Any:
        return forecast_network(
            sizes,
            strategy=self.strategy,
            cell=self.cell,
            units=checks.check_units(self.units),
            bidirectional=self.bidirectional,
            dropout=self.dropout,
            loss_steps=self.loss_steps,
        )

    def _train(self, samples: Samples, network: Any = None, **other: Any) -> None:
        members = [None] * self.ensemble if network is None else members_of(network)
        if not members[1:]:
            super()._train(samples, network, **other)
            return
        recipe, histories = replace(self._recipe(), **other), []
        for number, member in enumerate(members):
            members[number], history = self._trained(
                samples, member, recipe, self._seed_of(number)
            )
            histories.append(history.assign(network=number + 1))
        self.network_ = network or ensemble_network(members)
        self.history_ = pd.concat(histories)

    def _seed_of(self, number: int) -> int | None:
        """Return the seed of one network of an ensemble."""
        return None if self.random_state is None else self.random_state + number

    def _trained_part(self, network: Any, source: Any) -> Any:
        if not self.plan_.every_step:
            return network
        return keras.Model(network.inputs, network.get_layer("every_step").output)

    def _decode(self, outputs: Forecasts, source: ForecastWindows) -> pd.DataFrame:
        return outputs.to_frame(source, self._asked)

    def _state(self) -> dict[str, Any]:
        return {
            "plan": asdict(self.plan_),
            "season": self.season_,
            "linear_share": self.linear_share_,
            "encoders": self.encoders_.to_state(),
            "series": self.series_.to_state(),
            "shifts": self._spread.shifts,
            "correlation": self._spread.correlation,
            "levels": self._spread.levels,
            "quantiles": self._asked,
            "distribution": self._spread.distribution,
            "losses": written_history(self.history_),
        }

    def _restore(self, state: dict[str, Any]) -> None:
        self.plan_ = WindowPlan.from_state(state["plan"])
        self.season_ = state["season"]
        self.encoders_ = Encoders.from_state(state["encoders"])
        self.series_ = FittedSeries.from_state(state["series"])
        # files of before have not all of it
        self.linear_share_ = state.get("linear_share", 0.0)
        self._asked = tuple(state.get("quantiles", self._quantiles()))
        self._spread = Spread(
            tuple(state.get("levels", self._levels())),
            state.get("distribution", self.distribution),
            state["shifts"],
            state.get("correlation"),
        )
        self.history_ = restored_history(state["losses"])

    def _quantiles(self) -> tuple[float, ...]:
        return checks.check_levels(self.quantiles)

    def _levels(self) -> tuple[float, ...]:
        return network_levels(self._quantiles())

    def _outputs(self, windows: ForecastWindows) -> np.ndarray:
        """Return scaled forecasts, (windows, horizon, targets, numbers)."""
        return self._scaled(replace(windows, with_targets=False))

    def _scaled(self, source: Any) -> np.ndarray:
        """Return what the network makes of inputs, as `_outputs`."""
        outputs = predict(self.network_, source)
        several = self._spread.distribution is not None or self._spread.levels
        return outputs if several else outputs[..., None]

    def _step_errors(self, source: Any, y: np.ndarray) -> np.ndarray:
        """Return the mean absolute error of scaled forecasts, (horizon,)."""
        found, levels = (
            self._spread.quantiles(self._scaled(source)),
            self._spread.levels,
        )
        point = found[..., levels.index(MEDIAN) if levels else 0]
        return np.nanmean(np.abs(point - y), axis=(0, 2))

    def _calibrate(self, validation: Any) -> None:
        """Learn how forecasts are spread around the point."""
        self._asked = self._quantiles()
        self._spread = Spread.plain(self._levels(), self.distribution, self.horizon)
        if self._spread.known and len(validation):
            outputs, y = self._outputs(validation), validation.scaled_targets()
            self._spread = self._spread.calibrated(outputs, y, self.conformal)

    def _history_panel(self, history: Any) -> Panel:
        """Return the panel to forecast from, fitted rows in front where they join."""
        if history is None:
            return self.series_.history
        return self.series_.in_front_of(self._read(history), 0)[0]

    def _read(self, data: Any) -> Panel:
        known = self.series_.history
        return read_frame(data, known.layout.roles, clock=known.clock)
