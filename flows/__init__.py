"""The nouns of the calendar: one file per milestone, each a short paragraph of verbs."""

import atexit
import gc

# Frames and rows by the ten thousand live as long as their run: to look through them for garbage at Python's own pace
# takes a tenth of it. And what is left at the end belongs to a process that goes: that search takes most of a second.
gc.set_threshold(50_000, 20, 50)
atexit.register(gc.freeze)
