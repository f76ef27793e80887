"""The browser's face of Liance: a thin skin over workbench functions, on Django.

Comes in: requests of signed-in people and of programs with a token.
Goes out: pages in Chinese and English, parts of pages (htmx), JSON.
It must not know: tables, files of the store, how anything is computed.

Start reading at ``urls``; ``permissions`` says who may do what, ``settings`` how Django is set up, ``server`` how it
is served. Every page is made of a workbench function, a view of a few lines and a template.
"""
