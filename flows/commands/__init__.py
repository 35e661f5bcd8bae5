"""What the command line does, one file per command; nothing heavy is imported before a command runs."""
