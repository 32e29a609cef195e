"""Faults of the site's infrastructure: database, disk, backup."""
