# SPDX-License-Identifier: MIT
"""OpenStack's Swift client: version 1 sign-in with the key, version 2 with the password (its
version 2 sends no API keys)."""
import logging

from sandbox import PASSWORD, Sandbox, Skip, equal, key_of, main

try:
    import swiftclient
    from swiftclient import ClientException
except ImportError:
    swiftclient, ClientException = None, ()


def account(sandbox, secret, version):
    if swiftclient is None:
        raise Skip("python3-swiftclient is not installed")
    logging.getLogger("swiftclient").setLevel(logging.CRITICAL)
    connection = swiftclient.Connection(
        authurl=sandbox.url + "/" + version, user="jqsmith", key=secret, retries=0,
        auth_version=version[1:], tenant_name="5830280", os_options={"region_name": "DFW"})
    headers, containers = connection.get_account()
    equal(containers, [])
    return headers


def is_refused(sandbox, secret, version):
    try:
        account(sandbox, secret, version)
    except ClientException:
        return True
    return False


def test_version_1__with_the_key__reads_the_account():
    with Sandbox() as s:
        headers = account(s, s.key(s.token("jqsmith")), "v1.0")
        equal(headers["x-account-container-count"], "0")


def test_version_1__after_a_reset__takes_the_new_key_alone():
    with Sandbox() as s:
        token = s.token("jqsmith")
        old, new = s.key(token), key_of(s.reset(token))
        equal(account(s, new, "v1.0")["x-account-object-count"], "0")
        assert is_refused(s, old, "v1.0"), "the old key signs in"


def test_version_2__with_the_password__reads_the_account():
    with Sandbox() as s:
        equal(account(s, PASSWORD, "v2.0")["x-account-container-count"], "0")
        assert is_refused(s, "wrong", "v2.0"), "a wrong password signs in"


if __name__ == "__main__":
    main()
