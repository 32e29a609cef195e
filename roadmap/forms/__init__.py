"""Forms about plans, with their error messages."""
