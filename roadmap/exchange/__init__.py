"""A plan going out as a file (XLSX, JSON, ICS, CSV) and coming back in (JSON, PDF, XLSX)."""
