"""Cloud SQL: database instances."""
