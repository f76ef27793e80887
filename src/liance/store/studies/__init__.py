"""Studies with experts: who rates what, blind cells, seals, votes, consensus; every read knows who asks."""
