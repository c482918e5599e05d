"""When a payment belongs to an award."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class PayingPeriod:
    """The award period, and how many days after its end a bill of that time may still be paid."""

    start: date
    end: date
    late_days: int = 0

    @property
    def last(self) -> date:
        """The last day on which a payment counts without more ado."""
        return self.end + timedelta(days=self.late_days)

    def covers(self, paid: date) -> bool:
        return self.start <= paid <= self.last
