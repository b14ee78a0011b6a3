"""What `deploy/` ships is fit to be used: the unit, the image, compose, and the proxies with a real WebSocket.

What needs a program that is not here (caddy) is skipped; packages.txt brings the others.
"""
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess

import pytest
import websockets
import yaml

from servers import ROOT, Process, binary, until
from wire import Connection

DEPLOY = ROOT / "deploy"


def run(*words, env=None):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, env=env, timeout=60)
    return done.returncode, done.stdout + done.stderr


def packages(section):
    listed = (DEPLOY / "packages.txt").read_text().split(f"[{section}]\n")[1].split("[")[0]
    return [line.strip() for line in listed.splitlines() if line.strip() and not line.startswith("#")]


def options_are_good(words, environment=None):
    """`serve` and its options, as the program itself judges them; starts nothing."""
    assert words[0] == "serve", words
    code, said = run(binary(), "config", "check", *words[1:], env={"PATH": os.environ["PATH"], **(environment or {})})
    assert code == 0, said


# --- the service

def test_the_unit_is_shut_in(world):
    code, said = run("systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", DEPLOY / "baton.service")
    exposure = re.search(r"exposure level for baton\.service: ([\d.]+)", said)
    assert code == 0 and exposure and float(exposure[1]) <= 2.0, said


def test_the_unit_is_sound(world):
    text = (DEPLOY / "baton.service").read_text()
    here = world.folder / "baton.service"
    here.write_text(text.replace("/usr/local/bin/baton", binary()))
    code, said = run("systemd-analyze", "verify", "--man=no", here)
    assert code == 0 and "baton.service" not in said, said
    assert "Type=notify" in text and "KillMode=mixed" in text
    commands = re.findall(r"^Exec\w+=/usr/local/bin/baton (.*)$", text, re.M)
    assert commands == ["config check", "serve"]
    options_are_good(["serve"])
    secret = re.search(r"^#Environment=(\w+)=", text, re.M)[1]
    (world.folder / "url").write_text("redis://:secret@127.0.0.1:6379\n")
    options_are_good(["serve"], {secret: str(world.folder / "url")})


# --- the image and compose

def instructions():
    text = re.sub(r"\\\n", " ", (DEPLOY / "Dockerfile").read_text())
    return [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_the_image_is_made_from_what_is_there():
    lines = instructions()
    ignored = (ROOT / ".dockerignore").read_text().split()
    copied = [words.split() for name, words in lines if name == "COPY"]
    for *sources, _ in copied:
        if not sources[0].startswith("--from"):
            for source in sources:
                assert (ROOT / source).exists() and f"/{source}" not in ignored, source
    installed = re.findall(r"deploy/install-packages\.sh ([a-z ]+?)(?: &&|$)", "\n".join(w for n, w in lines if n == "RUN"), re.M)
    assert [section.split() for section in installed] == [["build", "web"], ["run"]]
    for section in ("build", "web", "run"):
        assert packages(section)
    assert "apt-get install" not in (DEPLOY / "Dockerfile").read_text(), "packages.txt is the one list"
    assert all(words.split()[0] in ("debian:12", "debian:12-slim") for name, words in lines if name == "FROM")


def test_the_image_runs_without_rights():
    lines = instructions()
    last = {name: words for name, words in lines}
    assert last["USER"] == "10001:10001" and "useradd --uid 10001" in " ".join(w for n, w in lines if n == "RUN")
    assert json.loads(last["ENTRYPOINT"]) == ["baton"]
    options_are_good(json.loads(last["CMD"]))
    check = json.loads(last["HEALTHCHECK"].split(" CMD ")[1])
    assert check[0] == "baton" and run(binary(), *check[1:], "--help")[0] == 0


def test_what_the_program_needs_is_installed_with_it():
    needed = set()
    for library in re.findall(r"=> (/\S+)", run("ldd", binary())[1]):
        code, owner = run("dpkg", "-S", os.path.realpath(library))
        if code != 0:  # the package may know it by the path without /usr
            code, owner = run("dpkg", "-S", re.sub("^/usr", "", os.path.realpath(library)))
        assert code == 0, f"of which package is {library}?"
        needed.add(owner.split(":")[0])
    # Of every Debian, or of a sanitizer's build.
    needed = {name for name in needed if name not in ("libc6", "libgcc-s1") and not re.match(r"lib(asan|ubsan|tsan)\d", name)}
    assert needed and needed <= set(packages("run")), f"[run] lacks {needed - set(packages('run'))}"


def test_compose():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    baton, redis = services["baton"], services["redis"]
    options_are_good(baton["command"], baton["environment"])
    assert baton["environment"]["BATON_REDIS_URL"] == "redis://redis:6379" and "redis" in baton["depends_on"]
    assert (DEPLOY / baton["build"]["context"] / baton["build"]["dockerfile"]).samefile(DEPLOY / "Dockerfile")
    settings = dict(zip(redis["command"][1::2], redis["command"][2::2]))
    assert redis["image"].startswith("redis:7") and "redis:/data" in redis["volumes"]
    assert settings["--appendonly"] == "yes" and settings["--maxmemory-policy"] == "noeviction"
    assert all(isinstance(word, str) for word in redis["command"] + baton["command"])


def test_an_installation_finds_its_pages(world):
    prefix, pages = world.folder / "usr", ROOT / "build/web"
    code, said = run("cmake", "--install", os.path.dirname(binary()), "--prefix", prefix)
    assert code == 0 and (prefix / "bin/baton").exists() and (prefix / "share/doc/baton/site.example.toml").exists(), said
    assert (prefix / "share/baton/web").exists() == pages.exists(), "what the web build made goes with it"
    (prefix / "share/baton/web").mkdir(parents=True, exist_ok=True)
    _, shown = run(prefix / "bin/baton", "config", "show")
    assert f'static_dir = "{prefix}/share/baton/web"' in shown, shown


async def test_the_doctor_likes_composes_redis(world):
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    folder = world.folder / "redis"
    folder.mkdir()
    world._add(Process, "redis", [*services["redis"]["command"], "--port", 0, "--unixsocket", folder / "sock", "--dir", folder])
    await until((folder / "sock").exists)
    _, said = run(binary(), "doctor", "--redis", f"unix:{folder}/sock", "--port", 0)
    assert "Redis evicts nothing" in said and "appendfsync everysec" in said and "functions that carry all writes" in said, said


# --- proxies

def free_ports(count):
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(contextlib.closing(socket.socket())) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def nginx_files(world, server):
    """The shipped file with this machine's ports, certificate and backend, inside the frame of a whole configuration."""
    plain, secure = free_ports(2)
    code, said = run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=chat.example.com",
                     "-keyout", world.folder / "key.pem", "-out", world.folder / "cert.pem")
    assert code == 0, said
    site = (DEPLOY / "nginx.conf").read_text()
    for old, new in ((r"^ *listen \[::\].*\n", ""), (r"listen 80;", f"listen 127.0.0.1:{plain};"),
                     (r"listen 443 ", f"listen 127.0.0.1:{secure} "), (r"/etc/letsencrypt\S+fullchain\.pem", f"{world.folder}/cert.pem"),
                     (r"/etc/letsencrypt\S+privkey\.pem", f"{world.folder}/key.pem"), (r"127\.0\.0\.1:8080", f"127.0.0.1:{server.port}")):
        site, changes = re.subn(old, new, site, flags=re.M)
        assert changes, old
    (world.folder / "site.conf").write_text(site)
    frame = f"""{'user root;' if os.geteuid() == 0 else ''}
daemon off; worker_processes 1; pid {world.folder}/nginx.pid; error_log {world.folder}/nginx-error.log;
events {{}}
http {{
  access_log off;
  {' '.join(f'{kind}_temp_path {world.folder}/{kind};' for kind in ('client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'))}
  include {world.folder}/site.conf;
}}
"""
    (world.folder / "nginx.conf").write_text(frame)
    return plain, secure


