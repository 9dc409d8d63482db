# Completion of feedconv in bash: source <(feedconv completion bash)

_feedconv() {
	local line word=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]/#\~/$HOME}
	COMPREPLY=()
	if [[ $word == "=" ]]; then
		word=
	fi
	while IFS= read -r line; do
		if [[ $line != :files* ]]; then
			COMPREPLY+=("${line%%$'\t'*}")
			continue
		fi
		compopt -o filenames 2>/dev/null
		while IFS= read -r line; do
			COMPREPLY+=("$line")
		done < <(compgen -f -- "$word")
	done < <("$program" completion -complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}

complete -F _feedconv feedconv
