package upd503_test

import (
	"testing"

	"sdano/titles/internal/updtest"
	"sdano/titles/upd503"
)

func TestGolden(t *testing.T) {
	t.Parallel()
	updtest.Golden(t, upd503.First, upd503.Second, "7c9e6679-7425-40de-944b-e07fc1f90a01_0_1_0_0_0_00")
}
