"""A calendar that an organisation keeps elsewhere is taken over: read, looked at, then taken as drafts."""
