#!/usr/bin/env bash
# Puts an image with a binary of Metacontroller into the cluster of up.sh, under the name in manifests/metacontroller.
# Usage: metacontroller-image.sh BINARY
set -euo pipefail
cd "$(dirname "$0")/../.."
DIR=${CLUSTER_DIR:-$HOME/.cache/prometheus-cluster} BINARY=$1
TAG=$(sed -n 's/^ *image: //p' manifests/metacontroller/metacontroller.yaml)
export CONTAINERD_ADDRESS=$DIR/run/containerd.sock
context=$(mktemp -d); trap 'rm -rf "$context"' EXIT
mkdir -p "$context/root/usr/bin"
cp "$BINARY" "$context/root/usr/bin/metacontroller"
{ ldd "$BINARY" 2>/dev/null || true; } | grep -oE '/[^ ]+' | while read -r file; do
  mkdir -p "$context/root$(dirname "$file")"; cp -L "$file" "$context/root$file"
done || true
cat > "$context/Containerfile" <<C
FROM scratch
COPY root /
USER 65532:65532
C
buildah() { command buildah --storage-driver vfs --root "$DIR/buildah" --runroot "$DIR/buildah-run" "$@"; }
buildah bud --isolation chroot -q -t "$TAG" "$context" >/dev/null
buildah push -q "$TAG" "docker-archive:$context/image.tar:$TAG"
ctr -n k8s.io images import "$context/image.tar" >/dev/null
echo "$TAG"
