"""Reports: tables and prose in the form that was asked for."""
