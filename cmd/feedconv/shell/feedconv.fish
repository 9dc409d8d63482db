# Completion of feedconv in fish: feedconv completion fish | source

function __feedconv_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    for line in ($program completion -complete -- $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case ':files='
                set -l parts (string split -m 1 = -- $current)
                string replace -r '^' "$parts[1]=" -- (__fish_complete_path "$parts[2]")
            case '*'
                echo $line
        end
    end
end

complete -c feedconv -f -a '(__feedconv_complete)'
