"""Pasted addresses: who, which phone, where; for the mainland, Taiwan, Hong Kong, Macau and Malaysia."""

from crm.addresses.parts import Field, Recipient
from crm.addresses.reading import read_addresses, read_each

__all__ = ["Field", "Recipient", "read_addresses", "read_each"]
