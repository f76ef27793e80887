"""What people do with a ledger: keys, creating, acting, proving, auditing, anchoring.

In: folders, files, passphrases. Out: receipts, evidence files, findings, all ready to be shown.
Must not know: terminals and web pages.
Start reading at ``folder.py``.
"""
