/** Instead of the page that was asked for, another. */
export class ConsoleRedirect extends Error {
  constructor(readonly path: string) {
    super('another page comes first');
    this.name = 'ConsoleRedirect';
  }
}
