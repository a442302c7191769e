"""Cloud Logging: where entries of logs are kept, and which go there."""
