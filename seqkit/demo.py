"""Forecast weekly CO2 at Mauna Loa: `python -m seqkit.demo FOLDER`.

Prints a backtest beside simple baselines and leaves forecast.csv, forecast.png and
co2.seqkit in the folder.
"""

import sys
from pathlib import Path

import seqkit
from seqkit import datasets, plotting

HORIZON = 52
CUTOFFS = 8


def main(folder: str = "demo") -> None:
    """Run the demonstration and write its files."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    y = datasets.load_co2()
    gaps = int(y["co2"].isna().sum())
    print(f"Weekly CO2 at Mauna Loa: {len(y)} weeks, {gaps} of them missing.")
    model = seqkit.Forecaster(
        horizon=HORIZON,
        lookback=2 * HORIZON,
        quantiles=(0.1, 0.5, 0.9),
        random_state=0,
        verbose=1,
    )
    print(f"\nBacktest: {CUTOFFS} years, fitted on what came before the first.")
    report = model.backtest(y, target="co2", windows=CUTOFFS)
    print(report.scores.drop(columns="note").round(3).to_string(na_rep=""))
    print(f"\nFitting on all {len(y)} weeks for the next {HORIZON}.")
    forecast = model.fit(y, target="co2").predict()
    forecast.to_csv(target / "forecast.csv")
    axes = plotting.plot_forecast(y.iloc[-4 * HORIZON :], forecast, unit="ppm")
    axes.figure.savefig(target / "forecast.png", dpi=150)
    model.save(target / "co2.seqkit")
    names = ["forecast.csv", "forecast.png", "co2.seqkit"]
    print("\nWrote " + ", ".join(str(target / name) for name in names) + ".")


if __name__ == "__main__":
    main(*sys.argv[1:])
