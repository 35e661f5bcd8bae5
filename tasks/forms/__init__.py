"""Excel in and out: guard, read, write, annotate; forms are described, never addressed by hand."""
