# sdano: build, run, test. `make run` and `make test` are all a newcomer needs.
GO       ?= go
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X main.version=$(VERSION)
LINT     := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
TIMEOUT  ?= 14m

export CGO_ENABLED = 0

.PHONY: run reset build test check fmt vet lint generate bench clean

## run: build and start the demo on http://127.0.0.1:8080, or on ADDR=127.0.0.1:PORT
run: build
	@exec bin/sdano serve --demo $(if $(ADDR),--addr $(ADDR))

## reset: forget the demo's data in ./data, so that the next run begins anew; stop it first
reset:
	rm -rf data/*.db data/*.db-shm data/*.db-wal data/demo-token data/demo-keys data/blobs data/node data/lock data/samples

## build: the static binary bin/sdano
build:
	@mkdir -p bin
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o bin/sdano ./cmd/sdano

## test: the whole suite; installs or starts what it needs, names what it skips
test:
	@scripts/test-deps.sh
	$(GO) test -timeout $(TIMEOUT) ./...

## check: what every commit passes
check: fmt vet lint test

fmt:
	@out=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$out" ]; then echo "gofmt would change:"; echo "$$out"; exit 1; fi

vet:
	$(GO) vet ./...

lint:
	@if golangci-lint version 2>/dev/null | grep -q '2\.15\.0'; then golangci-lint run ./...; else $(GO) run $(LINT) run ./...; fi

## generate: the Go code of the page templates
generate:
	$(GO) run github.com/a-h/templ/cmd/templ@v0.3.977 generate

## bench: the figures of docs/performance.md, as ratios measured in one run
bench:
	@scripts/test-deps.sh
	$(GO) run ./test/bench

clean:
	rm -rf bin
