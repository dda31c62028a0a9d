package acceptance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sdano/acceptance"
)

// machine is the state machine as the interface describes it: from, trigger, to.
const machine = `
I IPF           accept        PV
I IPF           reject        PX
I IPF S SPF V VA VPA VRE VPF VAP VPP VRP revoke PNS
NI              revoke_accept PN
NI              revoke_reject PNR
PV              delivered     V VA VPA VRE
PX              delivered     XV
PNS             delivered     NS
PN              delivered     N
PNR             delivered     NR
DRT             delivered     S
PV PX PNS PN PNR DRT failed   E
S SPF           answered      V VA VPA VRE XV NI
I IPF XV V VA VPA VRE VPF VAP VPP VRP answered NI
NS              answered      N NR
I               printed       IPF
S               printed       SPF
V               printed       VPF
VA              printed       VAP
VPA             printed       VPP
VRE             printed       VRP
I IPF XV NI NS N NR S SPF IER V VA VPA VRE VPF VAP VPP VRP told I IPF XV NI NS N NR S SPF IER V VA VPA VRE VPF VAP VPP VRP
`

var triggers = []string{
	"accept", "reject", "revoke", "revoke_accept", "revoke_reject", "delivered", "failed", "answered", "printed", "told",
}

// TestTheStateMachine walks every pair of statuses by every trigger.
func TestTheStateMachine(t *testing.T) {
	t.Parallel()
	want := map[string]bool{}
	for line := range strings.Lines(strings.TrimSpace(machine)) {
		words := strings.Fields(line)
		at := slices.IndexFunc(words, func(w string) bool { return slices.Contains(triggers, w) })
		for _, from := range words[:at] {
			for _, to := range words[at+1:] {
				want[from+" "+words[at]+" "+to] = true
			}
		}
	}
	pairs := 0
	for _, from := range acceptance.AllCodes() {
		for _, on := range triggers {
			to := acceptance.Next(from, on)
			for _, other := range acceptance.AllCodes() {
				pairs++
				step := fmt.Sprintf("%s %s %s", from, on, other)
				if got := slices.Contains(to, other); got != want[step] {
					t.Errorf("%s: %v, want %v", step, got, want[step])
				}
			}
		}
	}
	if pairs < 7000 {
		t.Errorf("only %d steps were tried", pairs)
	}
}

func TestEveryStatusHasAName(t *testing.T) {
	t.Parallel()
	for _, c := range acceptance.AllCodes() {
		if c.Name() == "" || c.Name() == string(c) {
			t.Errorf("%s is called %q", c, c.Name())
		}
	}
	if acceptance.Code("GPD").Name() != "GPD" {
		t.Error("the name of an adapter's code")
	}
}
