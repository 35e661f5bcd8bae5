"""The dear proofs: what takes minutes to show. `make prove` runs them all and prints a table; the suite has small ones.

A proof is a module of this folder with `prove() -> list[tuple[str, str, bool]]`: what was shown, the figure, whether it
holds. Alone: `python -m tests.proofs <module> …`.
"""
