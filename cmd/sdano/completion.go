package main

import (
	"fmt"
	"sort"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish,powershell" help:"bash, zsh, fish или powershell."`
}

// Run prints the script for a shell, made from the program's own commands.
func (c completionCmd) Run(e *env) error {
	words := map[string][]string{}
	collect(e.model.Node, "", words)
	var script string
	switch c.Shell {
	case "bash":
		script = bashScript(words)
	case "zsh":
		script = "autoload -U +X bashcompinit && bashcompinit\n" + bashScript(words)
	case "fish":
		script = fishScript(words)
	default:
		script = powershellScript(words)
	}
	_, err := fmt.Fprint(e.out, script)
	return err
}

// collect fills, per command path, the words that may follow.
func collect(n *kong.Node, path string, words map[string][]string) {
	list := []string{}
	for _, child := range n.Children {
		list = append(list, child.Name)
		collect(child, strings.TrimSpace(path+" "+child.Name), words)
	}
	for at := n; at != nil; at = at.Parent {
		for _, f := range at.Flags {
			if !f.Hidden {
				list = append(list, "--"+f.Name)
			}
		}
	}
	sort.Strings(list)
	words[path] = list
}

func paths(words map[string][]string) []string {
	out := make([]string, 0, len(words))
	for p := range words {
		out = append(out, p)
	}
	sort.Strings(out)
	return out
}

func bashScript(words map[string][]string) string {
	var b strings.Builder
	b.WriteString("_sdano() {\n  local path=\"\" w words\n")
	b.WriteString("  for w in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do case \"$path $w\" in\n")
	for _, p := range paths(words) {
		if p != "" {
			parent := ""
			if i := strings.LastIndexByte(p, ' '); i >= 0 {
				parent = p[:i]
			}
			fmt.Fprintf(&b, "    %q) path=%q ;;\n", parent+" "+p[strings.LastIndexByte(p, ' ')+1:], p)
		}
	}
	b.WriteString("  esac; done\n  case \"$path\" in\n")
	for _, p := range paths(words) {
		fmt.Fprintf(&b, "    %q) words=%q ;;\n", p, strings.Join(words[p], " "))
	}
	b.WriteString("  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n")
	b.WriteString("complete -o default -F _sdano sdano\n")
	return b.String()
}

func fishScript(words map[string][]string) string {
	var b strings.Builder
	for _, p := range paths(words) {
		condition := "__fish_use_subcommand"
		if p != "" {
			condition = "__fish_seen_subcommand_from " + p[strings.LastIndexByte(p, ' ')+1:]
		}
		for _, w := range words[p] {
			if name, flag := strings.CutPrefix(w, "--"); flag {
				fmt.Fprintf(&b, "complete -c sdano -n %q -l %s\n", condition, name)
			} else {
				fmt.Fprintf(&b, "complete -c sdano -n %q -f -a %s\n", condition, w)
			}
		}
	}
	return b.String()
}

func powershellScript(words map[string][]string) string {
	var b strings.Builder
	b.WriteString("Register-ArgumentCompleter -Native -CommandName sdano -ScriptBlock {\n")
	b.WriteString("  param($word, $ast, $cursor)\n  $words = @{\n")
	for _, p := range paths(words) {
		fmt.Fprintf(&b, "    '%s' = '%s'\n", p, strings.Join(words[p], " "))
	}
	b.WriteString("  }\n  $path = ''\n")
	b.WriteString("  foreach ($e in $ast.CommandElements | Select-Object -Skip 1) {\n")
	b.WriteString("    $next = \"$path $e\".Trim(); if ($words.ContainsKey($next)) { $path = $next }\n  }\n")
	b.WriteString("  $words[$path].Split(' ') | Where-Object { $_ -like \"$word*\" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }\n}\n")
	return b.String()
}
