"""What fields about people are called: names are looked up in the organisation's table, and in words of languages.

Not here: what follows for a field that looks personal (`privacy`).
"""
