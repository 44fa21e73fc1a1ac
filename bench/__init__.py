"""The performance suite: the program's own public ways measured beside what the machine allows, in the same run."""
