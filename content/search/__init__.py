"""Searching one edition of the playbook. Pure: works on the catalogue in memory."""
