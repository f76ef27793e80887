"""A verifiable log: Merkle tree, tiles, signed checkpoints, proofs and policies, importable alone.

In: leaf hashes, keys and a crypto suite given as an argument. Out: tiles, roots, proofs and signed texts.
Must not know: what an entry means, where tiles are kept, any other module of Liance.
Start reading at ``merkle.py``; then ``notes.py`` and ``proofs.py``.

Formats: RFC 6962 / RFC 9162 tree; C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature (v1),
tlog-proof and tlog-policy. Every parser here accepts only bytes that its formatter gives back unchanged.
"""
