// Real processes for the browser tests: a demo server with its private Redis, in a folder that ends with it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export function binary(): string {
  const found = [process.env.BATON_TEST_BINARY, join(root, 'build/ci/baton')].find((path) => path && existsSync(path));
  if (!found) throw new Error('no baton to test; BATON_TEST_BINARY names it, tests/run.sh builds it');
  return found;
}

// The built web assets.
export const web = process.env.BATON_TEST_WEB ?? join(root, 'build/web');

// Waits for a condition and gives its value; the deadline is for what went wrong, not for what is slow.
export async function until<T>(what: string, ask: () => T | Promise<T>, deadline = 20_000): Promise<NonNullable<T>> {
  for (const end = Date.now() + deadline; ; ) {
    const value = await ask();
    if (value) return value as NonNullable<T>;
    if (Date.now() > end) throw new Error(`not within ${deadline} ms: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

export class Server {
  readonly folder = mkdtempSync(join(tmpdir(), 'be-'));
  private child: ChildProcess | null = null;
  private output = '';
  port = 0;

  constructor(
    private readonly command: 'demo' | 'serve' = 'demo',
    private readonly options: string[] = [],
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get log(): string {
    return this.output;
  }

  // Starts, or starts again on the same port with the same data.
  async start(): Promise<this> {
    const options = ['--port', String(this.port), '--data-dir', join(this.folder, 'data'), '--static-dir', web];
    const child = spawn(binary(), [this.command, ...options, '--nodes', '2', ...this.options], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    let heard = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (data) => {
        heard += data;
        this.output += data;
      });
    const port = await until('the server listens', () => {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${heard}`);
      return /http:\/\/127\.0\.0\.1:(\d+)/.exec(heard)?.[1];
    });
    this.port = Number(port);
    await until('the server is ready', () => fetch(`${this.url}/readyz`).then((r) => r.ok, () => false));
    return this;
  }

  // The site's settings, as a person would change them: exported, edited, applied.
  settings(edit: (toml: string) => string): void {
    const file = join(this.folder, 'site.toml');
    writeFileSync(file, edit(this.exported()));
    execFileSync(binary(), ['site', 'apply', ...this.redis, file]);
  }

  exported(): string {
    return execFileSync(binary(), ['site', 'export', ...this.redis], { encoding: 'utf8' });
  }

  private get redis(): string[] {
    return ['--redis', `unix:${join(this.folder, 'data/redis/redis.sock')}`];
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  }

  async end(): Promise<void> {
    await this.kill('SIGTERM');
    this.killRedis(); // a killed server leaves its private Redis to the next one
    rmSync(this.folder, { recursive: true, force: true });
  }

  private killRedis(): void {
    const file = join(this.folder, 'data/redis/redis.pid');
    if (existsSync(file)) {
      try {
        process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
      } catch {
        // it has ended already
      }
    }
  }
}
