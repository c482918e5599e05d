class BackupError(Exception):
    """Why a backup cannot be made or brought back, in words for whoever runs the house."""
