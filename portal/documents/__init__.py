"""Every PDF or sheet that is rendered: what it is made of, how far it is, and the file."""
