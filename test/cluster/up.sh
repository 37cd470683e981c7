#!/usr/bin/env bash
# A real Kubernetes cluster of one node for the end-to-end tests, on any Debian machine with Go: etcd, API server,
# controller manager, scheduler, kubelet over containerd, kube-proxy, CoreDNS, and images of Prometheus, Alertmanager
# and the config reloader built from their Go modules. Prints the path of the kubeconfig once the node is ready. The
# first run builds for some ten minutes; later ones take seconds.   PARTS=control      without a node: etcd, API server
# and controller manager, for tests that need no running pods; needs no privileges   PARTS=build        only builds what
# is missing   PARTS=tools        only builds kubectl, Helm, Prometheus, promtool, Alertmanager and amtool, where they
# are missing   CLUSTER_DIR        binaries, state and logs (default ~/.cache/prometheus-cluster), always outside the clone
#   CLUSTER_BIN        binaries that are there already: nothing is installed or built, and PARTS must be control
# API_PORT, ETCD_PORT, ETCD_PEER_PORT, CONTROLLERS_PORT   with CLUSTER_DIR and CLUSTER_BIN: one more control plane
# beside the first   SYNC_FREQUENCY=1m   how often the kubelet refreshes mounted files (default 1m, as
# kubelets have it)   WITH_THANOS=1      Thanos and its image too
set -euo pipefail
DIR=${CLUSTER_DIR:-$HOME/.cache/prometheus-cluster} PARTS=${PARTS:-all}
BIN=${CLUSTER_BIN:-$DIR/bin} RUN=$DIR/run SRC=$DIR/src
API=${API_PORT:-16443} ETCD=${ETCD_PORT:-22379} BRIDGE=10.244.0.1 SERVICES=10.96.0.0/16
ETCD_PEER=${ETCD_PEER_PORT:-$((ETCD + 1))} CONTROLLERS=${CONTROLLERS_PORT:-$((API + 814))}
# Versions of Go modules.
K8S=${K8S_VERSION:-1.36.3} PROMETHEUS=${PROMETHEUS_VERSION:-0.316.0} ALERTMANAGER=${ALERTMANAGER_VERSION:-0.35.0} RELOADER=0.85.0 COREDNS=1.15.0 THANOS=0.42.4 HELM=${HELM_VERSION:-4.3.1}
# The tags under which the images are known: the defaults of hooks/versions/, and those in the manifests of kube-prometheus
# that the tests apply.
PROMETHEUS_TAG=${PROMETHEUS_TAG:-v3.16.0} ALERTMANAGER_TAG=${ALERTMANAGER_TAG:-v0.35.0} RELOADER_TAG=${RELOADER_TAG:-v0.93.0}
say() { echo "cluster: $*" >&2; }
if [ -n "${CLUSTER_BIN:-}" ] && [ "$PARTS" != control ]; then say "CLUSTER_BIN is for PARTS=control alone: there is one node"; exit 1; fi
mkdir -p "$BIN" "$RUN"
LOADER=$(cd "$(dirname "${BASH_SOURCE[0]}")/../oracle/loader" && pwd)
if [ "$PARTS" = all ] && [ "$(id -u)" != 0 ]; then say "not root, so no node: pods stay Pending"; PARTS=control; fi

