"""A whole chain in one process and one thread, on one seed: real tills, worker and hub, and everything that fails.

``posapp prove --seeds N`` runs it. Nothing in the product imports it.
"""
