"""The contestants of forecasting_peers.py, each in a process of its own."""
