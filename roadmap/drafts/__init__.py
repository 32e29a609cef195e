"""Drafts: what somebody typed is not lost when the form could not be saved.

After a session has ended, the text of each form waits in the new session, until it is sent again
from the page where it was typed. The text of a form that was refused stands on the error page.
"""
