"""How long an organisation keeps its vouchers and its signed lists."""

from datetime import date

from dateutil.relativedelta import relativedelta


def kept_until(sent: date, years: int | None) -> date | None:
    """The last day, `years` after the proof of use was sent; None where the award names no time.

    From the submission on: BayVV_2176_I_15397 Nr. 20.
    """
    return None if years is None else sent + relativedelta(years=years)
