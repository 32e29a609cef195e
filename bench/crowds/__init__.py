"""Many people at once, over real HTTP."""
