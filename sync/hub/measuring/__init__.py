"""Advice and forecasts measured on a log: one goal a module, each asking the function that a screen asks.

goal          what a goal is and returns
goals         every goal by its name
splits        what is learnt from and what is asked, as the description of the log wants it
significance  standard errors, and whether a difference is one
table         the table and its last line
command       ``posapp measure``
"""
