#!/usr/bin/env bash
# Puts an image of the hooks into the cluster of up.sh: what the Dockerfile makes, but from the Node of this machine,
# since no registry is needed then. Needs `npm ci` to have run. Usage: image.sh [TAG]
set -euo pipefail
cd "$(dirname "$0")/../.."
DIR=${CLUSTER_DIR:-$HOME/.cache/prometheus-cluster} TAG=${1:-prometheus-metacontroller:0.1.0}
export CONTAINERD_ADDRESS=$DIR/run/containerd.sock
# Nothing to do where the image of these sources is there already.
sources=$(cat test/cluster/image.sh package-lock.json tsconfig*.json $(find hooks -type f | LC_ALL=C sort) | sha256sum | cut -d' ' -f1)
made=$DIR/run/image-${TAG//[^a-zA-Z0-9.-]/-}
if [ "$(cat "$made" 2>/dev/null)" = "$sources" ]; then echo "docker.io/library/$TAG"; exit 0; fi
context=$(mktemp -d); trap 'rm -rf "$context"' EXIT
mkdir -p "$context/app" "$context/root"
npx tsc -p tsconfig.build.json --outDir "$context/app/dist" --incremental false
cp package.json "$context/app/"
npm ls --omit=dev --all --parseable | tail -n +2 | while read -r package; do
  mkdir -p "$context/app/${package#"$PWD"/}"; cp -r "$package/." "$context/app/${package#"$PWD"/}/"
done
node=$(readlink -f "$(command -v node)")
{ echo "$node"; ldd "$node" | grep -oE '/[^ ]+'; } | while read -r file; do
  mkdir -p "$context/root$(dirname "$file")"; cp -L "$file" "$context/root$file"
done
# Node is where the base image of the Dockerfile has it: the demo stack starts its programs with it.
mkdir -p "$context/root/nodejs/bin"; ln -s "$node" "$context/root/nodejs/bin/node"
cat > "$context/Containerfile" <<C
FROM scratch
COPY root /
COPY app /app
WORKDIR /app
ENV NODE_ENV=production
USER 65532:65532
ENTRYPOINT ["$node", "dist/app/main.js"]
C
buildah() { command buildah --storage-driver vfs --root "$DIR/buildah" --runroot "$DIR/buildah-run" "$@"; }
buildah bud --isolation chroot -q -t "$TAG" "$context" >/dev/null
buildah push -q "$TAG" "docker-archive:$context/image.tar:docker.io/library/$TAG"
ctr -n k8s.io images import "$context/image.tar" >/dev/null
echo "$sources" > "$made"
echo "docker.io/library/$TAG"
