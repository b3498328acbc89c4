# SPDX-License-Identifier: MIT
# fish completion for keyturn(1)

function __keyturn_profiles
	set -l config $HOME/.config
	test -n "$XDG_CONFIG_HOME"; and set config $XDG_CONFIG_HOME
	sed -n 's/^\[profile[[:blank:]][[:blank:]]*\([^]]*\)\].*/\1/p' $config/keyturn/config.ini 2>/dev/null
end

set -l commands show scan rotate resume undo history init profiles doctor help

complete -c keyturn -f
complete -c keyturn -n "not __fish_seen_subcommand_from $commands" -a show -d 'tell the state of the key'
complete -c keyturn -n "not __fish_seen_subcommand_from $commands" -a scan -d 'find what holds the key here'
complete -c keyturn -n "not __fish_seen_subcommand_from $commands" -a rotate -d 'reset the key and put it where the old one was'
complete -c keyturn -n "not __fish_seen_subcommand_from $commands" -a resume -d 'finish an interrupted rotation or undo'
complete -c keyturn -n "not __fish_seen_subcommand_from $commands" -a undo -d 'put back the files of a rotation'
complete -c keyturn -n "not __fish_seen_subcommand_from $commands" -a init -d 'make a profile'
complete -c keyturn -n "not __fish_seen_subcommand_from $commands" -a history -d 'tell what was done to keys here'
complete -c keyturn -n "not __fish_seen_subcommand_from $commands" -a profiles -d 'list the configured accounts'
complete -c keyturn -n "not __fish_seen_subcommand_from $commands" -a doctor -d 'tell what works here'
complete -c keyturn -n "not __fish_seen_subcommand_from $commands" -a help -d 'tell the options of a command'
complete -c keyturn -n '__fish_seen_subcommand_from help' -a "$commands"
complete -c keyturn -n '__fish_seen_subcommand_from scan' -F

complete -c keyturn -l profile -x -a '(__keyturn_profiles)' -d 'the account of config.ini to use'
complete -c keyturn -l auth-url -x -a 'rackspace-us rackspace-uk' -d 'identity service'
complete -c keyturn -l username -x -d 'who signs in'
complete -c keyturn -l password-fd -x -d 'read the password from a descriptor'
complete -c keyturn -l api-key-fd -x -d 'read the API key from a descriptor'
complete -c keyturn -l demo -d 'use the embedded sandbox and its account'
complete -c keyturn -l json -d 'print one JSON object'
complete -c keyturn -l no-input -d 'never ask'
complete -c keyturn -s q -l quiet -d 'only errors on standard error'
complete -c keyturn -s v -l verbose -d 'tell each step on standard error'
complete -c keyturn -l log -r -F -d 'append what is done to this file'
complete -c keyturn -l config -r -F -d 'read this file instead of config.ini'
complete -c keyturn -l state-dir -x -a '(__fish_complete_directories)' -d 'keep state there'
complete -c keyturn -l ascii -d 'draw with ASCII only'
complete -c keyturn -l no-color -d 'no colour'
complete -c keyturn -l pager -d 'a long report goes through $PAGER'
complete -c keyturn -l theme -x -a 'default dark light mono plain contrast' -d 'colours'
complete -c keyturn -l mouse -d 'use the mouse in the panel'
complete -c keyturn -l accessible -d 'for screen readers and braille displays'
complete -c keyturn -s h -l help -d 'print the options and exit'
complete -c keyturn -s V -l version -d 'print the version and exit'

complete -c keyturn -n '__fish_seen_subcommand_from show' -l reveal -d 'print the key itself'
complete -c keyturn -n '__fish_seen_subcommand_from rotate' -l user -x -d 'whose key; may be repeated'
complete -c keyturn -n '__fish_seen_subcommand_from rotate' -l all-contacts -d 'the keys of all users of the account'
complete -c keyturn -n '__fish_seen_subcommand_from rotate' -l keys-dir -x -a '(__fish_complete_directories)' -d 'reset many at once; new keys go here'
complete -c keyturn -n '__fish_seen_subcommand_from rotate' -l leaked -d 'also revoke the tokens that can be found'
complete -c keyturn -n '__fish_seen_subcommand_from history' -l verify -d 'check the chain of records'
complete -c keyturn -n '__fish_seen_subcommand_from init' -l from -x -a 'pass secret-tool op gpg file ask' -d 'where the secret comes from'
complete -c keyturn -n '__fish_seen_subcommand_from init' -l entry -r -F -d 'its name or path there'
complete -c keyturn -n '__fish_seen_subcommand_from init' -l secret -x -a 'api-key password' -d 'what it is'
complete -c keyturn -n '__fish_seen_subcommand_from init' -l replace -d 'write over a profile of that name'
complete -c keyturn -n '__fish_seen_subcommand_from init' -l unverified -d 'write it even if the sign-in fails'
complete -c keyturn -n '__fish_seen_subcommand_from rotate' -l dry-run -d 'show what would be done; change nothing'
complete -c keyturn -n '__fish_seen_subcommand_from rotate' -l confirm -x -d 'do not ask: this is whose key it is'
complete -c keyturn -n '__fish_seen_subcommand_from undo' -l dry-run -d 'show what would be done; change nothing'
complete -c keyturn -n '__fish_seen_subcommand_from undo' -l confirm -x -d 'do not ask: this is whose key it is'
