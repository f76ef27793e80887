"""The report of a comparison as one typed document, and its renderers.

``model`` holds what a report is made of; ``building`` writes it from a comparison and its rubric, with the words of
``words``; ``docx``, ``pdf``, ``page`` and ``sheets`` put it on paper or screen. No renderer computes a number.
"""
