package house_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
)

const root = "../.."

// source is one parsed Go file of the module.
type source struct {
	path  string // slash-separated, from the module's root
	pkg   string // import path below the module: "reporting", "titles/report", "" for the kernel
	file  *ast.File
	lines int
}

func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

func (s source) generated() bool { return ast.IsGenerated(s.file) }

var fset = token.NewFileSet()

// sources parses every Go file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "bin" || name == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(fset, path, text, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		rel = filepath.ToSlash(rel)
		pkg := filepath.ToSlash(filepath.Dir(rel))
		if pkg == "." {
			pkg = ""
		}
		out = append(out, source{rel, pkg, file, strings.Count(string(text), "\n")})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d Go files found: is the root right?", len(out))
	}
	return out
}

// imports returns what a file imports of the module, in the form of source.pkg.
func imports(s source) []string {
	var out []string
	for _, spec := range s.file.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		if path == "sdano" {
			out = append(out, "")
		} else if rest, ok := strings.CutPrefix(path, "sdano/"); ok {
			out = append(out, rest)
		}
	}
	return out
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	docs := map[string]string{}
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		if _, ok := docs[s.pkg]; !ok {
			docs[s.pkg] = ""
		}
		if s.file.Doc != nil && !s.generated() {
			docs[s.pkg] += s.file.Doc.Text()
		}
	}
	for pkg, doc := range docs {
		if len(strings.Fields(doc)) < 12 {
			t.Errorf("package sdano/%s: its doc comment does not say in prose what it is for: %q", pkg, doc)
		}
	}
}

func TestEveryExportedNameIsDocumented(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test() || s.generated() || s.file.Name.Name == "main" {
			continue
		}
		for _, decl := range s.file.Decls {
			for _, name := range undocumented(decl) {
				t.Errorf("%s: exported %s has no doc comment", s.path, name)
			}
		}
	}
}

// undocumented returns the exported names of a declaration that nothing
// explains.
func undocumented(decl ast.Decl) []string {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && exportedReceiver(d) && d.Doc == nil {
			return []string{d.Name.Name}
		}
	case *ast.GenDecl:
		var out []string
		for _, spec := range d.Specs {
			out = append(out, undocumentedSpec(d, spec)...)
		}
		return out
	}
	return nil
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	if star, ok := typ.(*ast.StarExpr); ok {
		typ = star.X
	}
	if index, ok := typ.(*ast.IndexExpr); ok {
		typ = index.X
	}
	name, ok := typ.(*ast.Ident)
	return ok && name.IsExported()
}

func undocumentedSpec(d *ast.GenDecl, spec ast.Spec) []string {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
			return []string{s.Name.Name}
		}
		if i, ok := s.Type.(*ast.InterfaceType); ok {
			return undocumentedMethods(s.Name, i)
		}
	case *ast.ValueSpec:
		for _, n := range s.Names {
			if n.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
				return []string{n.Name}
			}
		}
	}
	return nil
}

func undocumentedMethods(name *ast.Ident, i *ast.InterfaceType) []string {
	var out []string
	for _, m := range i.Methods.List {
		if len(m.Names) == 1 && name.IsExported() && m.Names[0].IsExported() && m.Doc == nil && m.Comment == nil {
			out = append(out, name.Name+"."+m.Names[0].Name)
		}
	}
	return out
}

func TestInterfacesAreSmall(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test() || s.generated() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if i, ok := spec.Type.(*ast.InterfaceType); ok && len(i.Methods.List) > 7 {
				t.Errorf("%s: interface %s has %d members, at most 7 are readable", s.path, spec.Name.Name, len(i.Methods.List))
			}
			return true
		})
	}
}

// sizes collects the lengths of functions and files outside tests and
// generated code.
func sizes(t *testing.T) (funcs []int, files []int, long []string) {
	t.Helper()
	for _, s := range sources(t) {
		if s.test() || s.generated() {
			continue
		}
		files = append(files, s.lines)
		if s.lines > 700 {
			t.Errorf("%s has %d lines; no file may have more than 700", s.path, s.lines)
		}
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil {
				n := fset.Position(f.End()).Line - fset.Position(f.Pos()).Line + 1
				funcs = append(funcs, n)
				if n > 60 {
					long = append(long, s.path+": "+f.Name.Name)
				}
			}
		}
	}
	sort.Ints(funcs)
	sort.Ints(files)
	return funcs, files, long
}

func TestFunctionsAndFilesAreShort(t *testing.T) {
	t.Parallel()
	funcs, files, long := sizes(t)
	at := func(v []int, p float64) int { return v[int(float64(len(v)-1)*p)] }
	t.Logf("functions: %d, p50 %d, p90 %d, over 60: %d; files: %d, p90 %d", len(funcs), at(funcs, .5), at(funcs, .9), len(long), len(files), at(files, .9))
	if p := at(funcs, .5); p > 10 {
		t.Errorf("half of the functions have more than %d lines; the budget is 10", p)
	}
	if p := at(funcs, .9); p > 30 {
		t.Errorf("a tenth of the functions have more than %d lines; the budget is 30", p)
	}
	if len(long)*50 > len(funcs) {
		t.Errorf("%d of %d functions have more than 60 lines; the budget is 2 %%: %s", len(long), len(funcs), strings.Join(long, ", "))
	}
	if p := at(files, .9); p > 350 {
		t.Errorf("a tenth of the files have more than %d lines; the budget is 350", p)
	}
}

func TestDirectDependenciesAreExplained(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join(root, "docs/dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range sources(t) {
		for _, spec := range s.file.Imports {
			path := strings.Trim(spec.Path.Value, `"`)
			first, _, _ := strings.Cut(path, "/")
			if strings.Contains(first, ".") {
				seen[path] = true
			}
		}
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, module := range modules(string(mod)) {
		used := slices.ContainsFunc(keys(seen), func(p string) bool { return p == module || strings.HasPrefix(p, module+"/") })
		if used && !strings.Contains(string(text), module) {
			t.Errorf("docs/dependencies.md does not say why %s is used", module)
		}
	}
}

// modules returns the module paths that go.mod requires.
func modules(mod string) []string {
	var out []string
	for line := range strings.Lines(mod) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) >= 2 && strings.HasPrefix(fields[1], "v") {
			out = append(out, fields[0])
		}
	}
	return out
}

func keys(m map[string]bool) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	return out
}
