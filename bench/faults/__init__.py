"""Fault injection: `make faults` breaks things and prints what survived.

Every fault has a control: the same with its guard switched off (`app`, `loader`). The control must
fail; otherwise the fault proves nothing.
"""
