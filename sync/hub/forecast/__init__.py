"""How much each shop will sell of each variant, and how much of it should hang there.

series      pieces sold by period, from a log's events or from the hub's ledger
smoothing   SES, TSB and the mean of eight: three forecasts of one level
backtest    how far each of them is trusted, by what it would have foretold
seasons     what the chain sold a year ago in the weeks to come
hierarchy   forecasts of variants that add up to that of their category and shop
levels      how many pieces last through a lead time
foretelling all of this in order: the one function that the nights and the measuring call
planning    a shop's plans, as its tills read them
nightly     when, and from which rows
"""
