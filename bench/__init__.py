"""Benchmarks, as ratios within one run; `make bench` prints and stores the figures."""
