"""Cloud Scheduler: jobs."""
