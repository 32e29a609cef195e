"""Time and memory of the site's processes, mainly for PDFs."""
