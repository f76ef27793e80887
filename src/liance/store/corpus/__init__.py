"""Files, documents, plans and their versions, and results computed from them."""
