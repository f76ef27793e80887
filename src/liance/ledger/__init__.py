"""The consortium's record: signed operations, one order, one state, proofs that a stranger can check offline.

In: signed operations and members' votes. Out: receipts, state, checkpoints, evidence files, audits.
Must not know: plans, scores, files, clocks, networks (only ``drivers/embedded.py`` speaks SQL).
Start reading at ``machine.py``; the log beneath it, ``log/``, is importable alone.
"""
