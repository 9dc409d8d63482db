package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xeipuuwjyxo/geocodefeed/feed"
)

const architecture = "docs/architecture.md"

// A sourceFile is a Go file of the repository, no test.
type sourceFile struct {
	name    string // path from the root
	imports []string
	// declared are the names in it: "Copy", "Reader.ReadRecord", "Options.File", "feed.Copy".
	declared map[string]bool
}

// sourceFiles parses the Go files of the module.
func sourceFiles(t *testing.T) []*sourceFile {
	t.Helper()
	var files []*sourceFile
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (name != "." && strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if _, err := os.Stat(filepath.Join(root, name, "go.mod")); name != "." && err == nil {
			return fs.SkipDir // a module of its own
		}
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			files = append(files, parseSource(t, name))
		}
		return nil
	})
	if err != nil || len(files) == 0 {
		t.Fatal("no source", err)
	}
	return files
}

func parseSource(t *testing.T, name string) *sourceFile {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, name), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	f := &sourceFile{name: name, declared: map[string]bool{}}
	for _, i := range tree.Imports {
		f.imports = append(f.imports, strings.Trim(i.Path.Value, `"`))
	}
	declare := func(name string) {
		f.declared[name] = true
		f.declared[tree.Name.Name+"."+name] = true
	}
	for _, d := range tree.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				declare(d.Name.Name)
				continue
			}
			declare(receiver(d.Recv.List[0].Type) + "." + d.Name.Name)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.ValueSpec:
					for _, n := range s.Names {
						declare(n.Name)
					}
				case *ast.TypeSpec:
					declare(s.Name.Name)
					if body, ok := s.Type.(*ast.StructType); ok {
						for _, member := range body.Fields.List {
							for _, n := range member.Names {
								declare(s.Name.Name + "." + n.Name)
							}
						}
					}
				}
			}
		}
	}
	return f
}

// receiver returns the name of a method's type.
func receiver(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return receiver(e.X)
	case *ast.IndexExpr:
		return receiver(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// TestArchitectureNames shows that the files, folders and Go names that
// docs/architecture.md has in backquotes exist, and so do those of the README's paragraph on how
// it is built. If a paragraph, or an item of a list, names files, its Go names are declared in
// one of them, unless they begin with the name of their package.
func TestArchitectureNames(t *testing.T) {
	files := sourceFiles(t)
	_, built, ok := strings.Cut(document(t, "README.md"), "## How it is built\n")
	built, _, ok2 := strings.Cut(built, "\n## ")
	if !ok || !ok2 {
		t.Fatal("README.md does not say how it is built")
	}
	quoted := regexp.MustCompile("`([^`]+)`")
	identifier := regexp.MustCompile(`^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$`)
	item := regexp.MustCompile(`\n(?:[0-9]+\.|-|\|) |\n\n`)
	names := 0
	for _, block := range item.Split(document(t, architecture)+"\n\n"+built, -1) {
		spans := quoted.FindAllStringSubmatch(block, -1)
		var named []string
		for _, m := range spans {
			if strings.HasSuffix(m[1], ".go") {
				named = append(named, m[1])
			}
		}
		for _, m := range spans {
			name := m[1]
			switch {
			case isPath(name):
				names++
				if found, err := filepath.Glob(filepath.Join(root, name)); err != nil || len(found) == 0 {
					t.Errorf("there is no %s, in: %s", name, block)
				}
			case identifier.MatchString(name):
				names++
				if !slices.ContainsFunc(files, func(f *sourceFile) bool {
					qualified := strings.HasPrefix(name, path.Base(path.Dir(f.name))+".")
					return f.declared[name] && (len(named) == 0 || qualified || slices.Contains(named, f.name))
				}) {
					t.Errorf("%s is not declared in %s, in: %s", name, strings.Join(append(named, "any file")[:max(1, len(named))], ", "), block)
				}
			}
		}
	}
	if names < 100 {
		t.Errorf("only %d names", names)
	}
}

// isPath reports whether a name in backquotes is that of a file or folder.
func isPath(name string) bool {
	if strings.ContainsAny(name, " =") {
		return false
	}
	if strings.Contains(name, "/") || strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".md") {
		_, isField := feed.ColumnByName(name)
		return !isField
	}
	info, err := os.Stat(filepath.Join(root, name))
	return err == nil && info.IsDir()
}

// TestArchitectureLayout holds the table of packages in docs/architecture.md against the
// repository: it has each package once, and packages import only what is below them.
func TestArchitectureLayout(t *testing.T) {
	const module = "github.com/xeipuuwjyxo/geocodefeed/"
	_, table, _ := strings.Cut(document(t, architecture), "| place | what it is |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := make(map[string]int)
	for i, line := range strings.Split(table, "\n") {
		place, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(place, -1) {
			if rows[m[1]] != 0 {
				t.Errorf("%s is in the table twice", m[1])
			}
			rows[m[1]] = i + 1
		}
	}
	packages := make(map[string]bool)
	for _, f := range sourceFiles(t) {
		from := path.Dir(f.name)
		packages[from] = true
		for _, i := range f.imports {
			if to, ok := strings.CutPrefix(i, module); ok && rows[to] <= rows[from] && from != to {
				t.Errorf("%s imports %s, which is not below %s in the table", f.name, to, from)
			}
		}
	}
	for p := range packages {
		if rows[p] == 0 {
			t.Errorf("the table does not have %s", p)
		}
	}
	for p := range rows {
		if !packages[p] {
			t.Errorf("the table has %s, which is no package", p)
		}
	}
}

// TestDocumentsLinks shows that the files that documents link to exist.
func TestDocumentsLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:]+)\)`)
	for _, name := range append(documents(t), "CHANGELOG.md", "testdata/README.md", "findings/README.md") {
		for _, m := range link.FindAllStringSubmatch(document(t, name), -1) {
			if _, err := os.Stat(filepath.Join(root, path.Dir(name), m[1])); err != nil {
				t.Errorf("%s links to %s, which does not exist", name, m[1])
			}
		}
	}
}
