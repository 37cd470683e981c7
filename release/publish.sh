#!/usr/bin/env bash
# Builds, signs and publishes a release: the image, the chart, install.yaml. docs/release.md says what must be before.
# Needs docker with buildx, helm, kubectl, cosign, gh, git and Node with `npm ci`, and logins of docker and helm.
# Usage: REGISTRY=registry.example.com/team release/publish.sh vX.Y.Z
set -euo pipefail
cd "$(dirname "$0")/.."
TAG=$1 OUT=dist-release NAME=prometheus-metacontroller BUILDER=prometheus-metacontroller-release
VERSION=${TAG#v} IMAGE=$REGISTRY/$NAME
run() { node --import tsx "$@"; }
value() { node -p "JSON.parse(fs.readFileSync('$1', 'utf8'))['$2']"; }
image() { value release/images.json "$1"; }

run release/check.ts "$TAG"
if docker buildx imagetools inspect "$IMAGE:$VERSION" >/dev/null 2>&1; then
  echo "$IMAGE:$VERSION exists. A release is never overwritten." >&2
  exit 1
fi
rm -rf "$OUT"
mkdir -p "$OUT"

echo "== image"
docker buildx inspect "$BUILDER" >/dev/null 2>&1 ||
  docker buildx create --name "$BUILDER" --driver docker-container --driver-opt "image=$(image BUILDKIT)"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
docker buildx build . --builder "$BUILDER" --platform linux/amd64,linux/arm64 \
  --build-arg "BUILD_IMAGE=$(image BUILD_IMAGE)" --build-arg "RUN_IMAGE=$(image RUN_IMAGE)" \
  --attest type=provenance,mode=max --attest "type=sbom,generator=$(image SBOM_GENERATOR)" \
  --annotation "index:org.opencontainers.image.version=$VERSION" \
  --annotation "index:org.opencontainers.image.revision=$(git rev-parse HEAD)" \
  --annotation "index:org.opencontainers.image.licenses=Apache-2.0" \
  --tag "$IMAGE:$VERSION" --metadata-file "$OUT/image.json" --push
DIGEST=$(value "$OUT/image.json" containerimage.digest)
cosign sign --yes "$IMAGE@$DIGEST"
docker buildx imagetools inspect "$IMAGE@$DIGEST" --format '{{json .SBOM}}' >"$OUT/sbom.json"
docker buildx imagetools inspect "$IMAGE@$DIGEST" --format '{{json .Provenance}}' >"$OUT/provenance.json"

echo "== chart and install.yaml"
run release/release.ts "$IMAGE:$VERSION@$DIGEST"
helm push "$OUT/$NAME-$VERSION.tgz" "oci://$REGISTRY/charts" 2>&1 | tee "$OUT/push.txt"
CHART=$(sed -n 's/^Digest: *//p' "$OUT/push.txt")
cosign sign --yes "$REGISTRY/charts/$NAME@$CHART"

echo "== release"
ASSETS=(install.yaml "$NAME-$VERSION.tgz" sbom.json provenance.json)
(cd "$OUT" && sha256sum "${ASSETS[@]}" >checksums.txt)
cosign sign-blob --yes --bundle "$OUT/checksums.txt.sigstore.json" "$OUT/checksums.txt"
run release/changelog.ts "$VERSION" >"$OUT/notes.md"
ASSETS+=(checksums.txt checksums.txt.sigstore.json)
gh release create "$TAG" --verify-tag --title "$VERSION" --notes-file "$OUT/notes.md" "${ASSETS[@]/#/$OUT/}"
