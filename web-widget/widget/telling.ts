// What the server is told of the visitor beside messages: the page they are on, and what the site knows of them. Said
// over a line that is up, else kept for the next welcome; a page is never told twice running.
import { type Client, Refusal } from '../client/api.ts';
import type { Methods } from '../client/wire.ts';
import { type Papers, type Profile, onNavigation, pageNow } from './papers.ts';

export class Telling {
  private profile: Profile | undefined;
  private page = '';
  readonly stop: () => void;

  constructor(
    private readonly client: Client<'visitor'>,
    private readonly papers: Papers,
  ) {
    const stops = [client.welcomed(() => this.welcomed()), onNavigation(() => this.moved())];
    this.stop = () => {
      for (const stop of stops) stop();
    };
  }

  identify(identity: string): void {
    this.papers.identity = identity; // the next hello says it, too
    this.tell({ identity });
  }

  update(profile: Profile): void {
    this.profile = { ...this.profile, ...profile };
    this.tellProfile();
  }

  moved(): void {
    const page = pageNow();
    if (JSON.stringify(page) === this.page || this.client.snapshot.link !== 'ready') return;
    this.page = JSON.stringify(page);
    this.tell({ page });
  }

  private welcomed(): void {
    this.page = JSON.stringify(pageNow()); // hello said it
    this.tellProfile();
  }

  private tellProfile(): void {
    if (!this.profile || this.client.snapshot.link !== 'ready') return;
    this.tell(this.profile);
    this.profile = undefined;
  }

  private tell(params: Methods['visitor.update']['params']): void {
    if (this.client.snapshot.link !== 'ready') return;
    this.client.call('visitor.update', params).catch((error) => {
      // The site's developer wants to know; a lost line is told by the next hello.
      if (error instanceof Refusal) console.warn(`Baton: ${error.message}`, error.data.field ?? '');
    });
  }
}
