# Build, lint and test.

stage_build() {
  go build ./...
  go vet ./...
  test -z "$(gofmt -l cmd synthetic mocks scenarios harness reports)" || { echo 'not gofmt-ed:'; gofmt -l cmd synthetic mocks scenarios harness reports; return 1; }
  go mod verify >/dev/null
  go mod tidy -diff
  go generate ./... && git diff --exit-code -- '*.json' || { echo 'generated files are stale: run go generate ./...'; return 1; }
  CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$work/sandpiper" ./cmd/sandpiper
}

stage_lint() {
  go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run ./...
}

# The README's test command, with every tool present: a test that would skip for want of one fails instead.
stage_tests() {
  go test ./... 2>&1 | tee "$work/tests.log"
}

stage_race() {
  CGO_ENABLED=1 go test -race -short ./synthetic ./mocks/... ./harness/... 2>&1 | tee "$work/race.log"
}
