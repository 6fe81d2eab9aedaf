// How the page talks to the sandbox: posts, and one long poll that never stops.

import { notice } from './dom.js';

const API = '/sandbox/api/';

export async function get(path, signal) {
  const answer = await fetch(API + path, { signal, cache: 'no-store' });
  if (!answer.ok) throw new Error(await sentence(answer));
  return answer.json();
}

// What was posted was stored when this returns; a refusal is shown and gives null.
export async function post(path, body) {
  try {
    const form = body instanceof FormData;
    const answer = await fetch(API + path, {
      method: 'POST',
      headers: form ? {} : { 'Content-Type': 'application/json' },
      body: form ? body : JSON.stringify(body ?? {}),
    });
    if (answer.ok) return await answer.json();
    notice(await sentence(answer), true);
  } catch {
    notice('没有送到：和沙盒的连接断了。', true);
  }
  return null;
}

async function sentence(answer) {
  try {
    return (await answer.json()).error ?? `出错了（${answer.status}）`;
  } catch {
    return `出错了（${answer.status}）`;
  }
}

export async function follow(last, onEvents, onState) {
  let pause = 500;
  let first = true;
  for (;;) {
    try {
      const wait = first ? 0 : 25;
      const timeout = AbortSignal.timeout((wait + 10) * 1000);
      const { events, last: seq } = await get(`events?after=${last()}&wait=${wait}`, timeout);
      await onEvents(events, seq);
      onState('live');
      pause = 500;
      first = false;
    } catch {
      onState('lost');
      await sleep(pause);
      pause = Math.min(pause * 2, 5000);
    }
  }
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
