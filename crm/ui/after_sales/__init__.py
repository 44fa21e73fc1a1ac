"""After-sales: the page of cases, the sheets to begin and to end one, and its evidence."""
