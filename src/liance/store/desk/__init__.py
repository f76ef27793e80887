"""What people keep at their desks: drafts, an analyst's own ratings, and tokens of programs."""