def listens(port):
    with contextlib.closing(socket.socket()) as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def trust_all():
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    return trust


def get(port, path, secure):
    """(status, headers, text); follows no redirection."""
    plain = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=trust_all()) if secure else plain
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


async def proxied(port):
    """A socket as a page of the proxied address opens it."""
    address = f"127.0.0.1:{port}"
    return Connection(await websockets.connect(
        f"wss://{address}/v1/ws", subprotocols=["baton.v1"], ssl=trust_all(), origin=f"https://{address}", close_timeout=0.2))


async def test_nginx(world):
    server = await world.demo("--trusted-proxies", "127.0.0.1", "--static-dir", world.web())
    plain, secure = nginx_files(world, server)
    nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    command = [nginx, "-p", world.folder, "-c", world.folder / "nginx.conf"]
    code, said = run(*command, "-t")
    assert code == 0 and "successful" in said and "warn" not in said, said
    proxy = world._add(Process, "nginx", command)
    await until(lambda: proxy.running() and listens(plain), what="nginx listens")
    status, headers, _ = get(plain, "/console/", secure=False)
    assert status == 301 and headers["Location"] == "https://127.0.0.1/console/"
    status, headers, text = get(secure, "/demo/", secure=True)
    assert status == 200 and "Shop" in text and headers["Strict-Transport-Security"] and headers["Content-Security-Policy"]
    assert get(secure, "/metrics", secure=True)[0] == 404
    customer = await proxied(secure)
    greeting = await customer.call("hello", {"role": "visitor"})
    assert greeting["you"]["role"] == "visitor"
    code, said = run(*command, "-s", "reload")
    assert code == 0, said
    assert await (await proxied(secure)).call("hello", {"role": "visitor"})
    assert (await customer.call("ping"))["time"] and not customer.closed.done(), "a reload keeps it"


@pytest.mark.skipif(not shutil.which("caddy"), reason="caddy is not installed")
def test_caddy():
    code, said = run("caddy", "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile")
    assert code == 0 and "Valid configuration" in said, said
    adapted = json.loads(subprocess.run(["caddy", "adapt", "--config", DEPLOY / "Caddyfile"], capture_output=True, text=True).stdout)
    assert '"dial": "127.0.0.1:8080"' in json.dumps(adapted)
