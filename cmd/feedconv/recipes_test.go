package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// recipesDocument has commands of other programs.
const recipesDocument = "docs/recipes.md"

// recipeChecks say, of what a recipe needs, which command shows that it is there. Else it is a
// program of that name.
var recipeChecks = map[string][]string{
	"pandas":   {"python3", "-c", "import pandas"},
	"postgres": {"psql", "-c", "SELECT 1"},
}

// isThere reports whether what a recipe needs can be used.
func isThere(need string) bool {
	check := recipeChecks[need]
	if check == nil {
		_, err := exec.LookPath(need)
		return err == nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return exec.CommandContext(ctx, check[0], check[1:]...).Run() == nil
}

// TestRecipes runs the blocks of docs/recipes.md, each in a folder of its own, and compares
// what they print. A block whose program is not installed is skipped. With -update the test
// writes the output.
func TestRecipes(t *testing.T) {
	needCommand(t)
	const begin, end = "```sh needs=", "```\n"
	examples, err := filepath.Abs(filepath.Join(root, "testdata"))
	if err != nil {
		t.Fatal(err)
	}
	text := document(t, recipesDocument)
	var got strings.Builder
	blocks := 0
	for rest := text; ; {
		before, after, ok := strings.Cut(rest, begin)
		got.WriteString(before)
		if !ok {
			break
		}
		need, after, _ := strings.Cut(after, "\n")
		block, after, ok := strings.Cut(after, end)
		if !ok {
			t.Fatal("a block is not closed")
		}
		rest = after
		blocks++
		played := block
		t.Run(need, func(t *testing.T) {
			if !isThere(need) {
				t.Skipf("%s is not installed here, or cannot be used: its recipe is not run", need)
			}
			dir := t.TempDir()
			if err := os.Symlink(examples, filepath.Join(dir, "testdata")); err != nil {
				t.Fatal(err)
			}
			if played = play(t, dir, block); played != block && !*update {
				t.Errorf("%s does not show what this prints; run the test with -update and look at the difference:\n%s", recipesDocument, played)
			}
		})
		got.WriteString(begin + need + "\n" + played + end)
	}
	if blocks < 9 {
		t.Errorf("only %d recipes", blocks)
	}
	if *update && got.String() != text {
		if err := os.WriteFile(filepath.Join(root, recipesDocument), []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}
