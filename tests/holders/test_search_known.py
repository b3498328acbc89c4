# SPDX-License-Identifier: MIT
"""What holds the key is told by name: clients' files, processes, the environment files of services."""
import base64
import os
import subprocess
import sys

from fixture import FORMATS, OLD, Tree, base64_of, content, in_namespace, mount, need_root
from sandbox import equal, main
from searching import NOBODY, driver


# ---- names ----

NAMES = {
    ".rack/config": "rack profile default",
    ".config/rclone/rclone.conf": "rclone remote cf",
    ".config/openstack/clouds.yaml": "clouds.yaml cloud rax",
    ".rackspace_cloud_credentials": "pyrax credentials",
    ".supernova": "supernova environment dfw",
    ".fog": "fog credentials default",
    ".raxrc": "raxmon credentials",
    ".cloudfuse": "cloudfuse",
    ".swiftly.conf": "swiftly",
    "site/.env": ".env",
    "a.tfvars": "Terraform variables",
    ".aws/credentials": "AWS profile default",
    ".s3cfg": "s3cmd profile default",
    ".duply/web/conf": "duply profile",
    ".acme.sh/account.conf": "acme.sh account",
    "Vagrantfile": "Vagrantfile",
    "admin-openrc.sh": "OpenStack rc file",
    "deploy/docker-compose.yml": "Compose file",
}


def test_known_files__are_named():
    with Tree() as tree:
        for path in NAMES:
            form = FORMATS.get(os.path.basename(path), "{}\n")
            tree.write(path, content(form, OLD))
        tree.write("secret.yaml", "kind: Secret\nmetadata:\n  name: swift\ndata:\n  k: "
                   + base64_of(OLD))
        tree.write("else.txt", OLD)
        found = driver(tree.files).by_path()
        equal({path: found[tree.path(path)].name for path in NAMES}, NAMES)
        equal(found[tree.path("secret.yaml")].name, "Kubernetes Secret swift")
        equal(found[tree.path("else.txt")].name, "")


def test_where_a_rewrite_would_be_wrong__manual_with_a_reason():
    files = {
        ".bash_history": f"curl -H 'X-Auth-Key: {OLD}'\n",
        ".git/objects/ab/cdef": OLD,
        "terraform.tfstate": f'{{"version": 4, "key": "{OLD}"}}',
        ".netrc": f"machine x login u password {OLD}\n",
        "data.db": b"SQLite format 3\0" + b"\0" * 100 + OLD.encode(),
        "a.zip": b"PK\3\4" + OLD.encode(),
        "late.yaml": f"# {'x' * 9000}\na: {OLD}\nb: ENC[AES256_GCM,data:x]\nsops:\n",
        "deploy/.gitlab-ci.yml": f"variables:\n  KEY: {OLD}\n",
    }
    with Tree() as tree:
        for path, data in files.items():
            tree.write(path, data)
        found = driver(tree.files).by_path()
        equal(sorted(found), sorted(tree.path(path) for path in files))
        for holder in found.values():
            equal((holder.path, holder.action), (holder.path, "manual"))
            assert len(holder.reason) > 10, holder.reason


# ---- known places ----

def test_known_places_in_the_home__even_when_it_is_no_root():
    with Tree() as tree:
        tree.write("home/.rack/config", content(FORMATS[".rack/config"], OLD))
        tree.write("home/.config/rclone/rclone.conf", content(FORMATS["rclone.conf"], OLD))
        tree.write("home/other", OLD)
        tree.write("dotfiles/fog", OLD)
        os.symlink(tree.path("dotfiles/fog"), tree.path("home/.fog"))
        found = driver("--home=" + tree.path("home")).by_path()
        equal(sorted(path for path in found if path.startswith(tree.files)),
              [tree.path("dotfiles/fog"), tree.path("home/.config/rclone/rclone.conf"),
               tree.path("home/.rack/config")])


