"""The security of accounts: proof of address, passwords, sessions, limits on tries."""
