// The network between one person's browser and the server: a relay of TCP that can be cut, and that can go silent
// as a dead radio link does. A page that was loaded through it has its sockets through it.
import { createServer, type Server as NetServer, type Socket, connect } from 'node:net';

export class Gate {
  private readonly sockets = new Set<Socket>();
  private readonly relay: NetServer;
  private up = true;
  private silent = false;
  port = 0;

  constructor(private readonly to: () => number) {
    this.relay = createServer((near) => {
      if (!this.up) return void near.destroy();
      const far = connect(this.to(), '127.0.0.1');
      this.join(near, far);
      this.join(far, near);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get passes(): boolean {
    return this.up && !this.silent;
  }

  async open(): Promise<this> {
    await new Promise<void>((done) => this.relay.listen(0, '127.0.0.1', done));
    this.port = (this.relay.address() as { port: number }).port;
    return this;
  }

  // Every connection ends, and no new one comes up until `mend`.
  cut(): void {
    this.up = false;
    for (const socket of this.sockets) socket.destroy();
  }

  // Bytes vanish in both directions; nobody is told.
  silence(): void {
    this.silent = true;
  }

  mend(): void {
    this.up = true;
    this.silent = false;
  }

  async end(): Promise<void> {
    this.cut();
    await new Promise((done) => this.relay.close(done));
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on('data', (data) => this.silent || to.write(data));
    from.on('error', () => {});
    from.on('close', () => {
      this.sockets.delete(from);
      to.destroy();
    });
  }
}
