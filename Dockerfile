# syntax=docker/dockerfile:1
# The panel without a database: for docker-compose.yml, or any place with a Postgres and, if wanted, a Redis.
#   docker buildx build --platform linux/arm64,linux/amd64 -t buzzcrate .

# Builds once, on the machine's own processor: the result is JavaScript only and fits both.
FROM --platform=$BUILDPLATFORM node:20.20.2-bookworm-slim AS build
WORKDIR /src
ENV CI=true NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
RUN node scripts/build.mjs && node scripts/image-layout.mjs /out

FROM node:20.20.2-bookworm-slim
WORKDIR /app
# KEEP_ALIVE_TIMEOUT: see workers/supervisor/panel-parts.ts.
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 LOG_FORMAT=json MALLOC_ARENA_MAX=2 KEEP_ALIVE_TIMEOUT=130000 \
    BUZZCRATE_ROOT=/app/workers BUZZCRATE_DATA=/data HOST=0.0.0.0 HOSTNAME=0.0.0.0 PORT=3000
# What makes card images beside Node: lib/imaging/tools/programs.ts.
RUN apt-get update && apt-get install --yes --no-install-recommends \
      debian-archive-keyring dosfstools e2fsprogs eject fakeroot fdisk gpgv mtools util-linux xz-utils zstd \
    && rm -rf /var/lib/apt/lists/*
RUN mkdir /data && chown node:node /data
COPY --from=build --chown=root:root /out /app
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
# The other commands: workers/prepare.mjs once before, workers/worker.mjs beside it.
CMD ["node", "web/server.js"]
