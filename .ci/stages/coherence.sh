# One story: a million times something is written through one service and read through another, over all services and every combination of them.

stage_coherence() {
  SANDPIPER_PAIRS=1000000 go test ./mocks/catalogue/coherence -run 'TestCoherence$' -count=1 -v -timeout 30m
}
