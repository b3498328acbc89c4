# SPDX-License-Identifier: MIT
"""After a rotation the programs that read the files sign in with the new key, by themselves."""
import configparser
import os
import subprocess

from fixture import need
from sandbox import Skip, equal, main
from world import World

try:
    import yaml
    from openstack.config import OpenStackConfig
    from swiftclient import authv1  # the plugin v1password
except ImportError:
    OpenStackConfig = authv1 = yaml = None
try:
    from libcloud.storage.drivers.cloudfiles import CloudFilesStorageDriver
except ImportError:
    CloudFilesStorageDriver = None


def rotated(files):
    """A world after its rotation; the URL of its service stands for URL in the files."""
    world = World({})
    world.forms = {name: form.replace("URL", world.sandbox.url) for name, form in files.items()}
    for name in world.forms:
        world.write(name, world.text(name, world.old))
    done = world.rotate()
    equal((done.status, len(done.json["holders"])), (0, len(files)))
    return world


def run(world, *words, **environment):
    done = subprocess.run(words, env={"PATH": os.environ["PATH"], "HOME": world.home.path,
                                      **environment},
                          capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


RCLONE = ".config/rclone/rclone.conf"


def test_rclone__reads_its_configuration():
    need("rclone")
    with rotated({RCLONE: "[cf]\ntype = swift\nuser = jqsmith\nkey = {}\nauth = URL/v2.0\n"
                          "region = DFW\n"}) as w:
        words = ("rclone", "--retries=1", "--low-level-retries=1", "lsd", "cf:")
        equal(run(w, *words), (0, ""))
        w.write(RCLONE, w.text(RCLONE, w.old))
        assert run(w, *words)[0] != 0, "the old key signs in"


CLOUDS = """clouds:
  rax:
    auth_type: rackspace_apikey
    auth:
      auth_url: URL/v2.0
      username: jqsmith
      api_key: {}
    region_name: DFW
  files:
    auth_type: v1password
    auth:
      auth_url: URL/v1.0
      username: jqsmith
      password: '{}'
    region_name: DFW
"""


def test_clouds_yaml__openstacksdk_signs_in_with_what_it_reads():
    if OpenStackConfig is None:
        raise Skip("python3-openstacksdk or python3-swiftclient is not installed")
    with rotated({".config/openstack/clouds.yaml": CLOUDS}) as w:
        path = w.path(".config/openstack/clouds.yaml")
        config = OpenStackConfig(config_files=[path], secure_files=[], vendor_files=[],
                                 load_envvars=False)
        assert config.get_one("files").get_session().get_token()
        # No Debian package has the plugin that signs in with the other.
        with open(path, encoding="utf-8") as file:
            equal(yaml.safe_load(file)["clouds"]["rax"]["auth"]["api_key"], w.key())


def test_libcloud__reads_an_ini():
    if CloudFilesStorageDriver is None:
        raise Skip("python3-libcloud is not installed")
    name = ".rackspace_cloud_credentials"
    with rotated({name: "[rackspace_cloud]\nusername = jqsmith\napi_key = {}\n"}) as w:
        ini = configparser.ConfigParser()
        ini.read(w.path(name))
        account = ini["rackspace_cloud"]
        driver = CloudFilesStorageDriver(account["username"], account["api_key"], region="dfw",
                                         secure=False, ex_force_auth_url=w.sandbox.url)
        equal(driver.list_containers(), [])


def test_shell__sources_an_rc_file():
    need("curl")
    with rotated({"openrc.sh": "export OS_USERNAME=jqsmith\nexport OS_PASSWORD='{}'  # key\n"}) as w:
        body = '{"auth":{"RAX-KSKEY:apiKeyCredentials":{"username":"%s","apiKey":"%s"}}}'
        equal(run(w, "sh", "-c", ". \"$HOME/openrc.sh\"; printf '" + body + "' \"$OS_USERNAME\" "
                  "\"$OS_PASSWORD\" | curl -fsS -o /dev/null -H 'Content-Type: application/json' "
                  "-d @- \"$URL\"", URL=w.sandbox.url + "/v2.0/tokens"), (0, ""))


if __name__ == "__main__":
    main()
