"""Cloud Monitoring: metrics, alert policies, services, objectives and dashboards."""
