package e2e_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sdano/test/proc"
)

// The commands of docs/quickstart.md are run in one shell, in their order, and
// must print what stands below them.
func TestQuickstartPrintsWhatItSays(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	text, err := os.ReadFile(filepath.Join(proc.Root(), "docs", "quickstart.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir, p := demo(t)
	script, want := transcript(string(text))
	if len(want) < 6 {
		t.Fatalf("only %d transcripts found", len(want))
	}
	script = strings.ReplaceAll(script, "http://127.0.0.1:8080", p.URL)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", script)
	cmd.Dir, cmd.Env = dir, proc.Env("LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("bash: %v", err)
	}
	got := strings.Split(string(out), mark)
	for i, w := range want {
		if i+1 >= len(got) {
			t.Fatalf("the script ended after %d parts:\n%s", len(got)-1, out)
		}
		if g := strings.TrimSpace(got[i+1]); !pattern(w).MatchString(g) {
			t.Errorf("part %d prints\n%s\nbut the document says\n%s", i+1, g, w)
		}
	}
}

const mark = "\n-- part --\n"

var block = regexp.MustCompile("(?s)```sh\n(.*?)```(?:\n```text\n(.*?)```)?")

// transcript returns the commands as one script that marks its parts, and the
// output that each part promises.
func transcript(doc string) (script string, want []string) {
	var b strings.Builder
	for _, m := range block.FindAllStringSubmatch(doc, -1) {
		b.WriteString("printf '\\n-- part --\\n'\n" + m[1])
		want = append(want, strings.TrimSpace(m[2]))
	}
	return b.String(), want
}

func pattern(want string) *regexp.Regexp {
	return regexp.MustCompile(`\A` + strings.ReplaceAll(regexp.QuoteMeta(want), "…", "[^\n]*") + `\z`)
}
