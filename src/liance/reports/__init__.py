"""Results of the middle -> things people read: pages and tables.

In: scored plans, packs, outlines. Out: text of HTML and CSV files.
Must not know: files, screens, requests.
Start reading at ``scorecard_page.py``.
"""
