"""Liance (链策): the workbench of an office that plans a new technology."""

__version__ = "0.1.0"
