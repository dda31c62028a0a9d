package house_test

import (
	"slices"
	"strings"
	"testing"
)

// room is one row of the table of docs/architecture.md: the packages at or
// below a path, their layer, and what they may import of the module.
type room struct {
	path  string
	layer int
	may   []string
}

// The kernel's path is "". A path covers the packages below it; the longest
// match wins.
var rooms = []room{
	{"", 0, nil},
	{"calendar", 1, kernel()},
	{"data", 1, kernel()},
	{"xmlscan", 1, kernel()},
	{"xsd", 1, kernel("xmlscan")},
	{"audit", 1, kernel()},
	{"gost", 1, kernel()},
	{"sign", 1, kernel("gost")},
	{"access", 1, kernel()},
	{"party", 1, kernel()},
	{"work", 1, kernel()},
	{"bankfile", 1, kernel()},
	{"tablefile", 1, kernel()},
	{"ical", 1, kernel()},
	{"titles", 2, kernel(layer1...)},
	{"titles/titletest", 5, nil},
	{"titles/internal/verbal/verbaltest", 5, nil},
	{"attorney", 2, kernel(append(layer1, "titles")...)},
	{"printform", 2, kernel("titles")},
	{"reporting", 3, kernel(append(layer1, "titles")...)},
	{"monitor", 3, kernel(append(layer1, "titles")...)},
	{"acceptance", 3, kernel(append(layer1, "titles")...)},
	{"asyncdata", 3, kernel(layer1...)},
	{"hooks", 3, kernel(layer1...)},
	{"remind", 3, kernel(layer1...)},
	{"storage", 4, kernel(append(layer1, missions...)...)},
	{"operator/sandbox", 4, below4},
	{"operator/extern", 4, below4},
	{"operator/operatortest", 4, below4},
	{"edo/loopback", 4, below4},
	{"edo/folder", 4, below4},
	{"edo/edotest", 4, below4},
	{"blob", 4, kernel()},
	{"httpapi", 4, below4},
	{"web", 4, below4},
	{"client", 5, kernel()},
	{"cmd", 5, nil},
	{"internal", 5, nil},
	{"test", 5, nil},
}

var (
	layer1   = []string{"calendar", "data", "xmlscan", "xsd", "audit", "gost", "sign", "access", "party", "work", "bankfile", "tablefile", "ical"}
	missions = []string{"titles", "attorney", "printform", "reporting", "monitor", "acceptance", "asyncdata", "hooks", "remind"}
	below4   = kernel(append(append([]string{}, layer1...), missions...)...)
)

func kernel(more ...string) []string { return append([]string{"kernel"}, more...) }

func roomOf(pkg string) (room, bool) {
	best, found := room{}, pkg == ""
	for _, r := range rooms {
		if r.path != "" && (pkg == r.path || strings.HasPrefix(pkg, r.path+"/")) && len(r.path) > len(best.path) {
			best, found = r, true
		}
	}
	return best, found
}

// allowed reports whether code of room r may import a package.
func allowed(r room, from, to string) bool {
	if r.path != "" && r.layer == 5 && r.path != "client" {
		return true
	}
	if to == "" {
		return r.path != "" && slices.Contains(r.may, "kernel")
	}
	if r.path != "" && (to == r.path || strings.HasPrefix(to, r.path+"/")) {
		return true // inside one room
	}
	return slices.ContainsFunc(r.may, func(p string) bool { return to == p || strings.HasPrefix(to, p+"/") })
}

func TestImportsFollowTheLayers(t *testing.T) {
	t.Parallel()
	edges := 0
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		r, ok := roomOf(s.pkg)
		if !ok {
			t.Errorf("%s: package %s is in no room of docs/architecture.md", s.path, s.pkg)
			continue
		}
		for _, to := range imports(s) {
			edges++
			if !allowed(r, s.pkg, to) {
				t.Errorf("%s (layer %d) must not import sdano/%s", s.path, r.layer, to)
			}
		}
	}
	if edges == 0 {
		t.Fatal("no import was looked at")
	}
}

func TestLayerRulesRefuseWhatTheyShould(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		from, to string
		want     bool
	}{
		{"reporting", "", true},
		{"reporting", "audit", true},
		{"reporting", "titles/answer", true},
		{"reporting", "monitor", false},
		{"monitor", "asyncdata", false},
		{"storage/sqlstore", "reporting", true},
		{"storage/sqlite", "storage/sqlstore", true},
		{"storage/sqlstore", "web", false},
		{"operator/extern", "operator/sandbox", false},
		{"edo/folder", "acceptance", true},
		{"edo/loopback", "edo/folder", false},
		{"edo/loopback", "storage/sqlstore", false},
		{"blob", "acceptance", false},
		{"attorney", "sign", true},
		{"attorney", "acceptance", false},
		{"printform", "titles/show", true},
		{"printform", "sign", false},
		{"httpapi/rest", "web", false},
		{"hooks", "acceptance", false},
		{"storage/sqlstore", "hooks", true},
		{"remind", "monitor", false},
		{"remind", "hooks", false},
		{"calendar", "data", false},
		{"client", "reporting", false},
		{"cmd/sdano", "web", true},
	} {
		r, _ := roomOf(tc.from)
		if got := allowed(r, tc.from, tc.to); got != tc.want {
			t.Errorf("may %s import %q: %v, want %v", tc.from, tc.to, got, tc.want)
		}
	}
}
