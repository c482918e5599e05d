"""The desk: contact points, programmes, funding requests, their review, and the proof of use."""
