"""Every PDF, sheet or picture that is rendered: what it is made of, how far it is, and the file."""
