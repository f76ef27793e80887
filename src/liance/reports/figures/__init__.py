"""Figures: one typed model each, from which one ECharts option is made.

``model`` holds the shapes, ``building`` makes them of a comparison, ``options`` turns them into what ECharts
draws: in a browser as they are, and without one through ``drawing``.
"""
