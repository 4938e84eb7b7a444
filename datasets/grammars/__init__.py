"""Grammars that write the reviews and the bookings of this folder."""
