# SPDX-License-Identifier: MIT
"""Apache Libcloud's Rackspace drivers."""
from sandbox import Sandbox, Skip, equal, key_of, main

try:
    from libcloud.common.openstack_identity import OpenStackIdentity_2_0_Connection
    from libcloud.common.types import InvalidCredsError
    from libcloud.storage.drivers.cloudfiles import CloudFilesStorageDriver
except ImportError:
    CloudFilesStorageDriver, InvalidCredsError = None, ()


def containers(sandbox, key):
    if CloudFilesStorageDriver is None:
        raise Skip("python3-libcloud is not installed")
    driver = CloudFilesStorageDriver("jqsmith", key, region="dfw", secure=False,
                                     ex_force_auth_url=sandbox.url)
    return driver.list_containers()


def is_refused(sandbox, key):
    try:
        containers(sandbox, key)
    except InvalidCredsError:
        return True
    return False


def test_cloud_files__with_the_key__lists_containers():
    with Sandbox() as s:
        equal(containers(s, s.key(s.token("jqsmith"))), [])


def test_cloud_files__after_a_reset__takes_the_new_key_alone():
    with Sandbox() as s:
        token = s.token("jqsmith")
        old, new = s.key(token), key_of(s.reset(token))
        assert is_refused(s, old), "the old key signs in"
        equal(containers(s, new), [])


def test_identity__with_the_key__finds_every_service():
    with Sandbox() as s:
        if CloudFilesStorageDriver is None:
            raise Skip("python3-libcloud is not installed")
        identity = OpenStackIdentity_2_0_Connection(
            auth_url=s.url, user_id="jqsmith", key=s.key(s.token("jqsmith")))
        identity.authenticate(auth_type="api_key")
        names = {entry["name"] for entry in identity.urls}
        assert {"cloudFiles", "cloudServersOpenStack", "cloudDNS"} <= names, names
        assert len(identity.auth_token) > 150


if __name__ == "__main__":
    main()
