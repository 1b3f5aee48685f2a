/** As much of a browser as signing in and reading pages takes. One request at a time. */
export class Browser {
  /** @param {string} url */
  constructor(url) {
    this.url = url;
    /** @type {Map<string, string>} */
    this.cookies = new Map();
    this.token = '';
  }

  /** @param {string} path */
  async get(path) {
    const answer = await this.follow(path);
    const body = await answer.text();
    this.token = /name="_csrf" value="([^"]*)"/.exec(body)?.[1] ?? this.token;
    return { status: answer.status, body };
  }

  /** A form of a page of this browser's. @param {string} path @param {Record<string, string>} fields */
  async post(path, fields) {
    await this.get(path);
    const body = new URLSearchParams({ ...fields, _csrf: this.token }).toString();
    const answer = await this.send(path, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    await answer.arrayBuffer();
    if (answer.status !== 303) throw new Error(`${path} was answered with ${String(answer.status)}`);
  }

  /** Milliseconds from the request to the last byte, by way of where it leads. @param {string} path */
  async time(path) {
    const started = performance.now();
    const answer = await this.follow(path);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`${path} was answered with ${String(answer.status)}`);
    return performance.now() - started;
  }

  /** A search for a citizen leads to an address in which they are sealed. @param {string} path */
  async follow(path) {
    const answer = await this.send(path, {});
    const location = answer.headers.get('location');
    if (answer.status !== 303 || location === null) return answer;
    await answer.arrayBuffer();
    return this.send(location, {});
  }

  /** @param {string} path @param {RequestInit} init */
  async send(path, init) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(this.url + path, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, origin: this.url, accept: 'text/html', ...(cookie !== '' && { cookie }) },
    });
    for (const header of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (header.split(';')[0] ?? '').split('=');
      this.cookies.set(name, value);
    }
    return answer;
  }
}
