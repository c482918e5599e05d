"""The pages of the desk: the directory for everybody, the applicant's side and the Office's side."""
