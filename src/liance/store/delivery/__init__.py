"""Plans that are followed, their project lines with every revision, observations and withdrawals: rows are only added."""