def test_environment_files_of_units__are_read_and_named():
    with Tree() as tree:
        env = tree.write("etc/nightly.env", f"RS_API_KEY={OLD}\n")
        drop_in = tree.write("etc/extra.env", f"RS_API_KEY={OLD}\n")
        tree.write("home/.config/systemd/user/nightly.service",
                   f"[Service]\nEnvironmentFile=-{env}\nEnvironmentFile=/none/%i\nExecStart=/x\n")
        tree.write("home/.config/systemd/user/nightly.service.d/extra.conf",
                   f"[Service]\n EnvironmentFile={tree.path('etc')}/ext*.env\n")
        found = driver("--processes", "--home=" + tree.path("home")).by_path()
        for path in (env, drop_in):
            equal((found[path].name, found[path].action),
                  ("environment of nightly.service", "update"))


def test_environment_files_of_units_that_packages_bring__are_read_and_named():
    need_root()

    def check():
        with Tree() as tree:
            env = tree.write("etc/app.env", f"RS_API_KEY={OLD}\n")
            mount("-t", "tmpfs", "tmpfs", "/usr/lib/systemd/system")
            with open("/usr/lib/systemd/system/app.service", "w", encoding="utf-8") as unit:
                unit.write(f"[Service]\nEnvironmentFile={env}\nExecStart=/x\n")
            equal(driver("--processes").by_path()[env].name, "environment of app.service")
    in_namespace(check)


# ---- processes ----

def holding(argv, env):
    """A process that says when it runs, and ends with its standard input."""
    process = subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdout.read(1)
    return process


WAIT = "import sys; sys.stdout.write('.'); sys.stdout.flush(); sys.stdin.read()"


def process_of(search, process):
    found, = (f for f in search.found if f.kind == "process" and f.pid == process.pid)
    return found


def with_process(words, env, check):
    process = holding([sys.executable, "-c", WAIT, *words], env)
    try:
        with Tree() as tree:
            found = process_of(driver("--processes", tree.files), process)
            equal((found.action, found.path),
                  ("restart", os.path.realpath(sys.executable)))
            assert OLD not in found.reason + found.name + found.path
            check(found)
    finally:
        process.communicate()


def test_process_with_the_key_in_its_environment():
    def check(found):
        equal(found.encoding, "plain")
        assert "environment as RS_API_KEY" in found.reason, found.reason
        assert "arguments" not in found.reason, found.reason
    with_process([], {"A": "x" * 5000, "RS_API_KEY": OLD, "Z": "y"}, check)


def test_process_with_the_key_in_its_arguments():
    def check(found):
        equal(found.encoding, "percent")
        assert "arguments" in found.reason and "environment" not in found.reason, found.reason
    with_process(["--url=https://x/?k=" + "".join(f"%{ord(c):02x}" for c in OLD)], {}, check)


def test_process_with_both_in_base64():
    def check(found):
        equal(found.encoding, "base64")
        assert "arguments" in found.reason and "as H" in found.reason, found.reason
    basic = base64.b64encode(f"jqsmith:{OLD}".encode()).decode()
    with_process(["Basic " + basic], {"H": "Basic " + basic}, check)


def test_process_of_another_user__is_found_by_root():
    need_root()
    with Tree() as tree, subprocess.Popen(["sleep", "1000"], env={"RS_API_KEY": OLD}, user=NOBODY,
                                          group=NOBODY, extra_groups=[]) as process:
        found = process_of(driver("--processes", tree.files), process)
        process.kill()
        equal((found.action, found.name), ("restart", "sleep"))


def test_process_without_the_key__and_the_search_itself__are_not_found():
    key = os.urandom(16).hex()  # in no process of another run of these tests
    process = holding([sys.executable, "-c", WAIT, key[:-1]], {"RS_API_KEY": key[1:]})
    try:
        with Tree() as tree:
            search = driver("--processes", tree.files, key=key,
                            env={**os.environ, "RS_API_KEY": key})
            equal([f.pid for f in search.found if f.kind == "process"], [])
    finally:
        process.communicate()


main()
