"""Where the diagnostics are sent once made: a folder, a server or a cloud, by any address that fsspec writes to.

A territory's manifest, which has the hash of each of its files, is sent after them: it is the seal. What an address
already has under the same seal is not sent again, so that a sending that broke off goes on where it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ctg_lib import folders
from ctg_lib.batch import places, recap
from ctg_lib.errors import CtgError, Problem, UsageError
from ctg_lib.export import provenance

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


# In an address, a name and a password: never shown.
_PASSWORD = re.compile(r"//[^/@]*@")


class SendingError(CtgError):
    """What was made could not be sent; it stays where it was made."""


@dataclass(frozen=True)
class Address:
    """A place to send to. spelling: as it may be shown (`s3://…`, `sftp://…`, a folder); base: without its protocol."""

    spelling: str
    system: AbstractFileSystem
    base: str

    @classmethod
    def of(cls, spelling: str) -> Self:
        """Raises UsageError for an address that nothing here knows how to write to; nothing is sent yet."""
        from fsspec.core import url_to_fs

        shown = _PASSWORD.sub("//…@", spelling)
        try:
            system, base = url_to_fs(spelling)
        except ImportError as error:
            lacking = error.name or getattr(error.__cause__, "name", None) or "(voir la documentation de fsspec)"
            what = f"« {shown} » demande le paquet {lacking}."
            raise _refused(what, "l’installer dans l’environnement du projet, puis relancer.") from None
        except Exception as error:  # noqa: BLE001 - each protocol has its own, and some connect at once
            what = f"« {shown} » répond : {type(error).__name__}."
            raise _refused(what, "écrire un dossier, ou une adresse comme « s3://seau/dossier ».") from None
        if "file" in system.protocol and Path(base).resolve() == folders.output().resolve():
            raise _refused("c’est le dossier où les diagnostics sont faits.", "choisir un autre dossier.")
        return cls(shown, system, base.rstrip("/"))

    def path(self, name: str) -> str:
        """Where a file of the output folder goes."""
        return f"{self.base}/{name}"


def _refused(what: str, remedy: str) -> UsageError:
    title = "L’adresse où envoyer les diagnostics (« --vers ») ne convient pas."
    return UsageError(title, [Problem(what, remedy=remedy)])


def send(address: Address, tell: Callable[[str], None] = lambda _: None) -> list[str]:
    """Send the diagnostics that the index leads to, then the recap and the index; the codes of those that went.

    tell: called with a French line a territory. Raises SendingError at the first refusal: what is sent stays sent, and
    the next sending begins there.
    """
    root = folders.output()
    present = [one.code for one in recap.read(root) if (root / one.code / provenance.FILE).is_file()]
    try:
        address.system.makedirs(address.base, exist_ok=True)
        sealed = _sealed(address, present)
        sent = [code for code in present if sealed.get(code) != (root / code / provenance.FILE).read_bytes()]
        for number, code in enumerate(sent, start=1):
            _send(address, root / code)
            tell(f"envoi : {number} sur {len(sent)}")
        for name in (recap.FILE, places.INDEX):
            address.system.pipe_file(address.path(name), (root / name).read_bytes())
    except Exception as error:
        # Each protocol has errors of its own, which share no class.
        what = f"« {address.spelling} » répond : {type(error).__name__}."
        remedy = "vérifier l’adresse, les droits et le réseau, puis relancer la même commande : rien ne sera recalculé."
        problem = Problem(what, remedy=remedy)
        raise SendingError("Les diagnostics sont faits, mais n’ont pas tous été envoyés.", [problem]) from error
    return sent


def _sealed(address: Address, codes: Sequence[str]) -> dict[str, bytes]:
    """The manifests that the address already has, by code."""
    wanted = {address.path(f"{code}/{provenance.FILE}"): code for code in codes}
    found = address.system.cat(list(wanted), on_error="omit")
    return {wanted[path]: content for path, content in found.items() if path in wanted}


def _send(address: Address, folder: Path) -> None:
    """A territory's folder: its former seal goes first, the new one comes last; what it no longer has is removed."""
    system, there = address.system, address.path(folder.name)
    files = {f"{there}/{path.relative_to(folder).as_posix()}": path for path in folder.rglob("*") if path.is_file()}
    seal = f"{there}/{provenance.FILE}"
    former = set(system.find(there)) if system.exists(there) else set()
    if seal in former:
        system.rm_file(seal)
    for parent in sorted({name.rpartition("/")[0] for name in files}):
        system.makedirs(parent, exist_ok=True)
    for name in sorted(files, key=lambda name: (name == seal, name)):
        system.pipe_file(name, files[name].read_bytes())
    for stale in former - set(files):
        system.rm_file(stale)
