"""Where this till stands with the mall, in plain words."""
