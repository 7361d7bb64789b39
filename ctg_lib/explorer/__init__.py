"""Benches where an analyst tries choices and sees at once what they change; nothing of them enters a diagnostic."""
