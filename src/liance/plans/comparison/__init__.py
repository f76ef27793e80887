"""Many scorecards -> a comparison: means, counts, intervals, tests and findings by rule.

``model`` holds the shapes that reports and figures read; ``collecting`` makes a small ``ComparedPlan`` of a scored
plan (so that a corpus never fills the memory); ``comparing`` computes the numbers; ``differences`` are the tests
between groups; ``resampling`` the intervals and the stability of ranks; ``copies`` finds near-identical passages;
``rules`` turns all that into findings by the rules of a diagnosis pack.
"""
