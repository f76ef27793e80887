"""The append-only log of who did and saw what when."""
