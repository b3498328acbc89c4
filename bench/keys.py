# SPDX-License-Identifier: MIT
"""Reads the API keys of many users at once, with keyturn's identity client and with curl, in turns, from an
nginx with fixed answers over TLS on this machine; prints Markdown."""
import argparse
import os
import resource
import statistics
import subprocess
import tempfile
import time

CONF = """
daemon off; master_process off; worker_processes 1; error_log stderr crit; pid {dir}/pid;
events {{ worker_connections 1024; }}
http {{
    access_log off; keepalive_requests 100000; client_body_temp_path {dir}/b; proxy_temp_path {dir}/p;
    fastcgi_temp_path {dir}/f; uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s;
    default_type application/json;
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {dir}/server.pem; ssl_certificate_key {dir}/server.key;
        location /v2.0/users/ {{ return 200 '{key}'; }}
        location /v2.0/tokens {{ return 200 '{access}'; }}
    }}
}}
"""
KEY = '{"RAX-KSKEY:apiKeyCredentials":{"apiKey":"0123456789abcdef0123456789abcdef"}}'
ACCESS = ('{"access":{"token":{"id":"bench-token","expires":"2099-01-01T00:00:00.000Z"},"serviceCatalog":[],'
          '"user":{"id":"1","name":"jqsmith","roles":[{"id":"3","name":"identity:user-admin"}]}}}')


def timed(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


def curl_config(path, port, keys, ca):
    with open(path, "w", encoding="ascii") as out:
        out.write(f'cacert = "{ca}"\nheader = "X-Auth-Token: bench-token"\nheader = "Accept: application/json"\n'
                  'silent\nfail-with-body\n')
        for number in range(keys):
            out.write(f'url = "https://localhost:{port}/v2.0/users/{10000000 + number}/OS-KSADM/credentials/'
                      'RAX-KSKEY:apiKeyCredentials"\noutput = "/dev/null"\n')


def wait_for(port, ca):
    for _ in range(200):
        if subprocess.run(["curl", "-s", "--cacert", ca, f"https://localhost:{port}/v2.0/tokens"],
                          stdout=subprocess.DEVNULL, check=False).returncode == 0:
            return
        time.sleep(0.05)
    raise SystemExit("keys: nginx does not answer")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", required=True)
    parser.add_argument("--certificates", required=True)
    parser.add_argument("--keys", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=100)
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--port", type=int, default=18443)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([options.certificates, directory], check=True, stderr=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL)
        ca = os.path.join(directory, "ca.pem")
        conf = os.path.join(directory, "nginx.conf")
        with open(conf, "w", encoding="ascii") as out:
            out.write(CONF.format(dir=directory, port=options.port, key=KEY, access=ACCESS))
        nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", conf, "-p", directory])
        try:
            wait_for(options.port, ca)
            measure(options, directory, ca)
        finally:
            nginx.terminate()
            nginx.wait()


def measure(options, directory, ca):
    urls = os.path.join(directory, "urls")
    curl_config(urls, options.port, options.keys, ca)
    curl = ["curl", "--parallel", "--parallel-immediate", "--parallel-max", str(options.at_once), "-K", urls]
    programs = {
        "keyturn's client, HTTP/1.1": [options.reader, f"https://localhost:{options.port}", ca, str(options.keys),
                                       str(options.at_once)],
        "curl --parallel, HTTP/1.1": [*curl, "--http1.1"],
        "curl --parallel, HTTP/2": [*curl, "--http2"],
    }
    runs = {name: [] for name in programs}
    for _ in range(options.turns):
        for name, command in programs.items():
            runs[name].append(timed(command))
    best = runs["curl --parallel, HTTP/1.1"]
    print(f"{options.keys} keys, {options.at_once} at once, {options.turns} turns, load "
          f"{os.getloadavg()[0]:.1f}.\n")
    print("| program | requests a second | × curl, HTTP/1.1 | CPU a request, µs | × curl, HTTP/1.1 |")
    print("|---|--:|--:|--:|--:|")
    for name, run in runs.items():
        wall, cpu = (statistics.median(column) for column in zip(*run))
        wall_of, cpu_of = (statistics.median(column) for column in zip(*best))
        print(f"| {name} | {options.keys / wall:.0f} | {wall_of / wall:.2f} | {cpu / options.keys * 1e6:.0f} | "
              f"{cpu / cpu_of:.2f} |")


if __name__ == "__main__":
    main()
