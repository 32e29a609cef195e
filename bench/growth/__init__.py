"""The site with the large tables of many years."""
