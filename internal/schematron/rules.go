package schematron

import (
	"fmt"
	"strings"
)

// Rules are the conditional rules of one schema. They may be used by several
// goroutines at a time.
type Rules struct{ rules []rule }

type rule struct {
	context          string
	code, path, name string
	test             expression
}

// Violation says that a document breaks a rule.
type Violation struct {
	Code    string // the error code of ФНС: "0400300003"
	Context string // the element on which the rule fails: "/Файл/Документ/СведТов[2]"
	Path    string // what the rule is about, from the context: "@НаимТов", "СвДоверЭл"
	Pattern string // the Russian name of the rule
}

// Load reads the rules of a schema (UTF-8 or windows-1251); there may be none.
// The error names the construct that is not known.
func Load(xsd []byte) (*Rules, error) {
	top, err := parse(xsd)
	if err != nil {
		return nil, err
	}
	if len(top.kids) != 1 || top.kids[0].name != "xs:schema" {
		return nil, fmt.Errorf("schematron: not a schema")
	}
	rules := &Rules{}
	top.walk(func(e *element) {
		if err == nil && e.name == "xs:appinfo" {
			err = rules.load(e)
		}
	})
	if err != nil {
		return nil, err
	}
	return rules, nil
}

// load reads the patterns of one annotation.
func (r *Rules) load(appinfo *element) error {
	for _, pattern := range appinfo.kids {
		loaded, err := newRule(pattern)
		if err != nil {
			return fmt.Errorf("schematron: %s: %w", pattern.attrs["name"], err)
		}
		r.rules = append(r.rules, loaded)
	}
	return nil
}

func newRule(pattern *element) (rule, error) {
	if err := only(pattern, "sch:pattern", "name"); err != nil {
		return rule{}, err
	}
	of, err := child(pattern, "sch:rule", "context")
	if err != nil {
		return rule{}, err
	}
	assert, err := child(of, "sch:assert", "test")
	if err != nil {
		return rule{}, err
	}
	report, err := child(assert, "usch:error", "code", "path", "value-of-select", "doc-id-path", "doc-id-caption")
	if err != nil {
		return rule{}, err
	}
	context := of.attrs["context"]
	if !isName(context) {
		return rule{}, fmt.Errorf("context %q is not a name", context)
	}
	test, err := compile(assert.attrs["test"])
	return rule{
		context: context, test: test,
		code: report.attrs["code"], path: report.attrs["path"], name: pattern.attrs["name"],
	}, err
}

// child returns the only child of an element, which must have this name.
func child(e *element, name string, attrs ...string) (*element, error) {
	if len(e.kids) != 1 {
		return nil, fmt.Errorf("%s with %d children", e.name, len(e.kids))
	}
	return e.kids[0], only(e.kids[0], name, attrs...)
}

// only checks an element's name and that it has no other attributes.
func only(e *element, name string, attrs ...string) error {
	if e.name != name {
		return fmt.Errorf("%s is not supported", e.name)
	}
	for a := range e.attrs {
		if !strings.Contains(" "+strings.Join(attrs, " ")+" ", " "+a+" ") {
			return fmt.Errorf("attribute %s of %s is not supported", a, name)
		}
	}
	return nil
}

// Len returns the number of rules.
func (r *Rules) Len() int { return len(r.rules) }

// Check executes the rules on a well-formed document, in the order of the
// schema. FileName is the name under which the document is sent, with or without
// a folder and ".xml". No violations and no error: the rules hold.
func (r *Rules) Check(fileName string, doc []byte) ([]Violation, error) {
	top, err := parse(doc)
	if err != nil {
		return nil, err
	}
	file := baseName(fileName)
	named := map[string][]*element{}
	top.walk(func(e *element) { named[e.name] = append(named[e.name], e) })
	var out []Violation
	for _, rule := range r.rules {
		for _, e := range named[rule.context] {
			if !truth(rule.test(scope{e, file})) {
				out = append(out, Violation{rule.code, e.path(), rule.path, rule.name})
			}
		}
	}
	return out, nil
}

func baseName(file string) string {
	file = file[strings.LastIndexAny(file, `/\`)+1:]
	if n := len(file) - len(".xml"); n >= 0 && strings.EqualFold(file[n:], ".xml") {
		return file[:n]
	}
	return file
}
