"""What guards an account: proof of its address, passwords, sessions, limits on tries."""
