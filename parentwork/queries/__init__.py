from parentwork.queries.evidence import Evidence, EvidenceDate

__all__ = ["Evidence", "EvidenceDate"]
