"""The member panel: what a clerk needs to start a conversation in three seconds."""
