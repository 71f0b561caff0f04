"""The fields of an ELW among those of any watched name (ka10095); refuses whole answers."""

from __future__ import annotations

from kiwoom_desk.domain.instrument import Product
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.to_wire import Row, percent, ratio, signed_percent
from kiwoom_desk.practice.universe import Listing


def warrant_fields(house: House, listing: Listing) -> Row:
    """Return terms, model figures and gauges of an ELW now; empty terms for other names."""
    if listing.product is not Product.ELW:
        return {"elwexec_pric": "", "elwexpr_dt": ""}
    warrants = house.warrants
    terms, gauge = warrants.terms[listing.code], warrants.gauge(listing)
    figures, n = warrants.now(), warrants.place(listing)
    greeks = {
        "delta": figures.delta, "gam": figures.gamma, "theta": figures.theta,
        "vega": figures.vega, "law": figures.rho,
    }  # fmt: skip
    return {
        "prty": percent(gauge.parity),
        "gear": percent(gauge.gearing),
        "pl_qutr": signed_percent(gauge.break_even_rate),
        "cap_support": percent(ratio(gauge.support, round(float(figures.spot[n]) * 100))),
        "elwexec_pric": str(listing.strike),
        "cnvt_rt": f"{terms.ratio:.4f}",
        "elwexpr_dt": f"{terms.expires:%Y%m%d}",
        "theory_pric": str(round(float(figures.theory[n]))),
        "innr_vltl": signed_percent(round(float(figures.sigma[n]) * 10_000)),
        **{key: decimal(float(column[n])) for key, column in greeks.items()},
    }


def decimal(number: float) -> str:
    """Return a greek with its sign and six decimals; zero has none."""
    text = f"{number:+.6f}"
    return text if float(text) else f"{0:.6f}"
