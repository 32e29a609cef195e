"""The site after years: large tables."""
