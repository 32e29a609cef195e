"""What is asked for and is not there."""

from __future__ import annotations

from django.http import Http404


class NotFound(Http404):
    """404 with a reason for the visitor, in Dutch: the error page shows it.

    Any other Http404 keeps its text to itself: that is Django's, in English and about our code.
    Never where the reason would tell whether a key ever was: see case 13 of docs/threats.md.
    """


class NoCatalogue(Exception):
    """No playbook version is loaded: run `manage.py load_playbook`."""
