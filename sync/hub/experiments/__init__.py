"""Experiments on the chain: started and ended in the back office, obeyed by the tills, read at planned looks only.

``planning`` starts and ends them, ``outcomes`` finds what became of each member who was shown something, ``taking``
takes the looks that are due, ``office`` is the manager's page.
"""
