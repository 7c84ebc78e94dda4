"""Markdown files as somebody uploads them, one by one or zipped. Nothing is unpacked to a disk, no size is believed."""

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import IO

MEGABYTE = 1024 * 1024
LARGEST_UPLOAD = 10 * MEGABYTE  # as it comes, all files together
LARGEST_UNPACKED = 20 * MEGABYTE
LARGEST_FILE = 400 * 1024  # PostgreSQL indexes no text that is much larger
MOST_ENTRIES = 2000
LONGEST_NAME = 200
WRONG_KIND = "Only .md files and .zip archives of them can be imported."
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError)


class UploadRefused(ValueError):
    """Nothing of the upload is taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file, or why it is none."""

    name: str
    text: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    pages: list[Page]
    left_out: int  # files that are no Markdown


class _Unusable(ValueError):
    """Why this one file is refused."""


class _Budget:
    """Bytes that may still be unpacked, counted as they come out."""

    def __init__(self) -> None:
        self.left = LARGEST_UNPACKED

    def read(self, file: IO[bytes]) -> bytes:
        raw = file.read(LARGEST_FILE + 1)
        self.left -= len(raw)
        if self.left < 0:
            raise UploadRefused(
                f"Unpacked, this is more than {LARGEST_UNPACKED // MEGABYTE} MB. Import it in several parts."
            )
        return raw


def read(files: Iterable[tuple[str, int, IO[bytes]]]) -> Upload:
    """The pages of all files, each given by name, size and content. Raises UploadRefused."""
    given = list(files)
    if sum(size for _, size, _ in given) > LARGEST_UPLOAD:
        raise UploadRefused(
            f"The files are larger than {LARGEST_UPLOAD // MEGABYTE} MB together. Import them in several parts."
        )
    budget, pages, left_out = _Budget(), list[Page](), 0
    for name, _, file in given:
        if name.lower().endswith(".zip"):
            found = _unzipped(name, file, budget)
            pages += found.pages
            left_out += found.left_out
        elif name.lower().endswith(".md"):
            pages.append(_page(name, file, budget))
        else:
            pages.append(Page(name[:LONGEST_NAME], refusal=WRONG_KIND))
    if all(page.refusal == WRONG_KIND for page in pages):
        raise UploadRefused("There is no .md file in it. Articles are Markdown files whose names end in .md.")
    return Upload(_without_doubles(pages), left_out)


def _without_doubles(pages: list[Page]) -> list[Page]:
    seen: set[str] = set()
    checked: list[Page] = []
    for page in pages:
        if page.name in seen and not page.refusal:
            page = Page(page.name, refusal="There are two files of this name; the first one is taken. Rename this one.")
        seen.add(page.name)
        checked.append(page)
    return checked


def _page(name: str, file: IO[bytes], budget: _Budget) -> Page:
    try:
        return Page(name[:LONGEST_NAME], text=_text(budget.read(file)))
    except _Unusable as unusable:
        return Page(name[:LONGEST_NAME], refusal=str(unusable))


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST_FILE:
        raise _Unusable(f"It is larger than {LARGEST_FILE // 1024} KB. Cut it into several articles.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unusable("It is not UTF-8. Save it as UTF-8 and import it again.") from error
    if not text.strip():
        raise _Unusable("It is empty.")
    if "\0" in text:
        raise _Unusable("It holds bytes that are no text. Save it as plain text in UTF-8.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unzipped(name: str, file: IO[bytes], budget: _Budget) -> Upload:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [info for info in archive.infolist() if not _is_noise(info)]
            if len(entries) > MOST_ENTRIES:
                raise UploadRefused(
                    f"“{name}” holds {len(entries)} files; {MOST_ENTRIES} are the most. Zip the Markdown files alone."
                )
            pages = list(_entries(archive, entries, budget))
    except UploadRefused:
        raise
    except _BROKEN as error:
        raise UploadRefused(f"“{name}” is no zip archive that can be read. Make it again and upload it.") from error
    taken = _below_their_folder(pages)
    return Upload(taken, len(entries) - len(taken))


def _is_noise(info: zipfile.ZipInfo) -> bool:
    """Folders, and what a Mac puts beside every file."""
    return info.is_dir() or info.filename.startswith("__MACOSX/") or info.filename.endswith(".DS_Store")


def _entries(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], budget: _Budget) -> Iterator[Page]:
    for info in entries:
        name = info.filename.lower()
        if not name.endswith((".md", ".zip")):
            continue
        try:
            _check(info)
            with archive.open(info) as file:
                yield Page(info.filename, text=_text(budget.read(file)))
        except UploadRefused:
            raise
        except _Unusable as unusable:
            yield Page(info.filename[:LONGEST_NAME], refusal=str(unusable))
        except _BROKEN:
            damaged = "It is damaged inside the archive. Zip it again."
            yield Page(info.filename[:LONGEST_NAME], refusal=damaged)


def _check(info: zipfile.ZipInfo) -> None:
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in info.orig_filename or ":" in path.parts[0]:
        raise _Unusable("Its path leads out of the archive. Zip the folder itself, with plain names.")
    if len(info.filename) > LONGEST_NAME or not info.filename.isprintable():
        raise _Unusable(f"Its name is longer than {LONGEST_NAME} characters or not printable. Rename it.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise _Unusable("It is a link and not a file. Put the file itself into the archive.")
    if info.filename.lower().endswith(".zip"):
        raise _Unusable("It is an archive inside the archive. Unpack it and put its files in.")
    if info.flag_bits & 0x1:
        raise _Unusable("It is encrypted. Zip it without a password.")
    if info.compress_type not in METHODS:
        raise _Unusable("It is compressed in a way that is not read here. Use an ordinary zip.")


def _below_their_folder(pages: list[Page]) -> list[Page]:
    """Without the folder that all of them lie in: zipping a folder names its articles as importing the folder does."""
    parts = [PurePosixPath(page.name).parts for page in pages]
    first = {part[0] for part in parts if part}
    if len(first) != 1 or any(len(part) < 2 for part in parts) or first & {"..", "/"}:
        return pages
    return [replace(page, name=str(PurePosixPath(*part[1:]))) for page, part in zip(pages, parts, strict=True)]
