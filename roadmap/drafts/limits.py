"""The quota of drafts: how many, how many bytes and how long."""

from __future__ import annotations

from roadmap.domain.plan.limits import KIB

MAX_DRAFTS = 10
"""Of one ended session."""
MAX_DRAFT_BYTES = 32 * KIB
"""One form, as an address encodes it."""
MAX_TOTAL_BYTES = 2 * MAX_DRAFT_BYTES
"""All forms of one ended session."""
LIFETIME = 12 * 3600
"""Seconds that a form waits for its sender to sign in."""
