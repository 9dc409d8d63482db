#compdef feedconv
# Completion of feedconv in zsh: source <(feedconv completion zsh)

_feedconv() {
	local line program=${~words[1]} files=
	local -a values
	for line in "${(@f)$($program completion -complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
		case $line in
		'') ;;
		:files*) files=$line ;;
		*) values+=("${${line%%$'\t'*}//:/\\:}:${${line#*$'\t'}#$line}") ;;
		esac
	done
	if (( $#values )); then
		_describe -V feedconv values
	fi
	if [[ $files == :files= ]]; then
		compset -P '*='
	fi
	if [[ -n $files ]]; then
		_files
	fi
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
	_feedconv "$@"
else
	compdef _feedconv feedconv
fi
