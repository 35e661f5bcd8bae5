"""`make up` and `make down`: the Prefect server, one worker and the reading room, on 127.0.0.1."""
