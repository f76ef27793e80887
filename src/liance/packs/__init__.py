"""Data packs: rubrics, vocabularies and the like, as checked, frozen values.

In: folders of YAML. Out: ``Rubric``, ``Vocabulary``, ``Lexicon``, or findings with file and line.
Must not know: plans, ledgers, screens.
Start reading at ``model.py``.
"""
