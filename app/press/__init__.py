"""The press: where papers are made, in a process of its own that can reach nothing.

`bench` starts that process and speaks with it; everything else here runs inside of it: `jail` shuts
it, `bundle` puts a filing together, `pages` reads what a document holds.
"""
