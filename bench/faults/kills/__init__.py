"""Faults in which a process is killed in the middle of its work."""
