"""The customer's own screen: what is rung up for her, what it saves, what she pays, what she gets back."""
