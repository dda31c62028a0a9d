package monitor

// Display says which date of a term is shown.
type Display string

// The two ways; the empty Display is Shifted.
const (
	Shifted Display = "shifted" // the next working day (НК РФ ст. 6.1 п. 7)
	Nominal Display = "nominal" // the day as the law names it
)

// Settings are the choices of the operator that change what is shown. The zero
// value is the default.
type Settings struct {
	// Display says which date of a term is shown; it changes no colour.
	Display Display `json:"deadline_display,omitzero"`
	// Lead opens an obligation so many days before its term; 0 = by the rule's
	// own window.
	Lead int `json:"lead,omitzero"`
	// GroupSeparator parts groups of three digits; "" = a space (U+0020).
	GroupSeparator string `json:"group_separator,omitzero"`
	// LinkStorage is the storage named in endpoint links; "" = "reports".
	LinkStorage string `json:"link_storage,omitzero"`
	// NoCheck switches the reminder to reconcile off.
	NoCheck bool `json:"no_check,omitzero"`
	// EmitUncertain adds «Сумма предварительная» to the description of a cell
	// whose amount may be inexact.
	EmitUncertain bool `json:"emit_uncertain,omitzero"`
	// EmitENS adds the block ens to the file of the 1C:Fresh data API.
	EmitENS bool `json:"emit_ens,omitzero"`
}

func (s Settings) separator() string {
	if s.GroupSeparator == "" {
		return " "
	}
	return s.GroupSeparator
}

func (s Settings) storage() string {
	if s.LinkStorage == "" {
		return "reports"
	}
	return s.LinkStorage
}
