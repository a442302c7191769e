"""Everything that is printed goes through here, and text from outside is data: one module a form of output.

`visible` makes any text harmless, `blocks` are what reports are made of, `terminal` lays them out for people (texts by
`styled_text`, tables by `table_layout`), `markdown`, `github`, `json_text` and `csv_text`
write documents, and `output` is the only one that writes to stdout and stderr. Nothing else in the composer may: the
rules of ruff (`banned-api` in pyproject.toml) keep it so.

Not here: what is said (`reports`): it knows lines, tables and colours, and nothing about Event Types.
"""
