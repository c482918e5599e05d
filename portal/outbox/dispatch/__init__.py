"""Sending: claim what is due, ask whether it is still wanted, render, send, mark.

A message is claimed in a transaction of its own and marked as soon as it is sent. So of messages that were
being sent when a process died, only the one in flight can go out twice, with the same Message-ID.
"""
