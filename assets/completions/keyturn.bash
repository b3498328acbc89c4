# SPDX-License-Identifier: MIT
# bash completion for keyturn(1)

_keyturn_profiles()
{
	sed -n 's/^\[profile[[:blank:]][[:blank:]]*\([^]]*\)\].*/\1/p' \
		"${XDG_CONFIG_HOME:-$HOME/.config}/keyturn/config.ini" 2>/dev/null
}

# The values of option $1, which begin with $2.
_keyturn_values()
{
	case $1 in
	--profile) mapfile -t COMPREPLY < <(compgen -W "$(_keyturn_profiles)" -- "$2") ;;
	--auth-url) mapfile -t COMPREPLY < <(compgen -W "rackspace-us rackspace-uk" -- "$2") ;;
	--theme) mapfile -t COMPREPLY < <(compgen -W "default dark light mono plain contrast" -- "$2") ;;
	--from) mapfile -t COMPREPLY < <(compgen -W "pass secret-tool op gpg file ask" -- "$2") ;;
	--sort) mapfile -t COMPREPLY < <(compgen -W "name role email created" -- "$2") ;;
	--secret) mapfile -t COMPREPLY < <(compgen -W "api-key password" -- "$2") ;;
	--config | --log | --out)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$2")
		;;
	--state-dir)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- "$2")
		;;
	esac
}

_keyturn()
{
	local commands="show scan rotate resume undo history contacts profile password mfa pin init profiles doctor help"
	local options="--profile= --auth-url= --username= --password-fd= --api-key-fd= --demo --json
		--no-input --quiet --verbose --log= --config= --state-dir= --ascii --no-color --pager --theme= --mouse --accessible
		--help --version"
	local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command="" i

	COMPREPLY=()
	# bash makes three words of --theme=mono.
	if [ "$current" = = ]; then
		_keyturn_values "$before" ""
		return
	elif [ "$before" = = ]; then
		_keyturn_values "${COMP_WORDS[COMP_CWORD - 2]}" "$current"
		return
	fi
	for ((i = 1; i < COMP_CWORD; i++)); do
		case " $commands " in
		*" ${COMP_WORDS[i]} "*)
			[ "${COMP_WORDS[i - 1]}" = = ] || command=${COMP_WORDS[i]}
			;;
		esac
	done
	case $command in
	show) options+=" --reveal" ;;
	rotate) options+=" --dry-run --confirm= --user= --all-contacts --keys-dir= --leaked" ;;
	undo) options+=" --dry-run --confirm=" ;;
	history) options+=" --verify" ;;
	profile) options+=" --dry-run --confirm= --user= --email= --region=" ;;
	password) options+=" --dry-run --confirm= --user= --new-password-fd=" ;;
	contacts) options+=" --roles --sort= --filter= --email= --region= --name= --disabled --new-password-fd= --reveal
		--out= --add= --remove= --dry-run --confirm=" ;;
	mfa) options+=" --dry-run --confirm= --user= --reveal --out= --code-fd= --count= --minutes=" ;;
	pin) options+=" --dry-run --confirm= --user= --reveal --new-pin-fd=" ;;
	init) options+=" --from= --entry= --secret= --replace --unverified" ;;
	esac
	if [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
		if [[ ${COMPREPLY[0]-} == *= ]]; then
			compopt -o nospace
		fi
	elif [ "$command" = scan ]; then
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	elif [ "$command" = password ]; then
		mapfile -t COMPREPLY < <(compgen -W "show change" -- "$current")
	elif [ "$command" = pin ]; then
		mapfile -t COMPREPLY < <(compgen -W "show change unlock reset" -- "$current")
	elif [ "$command" = contacts ] && [ "$before" = contacts ]; then
		mapfile -t COMPREPLY < <(compgen -W "list show add edit enable disable remove roles" -- "$current")
	elif [ "$command" = mfa ]; then
		mapfile -t COMPREPLY < <(compgen -W "show add-phone add-otp send-code verify remove enable disable unlock factor require optional default codes" -- "$current")
	elif [ -z "$command" ] || [ "$command" = help ]; then
		mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
	fi
}

complete -F _keyturn keyturn
