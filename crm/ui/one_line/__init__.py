"""One line 一句话: jotted down, seen as chips, taken with Enter."""
