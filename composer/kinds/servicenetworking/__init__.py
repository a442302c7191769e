"""Service Networking: networks joined with those of Google's managed services."""
