"""Views of plans, one package for each area."""

from django.views.decorators.http import require_http_methods

require_form = require_http_methods(["GET", "HEAD", "POST"])
"""For a page with a form."""
