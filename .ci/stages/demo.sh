# Plays the product as a person would: the demo, its bundle, what goes wrong, and the containers.

bin() { "$work/sandpiper" "$@"; }
need_bin() { test -x "$work/sandpiper" || CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$work/sandpiper" ./cmd/sandpiper; }

# expect CODE COMMAND...: the exit code is part of the contract.
expect() {
  local want=$1 got=0; shift
  "$@" >"$work/out.log" 2>&1 || got=$?
  if [ "$got" != "$want" ]; then echo "expected exit $want, got $got: $*"; cat "$work/out.log"; return 1; fi
}

stage_demo() {
  need_bin
  local t=$SECONDS
  bin demo --out "$work/demo"
  local took=$((SECONDS - t))
  echo "demo took $took s"
  bin verify "$work/demo"
  bin judge "$work/demo"
  test "$took" -lt 60 || { echo 'the demo must take under 60 s'; return 1; }
}

stage_bad_input() {
  need_bin
  cp -r "$work/demo" "$work/tampered"
  printf x >>"$work/tampered/report/index.html"
  expect 1 bin verify "$work/tampered"
  grep -q report/index.html "$work/out.log"
  printf 'scenario: x/y\ntitel: misspelt\n' >"$work/bad.scn.yaml"
  expect 2 bin lint "$work/bad.scn.yaml"
  grep -q 'bad.scn.yaml:2:1' "$work/out.log"
  expect 2 bin demo --out /proc/nowhere
  expect 2 bin nosuchcommand
}

stage_compose() {
  need_bin
  mkdir -p dist && cp "$work/sandpiper" dist/sandpiper
  docker compose up -d --build --quiet-pull
  local ok=1 i
  for i in $(seq 30); do
    if curl -fsS http://127.0.0.1:8080/records/FHIR/R4/metadata >"$work/metadata.json" 2>/dev/null &&
       curl -fsS http://127.0.0.1:8090/cds-services >"$work/services.json" 2>/dev/null; then ok=0; break; fi
    sleep 1
  done
  docker compose logs | tail -20
  docker compose down -v
  rm -rf dist
  grep -q '"CapabilityStatement"' "$work/metadata.json" && grep -q '"order-select"' "$work/services.json" || ok=1
  return $ok
}
