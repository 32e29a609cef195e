"""Faults of what the site stands on: its database, its disk, its backup."""
