"""Synthetic shops of any size, to look around in and to measure with. Nobody in them exists."""

from crm.demo.making import DemoCounts, make_demo

__all__ = ["DemoCounts", "make_demo"]
