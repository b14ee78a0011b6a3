// The server's time as this machine reckons it, ticking every second while the page is seen: ages of what waits.
import { computed, signal } from '@preact/signals';

export class Clock {
  private offset = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  readonly now = signal(Date.now());
  readonly minute = computed(() => Math.floor(this.now.value / 60_000));

  set(server: number): void {
    this.offset = server - Date.now();
    this.tick();
  }

  readonly tick = (): void => {
    this.now.value = Date.now() + this.offset;
  };

  start(): () => void {
    const seen = () => {
      clearInterval(this.timer);
      if (document.visibilityState !== 'visible') return;
      this.tick();
      this.timer = setInterval(this.tick, 1000);
    };
    seen();
    document.addEventListener('visibilitychange', seen);
    return () => {
      clearInterval(this.timer);
      document.removeEventListener('visibilitychange', seen);
    };
  }
}
