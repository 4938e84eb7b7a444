"""Where the public sets to forecast lie: pinned addresses, as in `addresses.py`."""

from seqkit.datasets.pinned import pinned_files
from seqkit.datasets.remote import RemoteFile

_M4 = ("Mcompetitions/M4-methods", "6c1067e5a57161249b17289a565178dc7a3fb3ca")
FORECASTING = {
    "exchange_rate": pinned_files(
        "forecasting/exchange_rate",
        "laiguokun/multivariate-time-series-data",
        "7f402f185cc2435b5e66aed13a3b560ed142e023",
        under="exchange_rate/",
        files={
            "all": (
                "exchange_rate.txt.gz",
                "6a4fbb561dcdee43f071a83badbeec9223a335552278348656738b556f1c2e9d",
            ),
        },
    ),
    "tourism_monthly": pinned_files(
        "forecasting/tourism_monthly",
        "leejoonhun/datsing",
        "29ad106952abb9d37cdc61fe4e750e9d88a4a1ef",
        under="data/tour/",
        files={
            "all": (
                "monthly_in.csv",
                "211c16d698a537cd3f40b6ab6d7aa578e3f5039a3b6cde00210f88fb2a40792c",
            ),
        },
    ),
    "walmart": pinned_files(
        "forecasting/walmart",
        "ZarahShibli/Retail-Analysis-with-Walmart-Data",
        "58cd74d5468ce96947f14e5aa9af835d81204ec9",
        under="",
        files={
            "all": (
                "Walmart_Store_sales.csv",
                "9cd52db918f0249288b8bdb35dcdaeede5ed7a55f8ed1f8b910a93a550cbf893",
            ),
        },
    ),
    "bike_sharing": pinned_files(
        "forecasting/bike_sharing",
        "Rbbradle/DC-Bike-Share-Data",
        "89bc01b2d362d8fa8557089400ad64db08956088",
        under="Bike-Sharing-Dataset/",
        files={
            "all": (
                "hour.csv",
                "681bc2e64d2fbc7b00dbdb2e3470a511a7c9e944318b8298894a49b5b13ef875",
            ),
        },
    ),
    "air_passengers": pinned_files(
        "forecasting/airpassengers",
        "unit8co/darts",
        "2be8e43fbdc1265209f33bbe8bae81f3e4d9146f",
        under="datasets/",
        files={
            "all": (
                "AirPassengers.csv",
                "5f8b316b84545d9cfb05612298df8415ce4c44421c7012d109465564b07ebc06",
            ),
        },
    ),
    "m4": pinned_files(
        "forecasting/m4",
        *_M4,
        under="Dataset/Train/",
        files={
            "hourly_train": (
                "Hourly-train.csv",
                "ea59b7783573c49077a835ab6465c7d66f1474783360f310988a9a737fbca62f",
            ),
            "weekly_train": (
                "Weekly-train.csv",
                "d478d3f6ed673e6ed3c2cb0fbed5425f72eedd51318ebebeb0b5ecfcefc37714",
            ),
        },
    )
    | pinned_files(
        "forecasting/m4",
        *_M4,
        under="Dataset/Test/",
        files={
            "hourly_test": (
                "Hourly-test.csv",
                "71a57fccb15e534d973626ada4fb87febf789e9317715b7cc6dd3b5f90db6f42",
            ),
            "weekly_test": (
                "Weekly-test.csv",
                "3b2bc4be8e636e802260dcd843ca3c5da40536a1fbe1ecb3229a97dae4f44688",
            ),
        },
    ),
    "m3_monthly": {
        "all": RemoteFile(
            path="forecasting/m3/m3_monthly.csv",
            url=None,
            sha256="69d9c6b06ff77354a6ca37c577b0d14f67025f872d54081fabe41c1b7836553c",
        )
    },
}
