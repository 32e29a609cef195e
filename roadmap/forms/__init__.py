"""Forms: what visitors may send about a plan, and the messages where it is refused."""
