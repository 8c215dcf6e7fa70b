# spip with bubblewrap and two Pythons. Build the wheel first: `npm run build:wheel`, then `docker build -t spip .`
FROM debian:bookworm-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap ca-certificates git python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*

COPY dist-python/*.whl /opt/wheels/

RUN python3 -m venv /opt/spip \
    && /opt/spip/bin/pip install --no-cache-dir --disable-pip-version-check /opt/wheels/*.whl \
    && ln -s /opt/spip/bin/spip /usr/local/bin/spip \
    && useradd --create-home --uid 1000 spip

USER spip
WORKDIR /home/spip

# Where the second Python comes from, for networks that do not reach its makers.
ARG SPIP_PYTHON_MIRROR=
ARG SPIP_PYTHON_MANIFEST=
ARG PYTHON=3.13
RUN spip python install "$PYTHON"

ENTRYPOINT ["spip"]
CMD ["--help"]
