"""The application in the browser: one page, one WebSocket and one subprocess for each open tab.

`doors` knows who may come in, `access` judges what a request says, `gate` does so with every request,
`session` runs one subprocess, `server` joins them, `running` is the loop around it with its signals and log
lines.
"""
