#!/usr/bin/env bash
# Stops what up.sh started and forgets its state. Binaries and images stay for the next time; ALL=1 removes them too.
# Takes the environment of up.sh: CLUSTER_DIR says which. A control plane alone has no part in what the node has made of
# this machine.
set -uo pipefail
DIR=${CLUSTER_DIR:-$HOME/.cache/prometheus-cluster}; RUN=$DIR/run
NODE=$([ "$(cat "$RUN/parts" 2>/dev/null || echo "${PARTS:-all}")" = control ] || echo 1)
stop() { [ -f "$RUN/$1.pid" ] || return 0; local p; p=$(cat "$RUN/$1.pid"); kill "$p" 2>/dev/null; for _ in $(seq 50); do kill -0 "$p" 2>/dev/null || break; sleep 0.1; done; kill -9 "$p" 2>/dev/null; rm -f "$RUN/$1.pid"; }
export CONTAINERD_ADDRESS=$RUN/containerd.sock
stop kubelet
if [ -S "$CONTAINERD_ADDRESS" ]; then
  for c in $(ctr -n k8s.io tasks ls -q 2>/dev/null); do ctr -n k8s.io tasks kill -s SIGKILL "$c" >/dev/null 2>&1; done
  sleep 1
  for c in $(ctr -n k8s.io tasks ls -q 2>/dev/null); do ctr -n k8s.io tasks rm -f "$c" >/dev/null 2>&1; done
  for c in $(ctr -n k8s.io containers ls -q 2>/dev/null); do ctr -n k8s.io containers rm "$c" >/dev/null 2>&1; done
fi
for n in coredns kube-proxy kube-scheduler kube-controller-manager kube-apiserver etcd containerd; do stop "$n"; done
awk -v d="$DIR" 'index($2, d "/kubelet") == 1 || index($2, d "/run/") == 1 { print $2 }' /proc/mounts | sort -r | xargs -r -n1 umount -l 2>/dev/null
if [ "$NODE" ]; then
  iptables-save 2>/dev/null | grep -v -e KUBE -e '10.96.0.0/16 .*-j REJECT' | iptables-restore 2>/dev/null
  ip link del cni0 2>/dev/null
  rm -rf /var/lib/cni/networks/pods
fi
rm -rf "$RUN" "$DIR/kubelet" "$DIR/volumes"
[ "${ALL:-}" = 1 ] && rm -rf "$DIR"
exit 0
