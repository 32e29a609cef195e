"""How much a plan may hold."""

from __future__ import annotations

MAX_ACTIVITIES = 300


MAX_SAVED_STATES = 100


LAST_ORDER = 9999
"""As an `order`: behind all that stands in the cell."""
