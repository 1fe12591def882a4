# Installs what the tests need and starts a Docker daemon where none answers.

stage_tools() {
  go version; node --version; python3 --version; java -version; mvn --batch-mode --version
  local want=()
  command -v dockerd >/dev/null || want+=(docker.io iptables)
  command -v chromium >/dev/null || want+=(chromium)
  command -v curl >/dev/null || want+=(curl)
  python3 -m pip --version >/dev/null 2>&1 || want+=(python3-pip)
  [ -n "$(fc-list : family 2>/dev/null | grep -i liberation)" ] || want+=(fonts-liberation)
  if [ ${#want[@]} -gt 0 ]; then retry apt_install "${want[@]}"; fi
  start_docker
  install_compose
  # What the start page tells a newcomer to install for its program in Python.
  PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install -q --root-user-action=ignore pyjwt==2.15.1 requests==2.34.2 cryptography==50.0.2
  (cd .ci/clients && npm ci --no-audit --no-fund --loglevel=error)
  export SANDPIPER_AXE="$here/.ci/clients/node_modules/axe-core/axe.min.js"
  test -f "$SANDPIPER_AXE"
}

apt_install() {
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$work/apt.log" 2>&1 ||
    { tail -20 "$work/apt.log"; return 1; }
}

# Another installer may hold the lock for a moment on a machine that has just started.
retry() {
  local i
  for i in 1 2 3 4; do "$@" && return; sleep $((i * 5)); done
  return 1
}

start_docker() {
  docker info >/dev/null 2>&1 && return
  # A daemon that was killed leaves its pid behind, and a new one would take whoever has that number now for itself.
  pgrep -x dockerd >/dev/null || rm -f /var/run/docker.pid /var/run/docker/containerd/containerd.pid
  setsid dockerd >/tmp/sandpiper-dockerd.log 2>&1 </dev/null &
  local i
  for i in $(seq 60); do docker info >/dev/null 2>&1 && return; sleep 1; done
  echo 'dockerd does not answer:'; tail -20 /tmp/sandpiper-dockerd.log; return 1
}

# No image or package of Compose v2 can be had here, so its plugin is built from the module proxy, once per machine.
install_compose() {
  docker compose version >/dev/null 2>&1 && return
  mkdir -p "$work/compose" "$HOME/.docker/cli-plugins"
  (cd "$work/compose" &&
    printf 'module compose\n\ngo 1.26.0\n\nrequire github.com/docker/compose/v2 v2.40.3\n' >go.mod &&
    printf 'package main\n\nimport _ "github.com/docker/compose/v2/cmd"\n\nfunc main() {}\n' >main.go &&
    go mod tidy >tidy.log 2>&1 && go build -o "$HOME/.docker/cli-plugins/docker-compose" github.com/docker/compose/v2/cmd)
  docker compose version
}
