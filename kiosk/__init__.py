"""The face-ticket kiosk for one-stop offices."""

__version__ = "0.1.0"
