"""What definitions want, what was applied and what is really there, compared: verdicts, evidence, what to adopt.

Not here: questions to Google (`live`), what was applied (`ledger`), applying (`engine`), and how verdicts are printed
(`reports`). What no definition wants is removed here (`repair`), since no stack knows of it.
"""
