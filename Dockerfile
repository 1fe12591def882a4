# The image holds one static binary and nothing else: build it first with `CGO_ENABLED=0 go build -o dist/sandpiper ./cmd/sandpiper`.
FROM scratch
COPY dist/sandpiper /sandpiper
USER 65532:65532
EXPOSE 8080 8090
ENTRYPOINT ["/sandpiper"]
