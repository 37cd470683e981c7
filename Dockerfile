# The hooks on Node alone: no shell, no package manager, not root. `npm run pin` writes the digests of both images.
ARG BUILD_IMAGE=node:24-bookworm-slim
ARG RUN_IMAGE=gcr.io/distroless/nodejs24-debian12:nonroot

# Runs on the machine that builds, whatever the platform of the image: all packages are JavaScript.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY hooks hooks
RUN npm run -s build && npm prune --omit=dev --no-audit --no-fund && rm -f dist/.tsbuildinfo

FROM ${RUN_IMAGE}
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
EXPOSE 8080
USER 65532:65532
ENTRYPOINT ["/nodejs/bin/node", "dist/app/main.js"]
