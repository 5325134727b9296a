# syntax=docker/dockerfile:1
# docker build -t discourse .
# docker run --rm --network none -v "$PWD:/work" discourse demo
# docker run --rm --network none -v "$PWD:/work" --user "$(id -u):$(id -g)" discourse run --project my-study

FROM python:3.11.14-slim-bookworm AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY discourse discourse
COPY models models
COPY corpus corpus
# Everything is pinned. With --build-arg PIP_EXTRA_INDEX_URL=ADDRESS of torch's builds for processors the image is a
# fifth of the size: the usual one brings the libraries of graphics cards.
ARG PIP_EXTRA_INDEX_URL
RUN python -m venv /opt/discourse \
    && /opt/discourse/bin/pip install --no-cache-dir --constraint constraints.txt ".[ocr]"

FROM python:3.11.14-slim-bookworm
# The runtime of compiled packages, and the fonts of figures: any script is drawn, not only Latin.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libgomp1 libgl1 libglib2.0-0 fonts-noto-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 reader \
    && install --directory --owner reader /work
COPY --from=build /opt/discourse /opt/discourse
ENV PATH=/opt/discourse/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    HOME=/tmp
USER reader
# Projects live here, outside the image.
VOLUME /work
WORKDIR /work
ENTRYPOINT ["discourse"]
CMD ["--help"]
