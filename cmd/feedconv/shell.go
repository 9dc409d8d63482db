package main

import _ "embed"

var (
	//go:embed shell/feedconv.bash
	bashScript string
	//go:embed shell/feedconv.zsh
	zshScript string
	//go:embed shell/feedconv.fish
	fishScript string
)

// shellScripts are what "feedconv completion" prints.
var shellScripts = []struct{ shell, text string }{
	{"bash", bashScript},
	{"zsh", zshScript},
	{"fish", fishScript},
}
