"""The Pulumi engine: graphs in, stacks out. The only package (beside the local cloud) that knows Pulumi."""
