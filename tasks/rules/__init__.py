"""Pure rules on columns: no file, no clock, no database, no Prefect."""
