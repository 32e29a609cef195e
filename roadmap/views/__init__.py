"""One package for each area of the site's plans."""

from django.views.decorators.http import require_http_methods

require_form = require_http_methods(["GET", "HEAD", "POST"])
"""For a page with a form."""
