"""What happens when things break: `make faults` breaks them, and prints what held.

Every fault has a control: the same with the guard switched off (`app`, `loader`), which must
fail; otherwise the fault proves nothing.
"""
