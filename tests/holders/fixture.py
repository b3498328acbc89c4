# SPDX-License-Identifier: MIT
"""Files as clients keep a key in them, and the rewrite run on one of them."""
import base64
import ctypes
import os
import shutil
import struct
import subprocess
import tempfile
import traceback
import urllib.parse

from sandbox import Skip

OLD = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
SAME = "f47ac10b58cc4372a5670e02b2c3d479"
LONGER = "Zx9-longer_than_the_old_one-0123456789abcdef"
SHORTER = "abcdef0123456789abcd"


def base64_of(text):
    return base64.b64encode(text.encode()).decode()


def base64url_of(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def percent_of(text):
    return "".join(f"%{ord(c):02X}" for c in text)


# What holds a key, with the key left open. A function where the key is not there as it is.
FORMATS = {
    ".rack/config": "api-key={}\nusername=jqsmith\n\n[uk]\napi-key = {}\nusername = jq.uk\n",
    ".rackspace_cloud_credentials": "[rackspace_cloud]\nusername = jqsmith\napi_key = {}\n",
    ".supernova": "[dfw]\nOS_USERNAME=jqsmith\nOS_PASSWORD={}\nNOVA_API_KEY={}\n[lon]\n"
                  "OS_PASSWORD = USE_KEYRING['lon']\n",
    "openrc.sh": "#!/bin/sh\nexport OS_AUTH_SYSTEM=rackspace\nexport OS_PASSWORD='{}'  # key\n",
    "clouds.yaml": "clouds:\n  rax:\n    profile: rackspace\n    auth_type: rackspace_apikey\n"
                   "    auth:\n      username: jqsmith\n      api_key: {}   # jqsmith's\n",
    "secure.yaml": "clouds: {{rax: {{auth: {{api_key: \"{}\"}}}}}}",
    "rclone.conf": "[cf]\r\ntype = swift\r\nuser = jqsmith\r\nkey = {}\r\nauth = https://x/v1.0\r\n",
    ".fog": "---\n:default:\n  :rackspace_username: jqsmith\n  :rackspace_api_key: '{}'\n",
    "knife.rb": "knife[:rackspace_api_key] = \"{}\"\nknife[:x] = ENV['RACKSPACE_API_KEY']\n",
    "upload.py": "driver = get_driver(Provider.RACKSPACE)('jqsmith', '{}', region='dfw')\n",
    ".raxrc": "[credentials]\nusername=jqsmith\napi_key={}\n[auth_api]\nurl=https://x/v1.0\n",
    "terraform.tfvars": "username = \"jqsmith\"\napi_key  = \"{}\"\n",
    "packer.json": "{{\n  \"api_key\": \"{}\",\n  \"region\": \"DFW\"\n}}\n",
    "Vagrantfile": "rs.username = 'jqsmith'\nrs.api_key = '{}'\n",
    "conf": "export CLOUDFILES_USERNAME=jqsmith\nexport CLOUDFILES_APIKEY={}",
    ".cloudfuse": "username=jqsmith\napi_key={}\nuse_snet=False\n",
    ".swiftly.conf": "[swiftly]\nauth_key = {}\n",
    "account.conf": "SAVED_RACKSPACE_Username='jqsmith'\nSAVED_RACKSPACE_Apikey='{}'\n",
    "api-key": "{}",
    "api-key-bom": "\ufeff{}\r\n",
    "app.php": "<?php\n$client = new Rackspace(X, ['apiKey' => '{}', 'u' => 'j\u00f6rg']);\n",
    "app.xml": "<rackspace><apiKey>{}</apiKey></rackspace>\n",
    "credentials": "[default]\naws_access_key_id = AKIA\naws_secret_access_key = {}\n",
    ".s3cfg": "[default]\naccess_key = a\nsecret_key = {}\nhost_base = x\n",
    ".env": "RS_USERNAME=jqsmith\nRS_API_KEY={}\n",
    "compose.yaml": "services:\n  a:\n    environment:\n      - RS_API_KEY={}\n      - B={}\n",
    "secret-clear.yaml": "kind: Secret\nstringData:\n  cloud.conf: |\n    secret = {}\n",
    "secret.yaml": lambda key: f"kind: Secret\ndata:\n  api-key: {base64_of(key)}\n",
    "secret-file.yaml": lambda key: "data:\n  rclone.conf: " +
                        base64_of(f"[a]\nkey = {key}\n[b]\nkey = {key}\nuser = x\n") + "\n  u: eA==\n",
    "basic.conf": lambda key: f"header: Authorization: Basic {base64_of('jqsmith:' + key)}\n",
    "url-base64": lambda key: f"token={base64url_of('{' + key + '}?>')}&x=1\n",
    "duplicati.url": lambda key: "cloudfiles://box?auth-password=" +
                     urllib.parse.quote(key) + "&cloudfiles-accesskey=" + percent_of(key) + "&u=j\n",
    "backup.service": "[Service]\nEnvironment=RS_API_KEY={} RS_REGION_NAME=DFW\n",
}


def content(form, key):
    text = form(key) if callable(form) else form.replace("{{", "\0").replace("}}", "\1") \
        .replace("{}", key).replace("\0", "{").replace("\1", "}")
    return text.encode()


BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"


def base64_runs(data, key):
    """Runs of base64 text that hold the key, as (offset, length, encoding)."""
    at = 0
    while at < len(data):
        if data[at] not in BASE64:
            at += 1
            continue
        end = at
        while end < len(data) and data[end] in BASE64:
            end += 1
        while end < len(data) and data[end:end + 1] == b"=":
            end += 1
        run = data[at:end].rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        for skip in range(4):
            part = run[skip:]
            plain = base64.b64decode(part[:len(part) // 4 * 4]) if part else b""
            plain += base64.b64decode(part[len(part) // 4 * 4:] + b"==") \
                if len(part) % 4 > 1 else b""
            if key in plain:
                yield from [(at, end - at, "base64")] * plain.count(key)
                break
        at = end


def every(data, needle):
    at = data.find(needle)
    while at >= 0:
        yield at
        at = data.find(needle, at + len(needle))


def occurrences(data, key):
    """Where the key is, as a search reports it."""
    key = key.encode()
    found = [(at, len(key), "plain") for at in every(data, key)]
    escaped = percent_of(key.decode()).encode()
    found += [(at, len(escaped), "percent") for at in every(data, escaped)]
    return found + list(base64_runs(data, key))


def state(path):
    s = os.stat(path)
    return f"{s.st_dev}:{s.st_ino}:{s.st_size}:{s.st_mtime_ns}:{s.st_ctime_ns}"


def read(path):
    with open(path, "rb") as file:
        return file.read()


class Tree:
    """A directory with files that hold a key, and one for backups; a context manager."""

    def __init__(self, under=None, two=False):
        self.two = ["--two"] if two else []  # keys are then two lines: access and secret
        self.top = os.path.realpath(tempfile.mkdtemp(prefix="keyturn-test-", dir=under))
        self.backups = os.path.join(self.top, "backups")
        self.files = os.path.join(self.top, "files")
        os.mkdir(self.backups, 0o700)
        os.mkdir(self.files)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top)

    def path(self, name):
        return os.path.join(self.files, name)

    def write(self, name, data, mode=0o600):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data if isinstance(data, bytes) else data.encode())
        os.chmod(path, mode)
        return path

    def found(self, path, old=OLD):
        """The words that describe to the driver how the search found the file."""
        places = [(*place, part) for part, value in enumerate(old.split("\n"))
                  for place in occurrences(read(path), value)]
        return [path, state(path), *(f"{a}:{n}:{e}:{part}" for a, n, e, part in places)]

    def words(self, found, program=None):
        return [program or os.environ["REWRITE_DRIVER"], *self.two, self.backups, *found]

    def run(self, found, new=SAME, old=OLD, before=(), program=None, **options):
        return subprocess.run(
            [*before, *self.words(found, program)], input=f"{old}\n{new}".encode(),
            stdout=subprocess.PIPE, timeout=60, check=False, **options)

    def rewrite(self, found, new=SAME, old=OLD, **options):
        """The result's name, and the backup or the reason."""
        done = self.run(found, new, old, **options)
        assert done.returncode == 0, done
        result, _, rest = done.stdout.decode().rstrip("\n").partition(" ")
        return result, rest

    def names(self):
        return sorted(os.listdir(self.files))

    def backup_names(self):
        return sorted(os.listdir(self.backups))


# ---- other circumstances ----

def forked(function):
    """Runs it in a process of its own; what went wrong there, or "ok"."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            function()
            said = b"ok"
        except BaseException:  # pylint: disable=broad-except
            said = traceback.format_exc().encode()
        os.write(writer, said)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def in_namespace(function):
    """Runs it where mounts are its own; Skip when that is not permitted."""
    def inside():
        unshare(NEW_MOUNTS)
        mount("--make-rprivate", "/")
        function()

    said = forked(inside)
    if "NotPermitted" in said:
        raise Skip("mounts are not permitted here")
    assert said == "ok", said


def alone(function):
    """Runs it where no other processes come and go, and where a program that forbids it may still be
    traced; Skip when that is not permitted."""
    def first():
        mount("-t", "proc", "proc", "/proc")
        function()

    def inside():
        unshare(NEW_MOUNTS)
        mount("--make-rprivate", "/")
        unshare(NEW_PROCESSES)  # the next one to start is its first
        said = forked(first)
        assert said == "ok", said

    said = forked(inside)
    if "NotPermitted" in said:
        raise Skip("namespaces are not permitted here")
    assert said == "ok", said


NEW_MOUNTS, NEW_PROCESSES, NEW_USERS = 0x20000, 0x20000000, 0x10000000


class NotPermitted(Exception):
    pass


def write_line(path, line):
    with open(path, "w", encoding="ascii") as file:
        file.write(line)


def unshare(what):
    """Root may; others as the root of a namespace of users of their own, where the system lets them."""
    user, group = os.geteuid(), os.getegid()
    if ctypes.CDLL(None).unshare(what | (NEW_USERS if user != 0 else 0)) != 0:
        raise NotPermitted
    if user != 0:
        write_line("/proc/self/setgroups", "deny")
        write_line("/proc/self/uid_map", f"0 {user} 1")
        write_line("/proc/self/gid_map", f"0 {group} 1")


def mount(*words):
    if subprocess.run(["mount", *words], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        raise NotPermitted


def need(program):
    if shutil.which(program) is None:
        raise Skip(f"no {program}")


def need_root():
    if os.geteuid() != 0:
        raise Skip("only root may")


def set_attribute(path, name, value):
    try:
        os.setxattr(path, name, value)
    except OSError as error:
        raise Skip(f"{name} cannot be set here: {error.strerror}") from error


def acl(*entries):
    """The kernel's form of an ACL: (tag, permissions, id) each."""
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


UNNAMED = 0xffffffff
ACL = acl((1, 6, UNNAMED), (2, 4, 12345), (4, 4, UNNAMED), (0x10, 4, UNNAMED), (0x20, 0, UNNAMED))
