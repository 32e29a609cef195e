"""How much a plan may hold, and how long its texts may be."""

from __future__ import annotations

from datetime import date

MAX_ACTIVITIES = 300
PLAN_IS_FULL = (
    f"Een plan bevat hoogstens {MAX_ACTIVITIES} activiteiten. "
    "Verwijder er eerst een die u niet meer nodig hebt."
)
MAX_MILESTONES = 100
MILESTONES_ARE_FULL = (
    f"Een plan heeft hoogstens {MAX_MILESTONES} mijlpalen. Verwijder er eerst een."
)
MAX_SAVED_STATES = 100
MAX_FACTORS = 50
MAX_ROLES = 50
"""Roles of one activity."""

MAX_TITLE = 120
MAX_ACTIVITY_TITLE = 200
MAX_NAME = 120
MAX_ASKED = 300
MAX_NOTE = 2000
MAX_STEPS = 50
"""Of one activity."""
MAX_STEP = 200
MAX_STEPS_BYTES = 1024 * 1024
"""Of the texts of all steps of a plan. A plan that is full in every other way as well, in letters
of two bytes, then still exports a document that can be read in.
"""
STEPS_ARE_FULL = (
    "De stappen van alle activiteiten samen zijn te lang voor één plan: er is plaats voor ongeveer "
    "een miljoen tekens. Maak stappen korter, of verwijder er die u niet meer nodig hebt."
)
MAX_LINKS_TEXT = 4000
"""Characters of all links of one activity together, one a line."""
MAX_SLUG = 80

FIRST_YEAR, LAST_YEAR = 2000, 2100
LAST_DAY = date(LAST_YEAR, 12, 31)
LAST_ORDER = 9999
"""The `order` of an activity that is to come last in its cell."""

KIB = 1024
MIB = 1024 * KIB
"""Bytes."""
MAX_PDF_BYTES = 16 * MIB
"""Size of a PDF, exported or imported."""

MAX_HISTORY_BYTES = 16 * MIB
"""Size of one plan's history; beyond it, the oldest acts lose their edits."""
MAX_DAILY_BYTES = 128 * MIB
"""How much one visitor may store in plans and their history on one day."""
MAX_NETWORK_DAILY_BYTES = 1024 * MIB
"""The same for all visitors from one network."""
