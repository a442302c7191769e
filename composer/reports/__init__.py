"""Values as text for people, documents for programs and annotations for forges. Nothing here decides anything."""
