"""Real processes, real files, real kills: hub, workers and tills that die again and again and must lose nothing.

``posapp prove --kills N`` runs it. The simulator (``sync.simulation``) tries far more histories in far less time; here
nothing is simulated but the accidents.
"""
