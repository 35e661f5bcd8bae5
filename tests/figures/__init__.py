"""Figures read back: what pages, workbooks and papers show, held against the database, by code of its own.

`stored` asks the database in SQL of its own, `shown` reads the files as anybody's program would, `agree` compares.
"""
