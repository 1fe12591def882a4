// A browser with a person in front of it, as far as signing in needs one: it keeps cookies, follows redirects, and fills in the form
// kc-form-login as published test tools do. It stops where the application's own address would be called.
import assert from 'node:assert/strict';

const unescape = (text) => text.replaceAll('&amp;', '&').replaceAll('&#43;', '+').replaceAll('&#34;', '"').replaceAll('&#39;', "'");

function attribute(tag, name) {
  const found = tag.match(new RegExp(`\\s${name}="([^"]*)"`));
  return found ? unescape(found[1]) : undefined;
}

export class Browser {
  #cookies = new Map();

  constructor(home) {
    this.home = home;
  }

  async #visit(address, body) {
    const { host } = new URL(address);
    const held = this.#cookies.get(host) ?? new Map();
    const cookie = [...held].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, { method: body ? 'POST' : 'GET', body, redirect: 'manual', headers: cookie ? { cookie } : {} });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      held.set(name, value);
    }
    this.#cookies.set(host, held);
    return response;
  }

  // open is an address seen to its end: what the application is told, or the page that does not go on.
  async open(address) {
    return this.#follow(address, await this.#visit(address));
  }

  async #follow(from, response) {
    for (let turns = 0; turns < 8; turns++) {
      const to = response.headers.get('location');
      if (!to) {
        return { status: response.status, page: await response.text(), from, why: response.headers.get('x-sandpiper-why') };
      }
      const next = new URL(to, from);
      if (next.href.startsWith(this.home)) return { back: next };
      from = next.href;
      response = await this.#visit(from);
    }
    throw new Error(`no end of redirects: ${from}`);
  }

  // fill sends the page's form back with every field as it stands, but for those given; a choice that is not made is the first.
  async fill({ page, from }, given) {
    const form = page.match(/<form id="kc-form-login"[^>]*>[\s\S]*?<\/form>/)?.[0];
    assert.ok(form, `no form kc-form-login at ${from}: ${page}`);
    const fields = new URLSearchParams();
    for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
      if (attribute(tag, 'type') === 'radio' && !tag.includes(' checked')) continue;
      fields.set(attribute(tag, 'name'), attribute(tag, 'value') ?? '');
    }
    for (const [name, value] of Object.entries(given)) {
      if (name !== 'username' || fields.has('username')) fields.set(name, value);
    }
    const action = new URL(attribute(form, 'action'), from).href;
    return this.#follow(action, await this.#visit(action, fields));
  }

  // signIn opens an address, gives a name, answers whatever else is asked, and is what the application is told, or the last page.
  async signIn(address, username, more = {}) {
    let seen = await this.open(address);
    for (let pages = 0; seen.page && pages < 3; pages++) seen = await this.fill(seen, { username, ...more });
    return seen;
  }
}
