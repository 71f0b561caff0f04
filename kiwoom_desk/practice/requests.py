"""The checks of a REST call before it is answered; refuses in the broker's codes."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kiwoom_desk.catalogue.model import Api, UnknownApi
from kiwoom_desk.catalogue.request import RequestError, encode
from kiwoom_desk.practice.house import House
from kiwoom_desk.practice.options import Quota
from kiwoom_desk.practice.refusals import Refusal, refusal

# Published clients send no api-id here: the path is enough.
_OAUTH = {"/oauth2/token": "au10001", "/oauth2/revoke": "au10002"}
_FAULTS = {"missing": "1511"}


def find_api(house: House, path: str, headers: Mapping[str, str]) -> Api:
    """Return the API a call means; raise Refusal 1501, 1504 or 1505."""
    api_id = headers.get("api-id", "").strip() or _OAUTH.get(path, "")
    if not api_id:
        raise refusal("1501")
    try:
        api = house.catalogue.api(api_id)
    except UnknownApi:
        raise refusal("1505", api_id[:10]) from None
    if api.path != path or api.transport != "rest":
        raise refusal("1504", api_id)
    return api


def check_call(house: House, api: Api, headers: Mapping[str, str]) -> None:
    """Check token, rate and environment of a call; raise Refusal."""
    if not api.is_oauth:
        _check_token(house, headers.get("authorization"))
    broken = house.rates.take(api, house.clock.monotonic())
    if broken is not None:
        raise broken
    if house.options.quota is Quota.DEMO and not api.demo:
        raise refusal("8104", api.id)
    if "json" not in headers.get("content-type", "").lower():
        raise refusal("1512", "Content-Type")


def _check_token(house: House, header: str | None) -> None:
    if header is None:
        raise refusal("1513")
    scheme, _, token = header.strip().partition(" ")
    if scheme and scheme.lower() != "bearer":
        raise refusal("1515" if token else "1514")
    if not token.strip():
        raise refusal("1516")
    if not house.tokens.holds(token.strip(), house.clock.wall()):
        raise refusal("8005")


def read_body(api: Api, raw: bytes) -> dict[str, str]:
    """Return the checked fields of a body; raise Refusal 1511, 1517, for tokens 8011, 8012, 8020."""
    given = _texts(raw)
    known = {field.key for field in api.request}
    values = {key: text for key, text in given.items() if key in known}
    _check_oauth(api, values)
    try:
        return encode(api, values)
    except RequestError as error:
        raise refusal(_FAULTS.get(error.code, "1517"), error.key) from None


def _check_oauth(api: Api, values: Mapping[str, str]) -> None:
    if not api.is_oauth:
        return
    grant = values.get("grant_type", "")
    if api.id == "au10001" and grant != "client_credentials":
        raise refusal("8012" if grant else "8011")
    if not values.get("appkey") or not values.get("secretkey"):
        raise refusal("8020")
    if api.id == "au10002" and not values.get("token"):
        raise refusal("8016")


def _texts(raw: bytes) -> dict[str, str]:
    try:
        found = msgspec.json.decode(raw or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise refusal("1517", "JSON") from None
    if not isinstance(found, dict):
        raise refusal("1517", "JSON")
    return {str(key): _text(str(key), value) for key, value in found.items()}


def _text(key: str, value: object) -> str:
    # The broker's specification says texts; whole numbers are read as the text they mean.
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise refusal("1517", key[:20])


__all__ = ["Refusal", "check_call", "find_api", "read_body"]
