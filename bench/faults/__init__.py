"""What happens when things break: `make faults` breaks them, and prints what was kept.

Every fault has a control: the same with the guard switched off (`app`, `loader`), which must be
seen to fail, or the fault was none.
"""
