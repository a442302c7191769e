"""What verbs do with a judged fleet beyond plans: explain, mend, and tell whose errors stop whom."""
