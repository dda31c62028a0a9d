package reporting

import (
	"embed"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
)

// refusalFiles say what we do about the codes of refusals of each authority.
//
//go:embed refusals/*.json
var refusalFiles embed.FS

// The classes of reaction to a code, strongest first.
const (
	// classQuarantine: it is no refusal; the answer could not be read. The
	// report is delivered and never sent again.
	classQuarantine = "quarantine"
	// classDuplicate: the authority has the report already; never sent again.
	classDuplicate = "duplicate"
	// classIncident: the fault is ours or the operator's.
	classIncident = "operator-incident"
	// classRetryLater: the authority asks to come again after three days.
	classRetryLater = "retry-later"
	// classFixCertificate, classFixWarrant, classFixDirection and classFix: the
	// payer must put it right and file anew.
	classFixCertificate = "fix-certificate"
	classFixWarrant     = "fix-warrant"
	classFixDirection   = "fix-direction"
	classFix            = "fix"
	// classWarning and classOK: the report is in.
	classWarning = "warning"
	classOK      = "ok"
)

var classes = []string{
	classQuarantine, classDuplicate, classIncident, classRetryLater,
	classFixCertificate, classFixWarrant, classFixDirection, classFix, classWarning, classOK,
}

// reactions are the classes of one authority's codes.
type reactions struct {
	About string `json:"about"`
	Law   string `json:"law"`
	// Families gives the class of codes by their first five digits, Codes lists
	// single codes by class.
	Families map[string]string   `json:"families"`
	Codes    map[string][]string `json:"codes"`

	byCode map[string]string
}

var fnsReactions = mustLoadReactions("refusals/fns.json")

func mustLoadReactions(name string) reactions {
	text, err := refusalFiles.ReadFile(name)
	if err != nil {
		panic(err)
	}
	r, err := readReactions(text)
	if err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
	return r
}

func readReactions(text []byte) (reactions, error) {
	r := reactions{byCode: map[string]string{}}
	if err := json.Unmarshal(text, &r, json.RejectUnknownMembers(true)); err != nil {
		return r, err
	}
	for family, class := range r.Families {
		if len(family) != 5 || !slices.Contains(classes, class) || class == classOK {
			return r, fmt.Errorf("family %q of class %q", family, class)
		}
	}
	for class, codes := range r.Codes {
		for _, code := range codes {
			if len(code) != 10 || !slices.Contains(classes, class) || r.byCode[code] != "" {
				return r, fmt.Errorf("code %q of class %q", code, class)
			}
			r.byCode[code] = class
		}
	}
	return r, nil
}

// class returns the class of a code: its own, that of its family, else "fix".
func (r reactions) class(code string) string {
	if class := r.byCode[code]; class != "" {
		return class
	}
	if len(code) == 10 && r.Families[code[:5]] != "" {
		return r.Families[code[:5]]
	}
	return classFix
}

// strongest returns the strongest class among the reasons, "" without any.
func strongest(reasons []EventReason) string {
	for _, class := range classes {
		if slices.ContainsFunc(reasons, func(r EventReason) bool { return r.Class == class }) {
			return class
		}
	}
	return ""
}
