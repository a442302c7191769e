"""What is really there: questions to Google's APIs, or to the local cloud that plays them. Nothing is changed.

Not here: what ought to be there (`graph`), what an answer means (`preflight`, `audit`), and changes (`engine`).
"""
