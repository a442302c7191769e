"""The Pulumi engine: graphs in, stacks out. The only package (beside the local cloud) that knows Pulumi.

Not here: what should be applied (`facets`, `platform`), and what was found dangerous about it (`hazards`).
"""
