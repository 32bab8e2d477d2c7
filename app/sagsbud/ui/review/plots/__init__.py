"""Drawings of numbers: fed by values, painted on the screen and on paper alike."""