packages() {
  local want=(etcd-server) missing=()
  [ "$PARTS" = control ] || [ "$PARTS" = tools ] || want+=(containerd runc containernetworking-plugins iptables buildah conntrack)
  for p in "${want[@]}"; do dpkg -s "$p" >/dev/null 2>&1 || missing+=("$p"); done
  [ ${#missing[@]} = 0 ] && return
  say "installing ${missing[*]}"; exec 9>/var/lock/prometheus-metacontroller-apt; flock 9; apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null
}

# A module of our own that only names the commands to build: Kubernetes and others cannot be installed by `go install
# module@version`.
module() {
  local name=$1; shift; mkdir -p "$SRC/$name"; cd "$SRC/$name"
  printf 'module build/%s\n\ngo 1.26.0\n' "$name" > go.mod
  { printf '//go:build tools\n\npackage tools\n\nimport (\n'; printf '\t_ "%s"\n' "$@"; printf ')\n'; } > tools.go
}
build() { local flags=$1; shift; CGO_ENABLED=0 GOFLAGS=-mod=mod go build -ldflags "-s -w $flags" -o "$BIN/" "$@"; }

kubernetes() {
  local cmds=(kubectl); [ "$PARTS" = tools ] || cmds+=(kube-apiserver kube-controller-manager)
  [ "$PARTS" = control ] || [ "$PARTS" = tools ] || cmds+=(kube-scheduler kubelet kube-proxy)
  local missing=(); for c in "${cmds[@]}"; do [ -x "$BIN/$c" ] || missing+=("k8s.io/kubernetes/cmd/$c"); done
  [ ${#missing[@]} = 0 ] && return
  say "building Kubernetes $K8S: ${missing[*]##*/}"
  module kubernetes "${missing[@]}"
  echo "require k8s.io/kubernetes v$K8S" >> go.mod
  local stage; go mod download -json "k8s.io/kubernetes@v$K8S" > download.json
  stage=$(sed -n 's/.*"GoMod": "\(.*\)",*/\1/p' download.json)
  grep -oE '^\s+k8s.io/[a-z0-9-]+ => \./staging' "$stage" | awk '{print $1}' | while read -r m; do echo "replace $m => $m v0.${K8S#*.}" >> go.mod; done
  go mod tidy >/dev/null 2>&1
  local v=k8s.io/component-base/version; build "-X $v.gitVersion=v$K8S -X $v.gitMajor=1 -X $v.gitMinor=$(echo "$K8S" | cut -d. -f2)" "${missing[@]}"
}
helm() {
  [ -x "$BIN/helm" ] && return
  say "building Helm $HELM"; CGO_ENABLED=0 GOBIN=$BIN go install "helm.sh/helm/v${HELM%%.*}/cmd/helm@v$HELM"
}
servers() {
  if [ ! -x "$BIN/prometheus" ]; then say "building Prometheus"; module prometheus github.com/prometheus/prometheus/cmd/prometheus github.com/prometheus/prometheus/cmd/promtool
    go get "github.com/prometheus/prometheus@v$PROMETHEUS" >/dev/null 2>&1; go mod tidy >/dev/null 2>&1
    build "-X github.com/prometheus/common/version.Version=3.${PROMETHEUS:2:2}.0" github.com/prometheus/prometheus/cmd/prometheus github.com/prometheus/prometheus/cmd/promtool; fi
  if [ ! -x "$BIN/alertmanager" ]; then say "building Alertmanager"; module alertmanager github.com/prometheus/alertmanager/cmd/alertmanager github.com/prometheus/alertmanager/cmd/amtool
    go get "github.com/prometheus/alertmanager@v$ALERTMANAGER" >/dev/null 2>&1; go mod tidy >/dev/null 2>&1; go mod vendor >/dev/null 2>&1 || true
    local ui; for ui in elm mantine; do mkdir -p "vendor/github.com/prometheus/alertmanager/ui/app/dist/$ui"; echo '<html>built without its web page</html>' > "vendor/github.com/prometheus/alertmanager/ui/app/dist/$ui/index.html"; done
    CGO_ENABLED=0 go build -ldflags "-s -w -X github.com/prometheus/common/version.Version=$ALERTMANAGER" -o "$BIN/" github.com/prometheus/alertmanager/cmd/alertmanager github.com/prometheus/alertmanager/cmd/amtool; fi
  # Their loaders in one program, for thousands of files (test/oracle/loader).
  if ! cmp -s <(echo "// $PROMETHEUS $ALERTMANAGER"; cat "$LOADER"/*.go) "$SRC/loader/built" || [ ! -x "$BIN/loader" ]; then say "building the loader"; mkdir -p "$SRC/loader"; cd "$SRC/loader"; rm -f ./*.go
    cp "$LOADER"/*.go .; printf 'module build/loader\n\ngo 1.26.0\n' > go.mod
    go get "github.com/prometheus/prometheus@v$PROMETHEUS" "github.com/prometheus/alertmanager@v$ALERTMANAGER" >/dev/null 2>&1; go mod tidy >/dev/null 2>&1
    build "" . && { echo "// $PROMETHEUS $ALERTMANAGER"; cat "$LOADER"/*.go; } > built; fi
  # An older promtool, for what is rendered for older releases: Debian's. Not every mirror has the package.
  if [ ! -x "$BIN/promtool2" ]; then local deb; deb=$(mktemp -d); chmod 755 "$deb"
    (cd "$deb" && apt-get download -qq prometheus >/dev/null 2>&1 && dpkg-deb -x prometheus_*.deb . && [[ $(usr/bin/promtool --version 2>&1) = *'version 2.'* ]] && cp usr/bin/promtool "$BIN/promtool2") || say "no promtool 2 in Debian's packages"
    rm -rf "$deb"; fi
}
others() {
  if [ ! -x "$BIN/prometheus-config-reloader" ]; then say "building the config reloader"; module reloader github.com/prometheus-operator/prometheus-operator/cmd/prometheus-config-reloader
    go get "github.com/prometheus-operator/prometheus-operator@v$RELOADER" >/dev/null 2>&1; go mod tidy >/dev/null 2>&1
    build "" github.com/prometheus-operator/prometheus-operator/cmd/prometheus-config-reloader; fi
  if [ "${WITH_THANOS:-}" = 1 ] && [ ! -x "$BIN/thanos" ]; then say "building Thanos"; module thanos github.com/thanos-io/thanos/cmd/thanos
    echo "require github.com/thanos-io/thanos v$THANOS" >> go.mod
    # Its replacements count in a main module only: repeat them here.
    local mod; mod=$(go mod download -json "github.com/thanos-io/thanos@v$THANOS" | sed -n 's/.*"GoMod": "\(.*\)",*/\1/p')
    sed -n '/^replace (/,/^)/p' "$mod" >> go.mod; go mod tidy >/dev/null 2>&1
    # The tags of its releases: with labels of another kind every gRPC message ends the process.
    build "-X github.com/prometheus/common/version.Version=$THANOS" -tags netgo,slicelabels github.com/thanos-io/thanos/cmd/thanos; fi
  [ "$PARTS" = control ] && return
  if [ ! -x "$BIN/coredns" ]; then say "building CoreDNS"; mkdir -p "$SRC/coredns"; cd "$SRC/coredns"; printf 'module build/coredns\n\ngo 1.26.0\n' > go.mod
    cat > main.go <<'G'
package main

import (
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/bind"
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/ready"
)

func main() { coremain.Run() }
G
    go get "github.com/coredns/coredns@v$COREDNS" >/dev/null 2>&1; go mod tidy >/dev/null 2>&1; CGO_ENABLED=0 go build -ldflags '-s -w' -o "$BIN/coredns" .; fi
  if [ ! -x "$BIN/pause" ]; then mkdir -p "$SRC/pause"; cd "$SRC/pause"; printf 'module build/pause\n\ngo 1.26\n' > go.mod
    cat > main.go <<'G'
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGTERM, syscall.SIGINT)
	<-c
}
G
    CGO_ENABLED=0 go build -ldflags '-s -w' -o "$BIN/pause" .; fi
}

# image TAG ENTRYPOINT FILE... : an image with nothing but static binaries, put where the kubelet looks.
image() {
  local tag=$1 entry=$2; shift 2
  ctr -n k8s.io images ls -q | grep -qx "$tag" && return
  local ctx; ctx=$(mktemp -d); for f in "$@"; do cp "$f" "$ctx/"; done; mkdir -p "$ctx/empty"
  { echo 'FROM scratch'; for f in "$@"; do echo "COPY $(basename "$f") /bin/$(basename "$f")"; done
    echo 'COPY empty /tmp'; echo "ENTRYPOINT [\"$entry\"]"; } > "$ctx/Containerfile"
  buildah --storage-driver vfs --root "$DIR/buildah" --runroot "$DIR/buildah-run" bud --isolation chroot -q -t "$tag" "$ctx" >/dev/null
  buildah --storage-driver vfs --root "$DIR/buildah" --runroot "$DIR/buildah-run" push -q "$tag" "docker-archive:$ctx/image.tar:$tag"
  ctr -n k8s.io images import "$ctx/image.tar" >/dev/null; rm -rf "$ctx"
}
# start NAME COMMAND... : in the background, with a log and a pid file; nothing if it runs already.
start() {
  local name=$1; shift
  if [ -f "$RUN/$name.pid" ] && kill -0 "$(cat "$RUN/$name.pid")" 2>/dev/null; then return; fi
  setsid nohup "$@" > "$RUN/$name.log" 2>&1 < /dev/null & echo $! > "$RUN/$name.pid"
}
halt() {
  [ -f "$RUN/$1.pid" ] || return 0
  local pid; pid=$(cat "$RUN/$1.pid"); kill "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  rm -f "$RUN/$1.pid"
}
until_ok() { local n=$1; shift; for _ in $(seq "$n"); do "$@" >/dev/null 2>&1 && return 0; sleep 1; done; say "gave up waiting for: $*"; return 1; }

# Limits on requests to the API server are raised: else namespaces that go take the controllers' time from pods that
# come.
control_plane() {
  [ -f "$DIR/sa.key" ] || { openssl genrsa -out "$DIR/sa.key" 2048 2>/dev/null; openssl rsa -in "$DIR/sa.key" -pubout -out "$DIR/sa.pub" 2>/dev/null; }
  [ -f "$DIR/tokens.csv" ] || echo "$(openssl rand -hex 16),admin,admin,system:masters" > "$DIR/tokens.csv"
  local address=127.0.0.1; [ "$PARTS" = control ] || address=$BRIDGE
  cat > "$DIR/kubeconfig" <<K
apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "https://127.0.0.1:$API", insecure-skip-tls-verify: true}}]
users: [{name: admin, user: {token: "$(cut -d, -f1 "$DIR/tokens.csv")"}}]
contexts: [{name: local, context: {cluster: local, user: admin}}]
current-context: local
K
  # A control plane of its own listens on 127.0.0.1 alone; pods need it on the bridge. Its state stays.
  if [ "$PARTS" = all ] && [ "$(cat "$RUN/parts" 2>/dev/null)" != all ]; then halt kube-controller-manager; halt kube-apiserver; fi
  if [ "$PARTS" = all ] || [ ! -f "$RUN/parts" ]; then echo "$PARTS" > "$RUN/parts"; fi
  start etcd etcd --data-dir "$RUN/etcd" --unsafe-no-fsync --listen-client-urls "http://127.0.0.1:$ETCD" --advertise-client-urls "http://127.0.0.1:$ETCD" --listen-peer-urls "http://127.0.0.1:$ETCD_PEER" --initial-advertise-peer-urls "http://127.0.0.1:$ETCD_PEER" --initial-cluster "default=http://127.0.0.1:$ETCD_PEER"
  start kube-apiserver "$BIN/kube-apiserver" --etcd-servers="http://127.0.0.1:$ETCD" --cert-dir="$RUN/certs" --secure-port="$API" --bind-address="$([ "$PARTS" = control ] && echo 127.0.0.1 || echo 0.0.0.0)" --advertise-address="$([ "$PARTS" = control ] && echo 127.0.0.1 || echo $BRIDGE)" \
    --service-cluster-ip-range=$SERVICES --service-account-key-file="$DIR/sa.pub" --service-account-signing-key-file="$DIR/sa.key" --service-account-issuer=https://kubernetes.default.svc --token-auth-file="$DIR/tokens.csv" --authorization-mode=RBAC --kubelet-preferred-address-types=InternalIP --allow-privileged=true --max-requests-inflight=2000 --max-mutating-requests-inflight=1000
  export KUBECONFIG=$DIR/kubeconfig
  until_ok 60 "$BIN/kubectl" get --raw /readyz
  start kube-controller-manager "$BIN/kube-controller-manager" --kubeconfig="$KUBECONFIG" --service-account-private-key-file="$DIR/sa.key" --root-ca-file="$RUN/certs/apiserver.crt" --leader-elect=false --secure-port="$CONTROLLERS" --bind-address=127.0.0.1 --kube-api-qps=300 --kube-api-burst=600
}
bridge() {
  ip link show cni0 >/dev/null 2>&1 || { ip link add cni0 type bridge; ip addr add $BRIDGE/24 dev cni0; ip link set cni0 up; }
  sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1 2>/dev/null || true
  # Addresses of Services that kube-proxy does not know (yet) are nobody's: refused here, rather than asked for on the
  # way out of this machine.
  for chain in OUTPUT FORWARD; do iptables -w -C $chain -d $SERVICES -j REJECT 2>/dev/null || iptables -w -A $chain -d $SERVICES -j REJECT; done
  mkdir -p "$DIR/cni"
  cat > "$DIR/cni/10-bridge.conflist" <<'C'
{"cniVersion":"0.4.0","name":"pods","plugins":[{"type":"bridge","bridge":"cni0","isGateway":true,"hairpinMode":true,"ipam":{"type":"host-local","ranges":[[{"subnet":"10.244.0.0/24","rangeStart":"10.244.0.10"}]],"routes":[{"dst":"0.0.0.0/0"}]}}]}
C
}
node() {
  # restrict_oom_score_adj: containers of an unprivileged host may not lower their OOM score. failCgroupV1 below: old
  # hosts serve as well.
  cat > "$DIR/containerd.toml" <<T
version = 2
root = "$DIR/containerd"
state = "$RUN/containerd"
[grpc]
  address = "$RUN/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$DIR/cni"
T
  export CONTAINERD_ADDRESS=$RUN/containerd.sock
  start containerd containerd --config "$DIR/containerd.toml"
  until_ok 20 ctr version
  # It answers before its CRI service has found the containers of an earlier run; a kubelet that asks then ends.
  until_ok 60 grep -q 'Start streaming server' "$RUN/containerd.log"
  image localhost/pause:1 /bin/pause "$BIN/pause"
  for tag in "$PROMETHEUS_TAG" v3.13.2; do image "quay.io/prometheus/prometheus:$tag" /bin/prometheus "$BIN/prometheus" "$BIN/promtool"; done
  for tag in "$ALERTMANAGER_TAG" v0.33.1; do image "quay.io/prometheus/alertmanager:$tag" /bin/alertmanager "$BIN/alertmanager" "$BIN/amtool"; done
  image "quay.io/prometheus-operator/prometheus-config-reloader:$RELOADER_TAG" /bin/prometheus-config-reloader "$BIN/prometheus-config-reloader"
  [ -x "$BIN/thanos" ] && image "quay.io/thanos/thanos:v$THANOS" /bin/thanos "$BIN/thanos"
  cat > "$DIR/kubelet.yaml" <<Y
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: cgroupfs
failSwapOn: false
failCgroupV1: false
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
enforceNodeAllocatable: []
containerRuntimeEndpoint: unix://$RUN/containerd.sock
clusterDNS: [$BRIDGE]
clusterDomain: cluster.local
evictionHard: {nodefs.available: "1%"}
imageGCHighThresholdPercent: 100
resolvConf: /dev/null
syncFrequency: ${SYNC_FREQUENCY:-1m}
configMapAndSecretChangeDetectionStrategy: Watch
maxPods: 200
kubeAPIQPS: 300
kubeAPIBurst: 600
Y
  start kubelet "$BIN/kubelet" --config="$DIR/kubelet.yaml" --kubeconfig="$KUBECONFIG" --hostname-override=node0 --node-ip=$BRIDGE --root-dir="$DIR/kubelet" --v=1
  start kube-scheduler "$BIN/kube-scheduler" --kubeconfig="$KUBECONFIG" --leader-elect=false --secure-port=17259 --bind-address=127.0.0.1 --kube-api-qps=300 --kube-api-burst=600
  start kube-proxy "$BIN/kube-proxy" --kubeconfig="$KUBECONFIG" --hostname-override=node0 --proxy-mode=iptables --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0s --conntrack-tcp-timeout-close-wait=0s --metrics-bind-address=127.0.0.1:17249 --healthz-bind-address=127.0.0.1:17256
  cat > "$DIR/Corefile" <<C
cluster.local:53 {
  bind $BRIDGE
  errors
  ready 127.0.0.1:18181
  kubernetes cluster.local {
    kubeconfig $DIR/kubeconfig local
    ttl 1
  }
}
C
  start coredns "$BIN/coredns" -conf "$DIR/Corefile"
  until_ok 60 sh -c "'$BIN/kubectl' get node node0 -o jsonpath='{.status.conditions[?(@.type==\"Ready\")].status}' | grep -q True"
  # On a node of their own pods would not share the processor with tests that run beside them. All pods together weigh
  # as much as eight processes.
  [ ! -d /sys/fs/cgroup/cpu/kubepods ] || echo 8192 > /sys/fs/cgroup/cpu/kubepods/cpu.shares
  [ ! -f /sys/fs/cgroup/kubepods/cpu.weight ] || echo 800 > /sys/fs/cgroup/kubepods/cpu.weight
  volumes
}
# Volumes for claims; those whose claim is gone begin anew, empty.
volumes() {
  local i name
  for name in $("$BIN/kubectl" get pv -o jsonpath='{range .items[?(@.status.phase=="Released")]}{.metadata.name} {end}'); do
    "$BIN/kubectl" delete pv "$name" >/dev/null; rm -rf "${DIR:?}/volumes/${name#local-}"
  done
  for i in $(seq 0 23); do mkdir -p "$DIR/volumes/$i"; chmod 777 "$DIR/volumes/$i"
    printf 'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: local-%s}\nspec: {capacity: {storage: 10Gi}, accessModes: [ReadWriteOnce], persistentVolumeReclaimPolicy: Retain, hostPath: {path: %s/volumes/%s}}\n---\n' "$i" "$DIR" "$i"; done | "$BIN/kubectl" apply -f - >/dev/null
}
if [ -z "${CLUSTER_BIN:-}" ]; then packages; kubernetes; helm; servers; [ "$PARTS" = tools ] || others; fi
if [ "$PARTS" = build ] || [ "$PARTS" = tools ]; then say "built"; exit 0; fi
[ "$PARTS" = control ] || bridge
control_plane
[ "$PARTS" = control ] || node
# A port that somebody else holds ends a process at once.
for f in "$RUN"/*.pid; do
  n=$(basename "$f" .pid); kill -0 "$(cat "$f")" 2>/dev/null || { say "$n has ended: $(tail -n 1 "$RUN/$n.log")"; exit 1; }
done
say "ready; test/cluster/down.sh stops it"
echo "$DIR/kubeconfig"
