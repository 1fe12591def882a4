# One story: again and again something is written through one service and read through another, over all services and every combination of them.
# The gate makes 400,000 pairs, to stay within its half hour; SANDPIPER_PAIRS=1000000 bash .ci/run coherence makes a million in eight minutes.

stage_coherence() {
  SANDPIPER_PAIRS=${SANDPIPER_PAIRS:-400000} go test ./mocks/catalogue/coherence -run 'TestCoherence$' -count=1 -v -timeout 30m
}
