"""How long the site takes to answer one visitor."""
