"""Who signs in: people, invitations, and when a second factor is asked for."""
