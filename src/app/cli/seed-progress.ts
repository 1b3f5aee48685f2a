const EVERY_TICKETS = 10_000;

/** Tells how far a long seeding is, how fast it goes and how long it will take still; on standard error, for whoever waits. */
export function seedProgress(total: number, now: () => Date, write: (line: string) => void): (written: number) => void {
  const started = now().getTime();
  return (written) => {
    if (written % EVERY_TICKETS !== 0 || written === total) return;
    const seconds = Math.max(0.001, (now().getTime() - started) / 1000);
    const left = Math.round(((total - written) * seconds) / written);
    write(
      `${String(written)} of ${String(total)} tickets, ${String(Math.round(written / seconds))} a second, ${minutesOf(left)} to go\n`,
    );
  };
}

function minutesOf(seconds: number): string {
  return seconds < 90 ? `${String(seconds)} s` : `${String(Math.round(seconds / 60))} min`;
}
