"""The day's try-on bookings: who comes when, what to hang ready, what became of each garment."""
