"""Bring the message catalogues up to date with the source, compile them, or count what is missing."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.lib import catalogues


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        mode = parser.add_mutually_exclusive_group()
        mode.add_argument("--compile", action="store_true", help="only compile what has changed")
        mode.add_argument("--missing", action="store_true", help="only count untranslated strings")
        parser.add_argument("--language", help="with --missing: list the strings of this language")

    def handle(self, *, missing: bool, language: str | None, **options: object) -> None:
        if missing:
            self._report(language)
            return
        if not options["compile"]:
            self._update()
        count = catalogues.compile_all(settings.BASE_DIR)
        if count and options["verbosity"]:
            self.stdout.write(f"{count} message catalogues compiled")

    def _update(self) -> None:
        texts = catalogues.texts(settings.BASE_DIR)
        desk = sum(text.desk_only for text in texts)
        self.stdout.write(f"{len(texts)} strings, {desk} of them for signed-in people only")
        for language in catalogues.translated_languages():
            changed = catalogues.update(settings.BASE_DIR, language, texts)
            count = len(catalogues.missing(settings.BASE_DIR, language, texts))
            self.stdout.write(f"{language:12} {'updated' if changed else 'as it was'}, {count} untranslated")

    def _report(self, only: str | None) -> None:
        texts = catalogues.texts(settings.BASE_DIR)
        for language in [only] if only else catalogues.translated_languages():
            strings = catalogues.missing(settings.BASE_DIR, language, texts)
            total = len(catalogues.wanted(texts, language))
            self.stdout.write(f"{language:12} {len(strings):5} of {total} untranslated")
            for string in strings if only else []:
                self.stdout.write(f"  {string!r}")
