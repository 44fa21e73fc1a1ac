"""Broken, cut and twisted files for every parser that meets what others wrote."""
