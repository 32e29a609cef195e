"""Passwords, asking for one again, and the list of places where somebody is signed in."""
