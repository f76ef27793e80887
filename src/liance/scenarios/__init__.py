"""Scenarios: charters executed by the ledger machine.

Comes in: charters (``packs.charter``), operations of members. Goes out: state, receipts, events.
It must not know: plans, targets, files, the clock.
Start reading at ``engine``, which adds to the ledger's machine one kind of operation (``scenario.act``) and the
votes that install charters and calendars; ``rules`` is a charter made ready to run, ``calendar`` counts working
days, ``records`` reads what stands in the state.
"""
