"""Resource Manager: grants on projects, and roles."""
