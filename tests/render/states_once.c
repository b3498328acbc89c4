/* SPDX-License-Identifier: MIT */
#include "states_once.h"

#include "states_reset.h"

const char STATE_PASSWORD[] = "Zx8Qm2Lr5Tn1";
const char STATE_CODES[] = "40718263\n51829374\n62930485\n73041596\n84152607\n"
			   "95263718\n06374829\n17485930\n28596041\n39607152";
const char STATE_OTP[] = "otpauth://totp/Rackspace:my%20phone?secret="
			 "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Rackspace";

static void open(struct script *script, enum once_what what, const char *whose, const char *secret)
{
	state_settings_page(script);
	script_once(script, what, whose, secret);
	script_wait(script, 10000); /* what was said before is gone */
}

static void show(struct script *script)
{
	script_key(script, 's');
	script_wait(script, 3000);
}

void state_once_password(struct script *script)
{
	open(script, ONCE_PASSWORD, "dev4", STATE_PASSWORD);
}

void state_once_password_shown(struct script *script)
{
	state_once_password(script);
	show(script);
}

void state_once_codes(struct script *script)
{
	open(script, ONCE_CODES, "jqsmith", STATE_CODES);
}

void state_once_codes_shown(struct script *script)
{
	state_once_codes(script);
	show(script);
}

void state_once_otp(struct script *script)
{
	open(script, ONCE_OTP, "my phone", STATE_OTP);
}

void state_once_otp_shown(struct script *script)
{
	state_once_otp(script);
	show(script);
}

/* 64 characters to be typed in. */
void state_once_otp_long_shown(struct script *script)
{
	open(script, ONCE_OTP, "a device with a name that is rather long for one",
		"otpauth://totp/Rackspace:a%20device%20with%20a%20name%20that%20is%20rather%20long?"
		"secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
		"&issuer=Rackspace");
	show(script);
}

void state_once_copied(struct script *script)
{
	state_once_password(script);
	script_key(script, 'c');
}

void state_once_leave(struct script *script)
{
	state_once_codes(script);
	script_key(script, KEYPRESS_ESCAPE);
}

void state_once_quit(struct script *script)
{
	state_once_password(script);
	script_key(script, KEYPRESS_CTRL_C);
}

void state_once_hostile(struct script *script)
{
	open(script, ONCE_PASSWORD, "配置\033]52;c;aGk=\a日本語の名前", STATE_PASSWORD);
}
