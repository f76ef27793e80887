"""Views: one function per page, each a few lines over workbench functions."""
