"""Shuke 熟客: the desktop CRM of one person who sells to friends. Importing it imports nothing else."""

__version__ = "0.1.0"
