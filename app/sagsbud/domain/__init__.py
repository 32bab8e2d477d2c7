"""The words of the house: what a document, a Sag and an order are, and the ports the rooms meet through.

Standard library only. Every other room may import this one; it imports none of them.
"""
