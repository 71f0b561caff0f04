"""A person is received: first steps, keys that are refused, the first look, new versions, diagnostics."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6 import QtCore, QtGui, QtWidgets
from pytestqt.qtbot import QtBot

from kiwoom_desk import texts
from kiwoom_desk.base import resources
from kiwoom_desk.base.clock import KST, ManualClock, SystemClock
from kiwoom_desk.base.notices import verified
from kiwoom_desk.base.settings import Environment, Settings, default_settings, open_profile
from kiwoom_desk.base.tasks import TaskScope
from kiwoom_desk.base.vault import Secret
from kiwoom_desk.broker.gateway import Keys, QueryError
from kiwoom_desk.custody import Custody
from kiwoom_desk.domain.rules import parse_rules
from kiwoom_desk.orders.checks import OrderContext
from kiwoom_desk.reach import DeskOptions
from kiwoom_desk.reception import Reception, desk_command
from kiwoom_desk.teller import Teller
from kiwoom_desk.ui.kit.frame import FrameClock
from kiwoom_desk.ui.shell.connect import ConnectPage
from kiwoom_desk.ui.shell.diagnostics_page import DiagnosticsPage
from kiwoom_desk.ui.shell.guide import REFUSALS, STEPS, GuidePage
from kiwoom_desk.ui.shell.guide_pictures import Picture
from kiwoom_desk.ui.shell.panel import Message
from kiwoom_desk.ui.shell.presses import Presses
from kiwoom_desk.ui.shell.search import InstrumentIndex
from kiwoom_desk.ui.shell.update_page import UpdatePage
from kiwoom_desk.ui.shell.window import MainWindow
from tests.support.notices import PUBLIC, made, signed
from tests.support.order_desk import buy
from tests.support.panels import SPECS, apply_look, make_instruments
from tests.support.whole_desk import whole_desk

CLOCK = ManualClock(datetime(2026, 11, 21, 20, tzinfo=KST))
Receive = Callable[..., Reception]


@pytest.fixture
def receive(qtbot: QtBot, qapp: QtWidgets.QApplication, tmp_path: Path) -> Iterator[Receive]:
    apply_look(qapp)
    windows: list[MainWindow] = []

    def make(
        environment: Environment = Environment.PRACTICE, settings: Settings | None = None
    ) -> Reception:
        profile = open_profile(environment, tmp_path / "p")
        window = MainWindow(
            environment=environment,
            settings=settings or Settings(language="en"),
            clock=CLOCK,
            rules=parse_rules(resources.read("market/rules.toml")),
            instruments=InstrumentIndex(make_instruments()),
            specs=SPECS,
            frame=FrameClock(frozenset),
            layouts=profile.sub_folder("layouts"),
        )
        windows.append(window)
        qtbot.addWidget(window)
        options = DeskOptions(environment=environment, profile=tmp_path / "p", guided=True)
        # The doctor waits for the clock to go on by itself.
        return Reception(window, options, profile, SystemClock(), TaskScope())

    yield make
    for window in windows:
        for page in window.findChildren(QtWidgets.QDialog):
            page.close()
        window.close()


def window_of(reception: Reception) -> MainWindow:
    found = reception.banners.window()
    assert isinstance(found, MainWindow)
    return found


def press(button: QtWidgets.QAbstractButton) -> None:
    assert button.isEnabled()
    button.click()


def test_a_first_start_offers_three_steps_and_forgets_them_when_put_away(receive: Receive) -> None:
    reception = receive()
    window = window_of(reception)
    window.show()
    line = reception.banners.line("welcome")
    assert line is not None and line.isVisible()
    assert [one.text() for one in line.buttons] == [f"{n + 1} {STEPS[n]}" for n in range(3)]
    press(line.buttons[1])
    page = window.findChild(GuidePage)
    assert isinstance(page, GuidePage) and page.isVisible() and not page.isModal()
    assert page.pages.currentIndex() == 1
    press(line.cross)
    assert reception.banners.line("welcome") is None and not reception.banners.isVisible()
    assert window.settings.guide_seen
    again = receive(settings=window.settings)
    assert again.banners.line("welcome") is None


@pytest.mark.parametrize(("language", "theme"), [("ko", "dark"), ("en", "light")])
def test_every_step_is_drawn_and_every_refusal_explained(
    receive: Receive, language: str, theme: str
) -> None:
    reception = receive(settings=Settings(language=language, theme=theme))  # type: ignore[arg-type]
    reception.show_guide(0)
    page = window_of(reception).findChild(GuidePage)
    assert isinstance(page, GuidePage)
    pictures = page.findChildren(Picture)
    assert len(pictures) == 4
    for picture in pictures:
        assert picture.accessibleName()
        shown = QtGui.QImage(picture.size(), QtGui.QImage.Format.Format_RGB32)
        shown.fill(0)
        picture.render(shown)
        found = {shown.pixel(x, y) for x in range(0, 560, 3) for y in range(0, 210, 3)}
        assert len(found) > 8
    page.show_step(3)
    labels = [label.text() for label in page.pages.widget(3).findChildren(QtWidgets.QLabel)]
    for code in REFUSALS:
        assert code in labels
        assert texts.sentence(language, f"query.{code}") in labels


def test_the_steps_lead_on_and_end(receive: Receive) -> None:
    reception = receive()
    reception.show_guide(0)
    page = window_of(reception).findChild(GuidePage)
    assert isinstance(page, GuidePage)
    for step in (1, 2):
        press(page.next)
        assert page.steps.currentRow() == step
    press(page.next)
    assert not page.isVisible()


def test_another_environment_opens_as_a_program_of_its_own(receive: Receive) -> None:
    reception = receive(Environment.DEMO)
    reception.show_guide(1)
    page = window_of(reception).findChild(GuidePage)
    assert isinstance(page, GuidePage)
    demo, live = (page.findChild(QtWidgets.QPushButton, f"guide.{e}") for e in ("demo", "live"))
    assert isinstance(demo, QtWidgets.QPushButton) and not demo.isEnabled()
    assert isinstance(live, QtWidgets.QPushButton) and live.isEnabled()
    asked: list[Environment] = []
    page._start_desk = asked.append
    press(live)
    assert asked == [Environment.LIVE]
    command = desk_command(DeskOptions(profile=Path("/p"), language="en"), Environment.DEMO)
    assert command[-6:] == ["--env", "demo", "--profile", "/p", "--language", "en"]
    assert command[1:3] == ["-m", "kiwoom_desk"]


def test_without_a_keyring_a_line_stays(receive: Receive) -> None:
    reception = receive(Environment.DEMO)
    window_of(reception).say_code("attention", "keyring.keyring_missing")
    line = reception.banners.line("keyring")
    assert line is not None and "this run only" in line.told.text()
    press(line.cross)
    assert reception.banners.line("keyring") is None


@pytest.mark.parametrize(
    ("code", "offers"),
    [("8001", 2), ("8030", 2), ("8031", 2), ("8010", 1), ("8050", 1), ("timeout", None)],
)
def test_a_refused_login_says_what_to_do(receive: Receive, code: str, offers: int | None) -> None:
    reception = receive(Environment.DEMO)
    told = texts.sentence("en", f"query.{code}")
    window_of(reception).say(Message("attention", told, f"query.{code}"))
    line = reception.banners.line("refused")
    if offers is None:
        assert line is None
        return
    assert line is not None and line.told.text() == told and len(line.buttons) == offers
    window_of(reception).say(Message("attention", told, f"query.{code}"))
    assert reception.banners.line("refused") is line
    press(line.buttons[-1])
    page = window_of(reception).findChild(GuidePage)
    assert isinstance(page, GuidePage) and page.steps.currentRow() == 3


async def test_the_page_for_keys_shows_the_pictures_over_itself(receive: Receive) -> None:
    reception = receive(Environment.LIVE)
    window = window_of(reception)
    window.show()
    page = ConnectPage(window, Environment.LIVE)
    page.open()
    shown = next(b for b in page.findChildren(QtWidgets.QPushButton) if "pictures" in b.text())
    press(shown)
    guide = page.findChild(GuidePage)
    assert isinstance(guide, GuidePage) and guide.steps.currentRow() == 1
    guide.close()
    page.close()
    assert await page.typed is None


def test_demo_looks_only_until_a_person_agrees(receive: Receive) -> None:
    settings = default_settings(Environment.DEMO)
    reception = receive(Environment.DEMO, settings)
    line = reception.banners.line("connect_only")
    assert line is not None and line.agree is not None
    assert not line.buttons[0].isEnabled()
    line.agree.setChecked(True)
    press(line.buttons[0])
    assert not window_of(reception).settings.connect_only
    assert reception.banners.line("connect_only") is None
    window_of(reception).actions_.shown("connect_only").trigger()
    assert reception.banners.line("connect_only") is not None


async def test_a_desk_that_looks_sends_nothing_until_orders_are_on(tmp_path: Path) -> None:
    async with whole_desk(tmp_path / "p", language="en") as desk:
        window, rooms, clock = desk.window, desk.rooms, SystemClock()
        tasks = TaskScope()
        profile = open_profile(Environment.PRACTICE, tmp_path / "p")
        reception = Reception(window, DeskOptions(), profile, clock, tasks)
        reception.know(rooms)
        _custody = Custody(window, rooms, Presses(clock, lambda: 0.0), settings_lost=False)
        window.chosen.choose(connect_only=True)
        instrument = rooms.kept_instruments()
        assert instrument is not None
        name = next(one for one in instrument.instruments if one.code == "005930")
        context = OrderContext(name, last_price=None)
        denied = {one.code for one in rooms.orders.denials(buy(1), context)}
        assert "connect_only" in denied
        line = reception.banners.line("connect_only")
        assert line is not None and line.agree is not None
        window.say(Message("attention", "refused", "query.8001"))
        refused = reception.banners.line("refused")
        assert refused is not None
        for reason, keys in (("key", False), ("start", True)):
            rooms.orders.lock.close(reason)
            line.agree.setChecked(True)
            assert not line.agree.isEnabled() and not line.buttons[0].isEnabled()
            assert refused.buttons[0].isEnabled() is keys
            line.agree.setChecked(False)
            assert rooms.orders.lock.open("") is None
        assert line.agree.isEnabled() and not line.buttons[0].isEnabled()
        line.agree.setChecked(True)
        press(line.buttons[0])
        assert "connect_only" not in {one.code for one in rooms.orders.denials(buy(1), context)}
        await tasks.close()


async def test_wrong_keys_are_told_and_right_ones_take_the_line_away(tmp_path: Path) -> None:
    async with whole_desk(tmp_path / "p", language="en") as desk:
        window, rooms, server = desk.window, desk.rooms, desk.server
        tasks = TaskScope()
        profile = open_profile(Environment.PRACTICE, tmp_path / "p")
        reception = Reception(window, DeskOptions(), profile, SystemClock(), tasks)
        reception.know(rooms)
        teller = Teller(window, rooms, InstrumentIndex(), "en")
        rooms.gateway.replace_keys(Keys(Secret("wrong-key-0001"), Secret("wrong-secret-0001")))
        with pytest.raises(QueryError) as caught:
            await rooms.gateway.balance()
        assert caught.value.code == "8001"
        teller.query_failed(caught.value)
        line = reception.banners.line("refused")
        assert line is not None
        assert line.told.text().startswith(texts.sentence("en", "query.8001"))
        rooms.gateway.replace_keys(Keys(Secret(server.appkey), Secret(server.secretkey)))
        await rooms.gateway.balance()
        assert reception.banners.line("refused") is None
        await tasks.close()


def test_a_new_version_is_a_line_and_a_page_and_nothing_else(receive: Receive) -> None:
    reception = receive()
    notice = verified(signed(made(version="0.2.0")), PUBLIC)
    reception.updates.news.emit(notice)
    line = reception.banners.line("update")
    assert line is not None and "0.2.0" in line.told.text()
    press(line.buttons[0])
    page = window_of(reception).findChild(UpdatePage)
    assert isinstance(page, UpdatePage) and not page.isModal()
    assert notice.artefacts[0].sha256 in page.sums.toPlainText()
    press(line.cross)
    assert reception.banners.line("update") is None


def test_a_source_build_says_that_it_asks_for_no_updates(receive: Receive) -> None:
    reception = receive()
    window_of(reception).actions_.shown("updates").trigger()
    assert window_of(reception).status.texts()[-1] == texts.sentence("en", "updates.off")


async def test_diagnostics_are_seen_before_they_are_written(
    receive: Receive, tmp_path: Path
) -> None:
    reception = receive()
    log = open_profile(Environment.PRACTICE, tmp_path / "p").sub_folder("logs") / "kiwoom-desk.log"
    log.write_text("appkey=not-to-be-seen\n")
    await reception.show_diagnostics()
    page = window_of(reception).findChild(DiagnosticsPage)
    assert isinstance(page, DiagnosticsPage) and page.isVisible()
    names = [page.list.item(row).text().split()[0] for row in range(page.list.count())]
    assert names == ["about.json", "doctor.txt", "logs/kiwoom-desk.log"]
    page.list.setCurrentRow(2)
    assert page.text.toPlainText() == "appkey=***\n"
    page.ask_where()
    assert page.dialog is not None and page.dialog.selectedFiles()[0].endswith(".zip")
    page.dialog.close()
    page.write(tmp_path / "none" / "there.zip")
    assert "could not be written" in page.told.text()
    path = tmp_path / "mine.zip"
    page.write(path)
    with zipfile.ZipFile(path) as written:
        assert written.namelist() == names
    assert str(path) in page.told.text()
    page.close()
    QtCore.QCoreApplication.sendPostedEvents(None, QtCore.QEvent.Type.DeferredDelete)
