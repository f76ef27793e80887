"""What people do with scenarios: rehearse, install, act, query, release sealed data, watch sources.

In: packs, ledger folders, files, databases. Out: transcripts, receipts, traces, all ready to be shown.
Must not know: terminals and web pages.
Start reading at ``rehearsing.py``.
"""
