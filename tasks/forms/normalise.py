"""What a cell means: one door to text, amounts and days; results are exact and integers, doubts become notes."""

from tasks.forms.amounts import Unit, money_fen, number, percent_bp, points_cp
from tasks.forms.days import day
from tasks.forms.words import Note, Parsed, code, is_blank, label, shown, text

__all__ = [
    "Note", "Parsed", "Unit", "code", "day", "is_blank", "label", "money_fen", "number", "percent_bp", "points_cp",
    "shown", "text",
]
