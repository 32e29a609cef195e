"""What a survey is, and what its outcome may say: no Django, no database, no clock."""
