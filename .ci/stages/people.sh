# The people: their figures, a million lives without a fault, the same bytes however they are made, and a nation served.

stage_people() {
  need_bin
  bin realism --people 100000 --json --out "$work/realism.html" >"$work/board.json"
  python3 - "$work/board.json" <<'FIGURES'
import json, sys
for r in json.load(open(sys.argv[1]))["rows"]:
    if r["ours"] is not None:
        print(f'{r["id"]:4} {r["part"]:28} {r["ours"]:9.3f}  {r["met"]}')
FIGURES
  local w k
  for w in 1 2 8; do bin generate --people 20000 --check --workers "$w" >"$work/digests.$w" 2>/dev/null; done
  cmp "$work/digests.1" "$work/digests.2" && cmp "$work/digests.1" "$work/digests.8"
  bin generate --people 3000 --out "$work/whole" >/dev/null 2>&1
  for k in $(seq 16); do bin generate --people 3000 --shard "$k/16" --out "$work/shards" >/dev/null 2>&1; done
  for w in Patient Condition Observation Encounter DocumentReference; do
    cat "$work/shards/$w".*-of-00016.ndjson | cmp - "$work/whole/$w.ndjson"
  done
  rm -rf "$work/whole" "$work/shards"
  SANDPIPER_PEOPLE=1000000 go test ./synthetic/realism -run Multitude -count=1 -timeout 20m
  go test ./cmd/sandpiper -run xxx -bench Nation -benchtime 1x
}
