"""What a person may say about a plan, and the messages when it cannot be accepted."""
