# SPDX-License-Identifier: MIT
"""keyturn-sandbox, and an account at it."""
import json
import subprocess
from dataclasses import dataclass

from programs import write

USERNAME, USER_ID, KEY = "jqsmith", "172157", "0123456789abcdef0123456789abcdef"


@dataclass
class Account:
    profile: str   # config.ini
    curl: list     # a command that signs in and gets the key with curl and jq
    process: subprocess.Popen

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()


def start(sandbox, scratch):
    """An account with an API key: with a password the service's Argon2 would be what is timed."""
    user = {"name": USERNAME, "id": USER_ID, "email": "john.smith@example.org",
            "domain": "5830280", "role": "identity:user-admin", "apiKey": KEY}
    seed = write(f"{scratch}/seed.json", json.dumps({"users": [user]}))
    key = write(f"{scratch}/key", KEY + "\n")
    process = subprocess.Popen([sandbox, "--exit-with-stdin", f"--seed={seed}"],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    url = process.stdout.readline().strip().removesuffix("/")
    auth = write(f"{scratch}/auth.json", json.dumps(
        {"auth": {"RAX-KSKEY:apiKeyCredentials": {"username": USERNAME, "apiKey": KEY}}}))
    script = f"""
token=$(curl -fsS -H 'Content-Type: application/json' -d @{auth} {url}/v2.0/tokens |
	jq -r .access.token.id)
curl -fsS -H "X-Auth-Token: $token" \\
	{url}/v2.0/users/{USER_ID}/OS-KSADM/credentials/RAX-KSKEY:apiKeyCredentials |
	jq -c '."RAX-KSKEY:apiKeyCredentials"'
"""
    profile = (f"[profile bench]\nservice = {url}\nusername = {USERNAME}\n"
               f"api_key_command = cat {key}\n")
    return Account(profile, ["sh", "-c", script], process)
