"""The rules of a survey and of its outcome: no Django, no database, no clock."""
