# sqlite3 compiles where no prebuilt binary can be downloaded, so the compiler stays in a stage of its own.
FROM node:24-slim AS dependencies
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 make g++ \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image brings the headers of its own Node.js; without this the compilation would download them.
RUN npm_config_nodedir=/usr/local npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=9000 CONFIG_PATH=/app/config.yaml SQLITE_PATH=/data/glassgate.sqlite
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json config.yaml ./
COPY src ./src
COPY plugins ./plugins
COPY prompts ./prompts
RUN install -d -o node -g node /data
ARG GLASSGATE_REVISION=unknown
ENV GLASSGATE_REVISION=$GLASSGATE_REVISION
LABEL org.opencontainers.image.revision=$GLASSGATE_REVISION
USER node
VOLUME /data
EXPOSE 9000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health').then((res) => process.exit(res.ok ? 0 : 1), () => process.exit(1))"]
# Not through npm: the gateway itself must receive SIGTERM.
# One thread beside the main one is enough for its garbage and its compiler; four cost CPU and gain no time.
CMD ["node", "--v8-pool-size=1", "--import", "./src/telemetry/register.ts", "src/main.ts"]
