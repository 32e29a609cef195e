"""Measures the site as ratios within one run: `make bench` prints them and keeps them."""
