"""Studies with experts, one function per thing a member can do; every function takes who acts.

``leading`` (make, open, advance), ``rating`` (cells, packets, seals), ``discussing`` (queue, votes, consensus,
comments), ``reporting`` (results, report, export). A store must be open (``workbench.store.open_store``) before
these modules are imported.
"""
