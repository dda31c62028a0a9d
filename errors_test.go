package sdano_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sdano"
)

func TestAsErrorTellsNothingOfTheCause(t *testing.T) {
	t.Parallel()
	cause := errors.New("dial tcp 10.0.0.7:5432: password s3cret")
	e := sdano.AsError(fmt.Errorf("open: %w", cause))
	if e.Kind != sdano.Internal || !errors.Is(e, cause) {
		t.Fatalf("%+v", e)
	}
	if strings.Contains(e.Message+e.Remedy, "s3cret") || e.Message == "" || e.Remedy == "" {
		t.Errorf("texts: %q %q", e.Message, e.Remedy)
	}
}

func TestErrorsOfOneCodeAreTheSame(t *testing.T) {
	t.Parallel()
	sentinel := &sdano.Error{Kind: sdano.NotFound, Code: "not_found"}
	err := fmt.Errorf("read: %w", &sdano.Error{Kind: sdano.NotFound, Code: "not_found", Message: "Нет такой отправки."})
	if !errors.Is(err, sentinel) || errors.Is(err, &sdano.Error{Code: "other"}) {
		t.Error("errors.Is goes by the code")
	}
	if !sdano.IsKind(err, sdano.NotFound) || sdano.IsKind(err, sdano.Conflict) || sdano.IsKind(nil, sdano.Internal) {
		t.Error("IsKind")
	}
	if got := sdano.AsError(err); got.Message != "Нет такой отправки." {
		t.Errorf("AsError = %v", got)
	}
}
