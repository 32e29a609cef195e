"""Drafts: what somebody typed is not lost when a form could not be saved.

A form that is sent after its session expired is stored in the new session, until the person sends
it again from the same page. A form that is refused otherwise is shown on the error page.
"""
