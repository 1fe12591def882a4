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

# The two containers, and one real conversation: the product reads a patient's record from the mock NHS to answer a hook.
stage_compose() {
  need_bin
  mkdir -p dist/keys && cp "$work/sandpiper" dist/sandpiper
  local ok=0
  docker compose up -d --build --quiet-pull && compose_talk || ok=1
  docker compose logs --no-color | tail -20
  docker compose down -v
  rm -rf dist
  return $ok
}

compose_talk() {
  local i base=http://127.0.0.1:8080
  for i in $(seq 40); do
    curl -fsS $base/records/FHIR/R4/metadata >"$work/metadata.json" 2>/dev/null &&
      curl -fsS http://127.0.0.1:8090/cds-services >"$work/services.json" 2>/dev/null && break
    sleep 1
  done
  grep -q CapabilityStatement "$work/metadata.json" && grep -q order-select "$work/services.json" || return 1
  docker compose cp nhs:/keys/app.pem "$work/app.pem" >/dev/null 2>&1 || return 1
  local token patient
  token=$(bin token --url $base/oauth2/token --app-key "$work/app.pem") || return 1
  patient=$(curl -fsS -H "Authorization: Bearer $token" "$base/records/FHIR/R4/Patient?family=Smith&_count=1" |
    python3 -c 'import json,sys; print(json.load(sys.stdin)["entry"][0]["resource"]["id"])') || return 1
  curl -fsS -H 'Content-Type: application/json' http://127.0.0.1:8090/cds-services/choose-safely -d '{
    "hook": "order-select", "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "fhirServer": "http://nhs:8080/records/FHIR/R4",
    "context": {"userId": "Practitioner/x", "patientId": "'"$patient"'", "selections": ["MedicationRequest/a"],
      "draftOrders": {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "MedicationRequest", "id": "a", "status": "draft",
        "intent": "order", "subject": {"reference": "Patient/'"$patient"'"}, "medicationCodeableConcept": {"text": "Amoxicillin 500mg capsules"}}}]}}}' |
    tee "$work/cards.json"
  grep -q '"cards"' "$work/cards.json"
}

# The same product in a container of the image that compose built: cut off from everything but the mock NHS, and played again.
stage_container() {
  need_bin
  mkdir -p dist/keys "$work/container" && cp "$work/sandpiper" dist/sandpiper
  docker build -q -t sandpiper:local -f cmd/sandpiper/Dockerfile . && rm -rf dist
  sed '/^start:/,/^$/d' scenarios/library/prescribing/product.yaml >"$work/container/product.yaml"
  cat >>"$work/container/product.yaml" <<'PRODUCT'

start:
  container:
    image: sandpiper:local
    command: [product, prescribing, --listen, "0.0.0.0:8090"]
    port: 8090
    ready: { path: /cds-services }
PRODUCT
  expect 4 bin run scenarios/library/prescribing/pack.yaml --product "$work/container/product.yaml" --cohort 4 --quiet --out "$work/container/out"
  grep -q 'Hazards   1[0-9] of' "$work/container/out/report/summary.txt"
  bin verify "$work/container/out"
  bin rerun "$work/container/out" --product "$work/container/product.yaml" --quiet
}
