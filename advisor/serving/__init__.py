"""The application in the browser: one page, one WebSocket and one subprocess for each open tab.

`access` says who may come in, `gate` applies it to every request, `session` runs one subprocess,
`server` joins them, `running` is the loop of `advisor serve` with its signals and log lines.
"""
