// A message as it looks in a chat.

import { make, shortTime } from './dom.js';
import { STATES, currentTime, nameOf } from './model.js';

// `tools`: press(message, action), and optionally edit(message), answer(message).
function bubble(message, mine, chat, tools) {
  if (message.toast) return make('p', { className: 'aside', text: `弹出提示：${message.text}` });
  if (message.deleted) {
    return make('article', { className: 'bubble gone', data: { seq: message.seq } }, make('div', { text: '消息已删除' }));
  }
  const inRoom = !mine && chat.name.startsWith('room:');
  const card = inRoom && message.sender === 'bot';
  const element = make('article', {
    className: `bubble${mine ? ' mine' : ''}${card ? ' card' : ''}`,
    data: { seq: message.seq, sender: message.sender },
  });
  if (chat.name.startsWith('room:')) element.append(make('div', { className: 'sender', text: nameOf(message.sender) }));
  else element.append(make('span', { className: 'visually-hidden', text: `${nameOf(message.sender)}：` }));
  const quoted = message.reply_to && chat.bySeq.get(message.reply_to);
  if (quoted) element.append(make('span', { className: 'quote', text: `${nameOf(quoted.sender)}：${firstLine(quoted)}` }));
  if (message.media.length) element.append(make('div', { className: 'pictures' }, ...message.media.map(picture)));
  if (message.text) element.append(make('div', { className: 'text', text: message.text }));
  element.append(foot(message, mine, tools));
  if (message.actions.length) {
    const buttons = message.actions.map((action) => make('button', {
      type: 'button', text: action.label, on: { click: () => tools.press(message, action) }, data: { action: action.id },
    }));
    element.append(make('div', { className: 'actions' }, ...buttons));
  }
  return element;
}

function foot(message, mine, tools) {
  const meta = make('div', { className: 'meta' });
  if (mine && tools.edit && !message.text.startsWith('/')) meta.append(make('button', { type: 'button', text: '修改', on: { click: () => tools.edit(message) } }));
  if (tools.answer) meta.append(make('button', { type: 'button', text: '回复', on: { click: () => tools.answer(message) }, 'aria-label': `回复：${firstLine(message).slice(0, 20)}` }));
  if (message.edited) meta.append(make('span', { text: '已修改' }));
  meta.append(make('time', { text: shortTime(message.at, currentTime()), dateTime: message.at.toISOString() }));
  return meta;
}

function picture(file) {
  const name = file.name || '附件';
  if (file.kind === 'photo') return make('img', { src: file.url, alt: name });
  if (file.kind === 'video') return make('video', { src: file.url, controls: true, preload: 'none', 'aria-label': name });
  if (file.kind === 'voice') return make('audio', { src: file.url, controls: true, preload: 'none', 'aria-label': name });
  return make('a', { href: file.url, download: name }, make('span', { text: '📎', 'aria-hidden': 'true' }), make('span', { text: name }));
}

export function firstLine(message) {
  if (message.deleted) return '消息已删除';
  return message.text.split('\n')[0] || message.media.map(() => '［附件］').join('') || '…';
}

// A message of the product's that has not simply arrived.
function waiting(delivery) {
  const state = make('div', { className: 'state', text: STATES[delivery.state] ?? delivery.state });
  if (delivery.reason) state.append(make('span', { className: 'quiet', text: `（${delivery.reason}）` }));
  return make(
    'article', { className: 'bubble waiting', data: { state: delivery.state } },
    delivery.text && make('div', { className: 'text', text: delivery.text }), state,
  );
}

// What a message shows, as one string: while it is the same, its element stays.
function sign(message, mine, chat) {
  const quoted = message.reply_to && chat.bySeq.get(message.reply_to);
  return JSON.stringify([
    message.text, message.actions, message.media, message.edited, message.deleted, mine,
    nameOf(message.sender), shortTime(message.at, currentTime()), quoted && firstLine(quoted),
  ]);
}

export function messageRow(message, mine, chat, tools) {
  return { key: `m${message.seq}`, sign: sign(message, mine, chat), make: () => bubble(message, mine, chat, tools) };
}

export function waitingRows(deliveries) {
  return deliveries.map((delivery, n) => ({ key: `w${n}`, sign: JSON.stringify(delivery), make: () => waiting(delivery) }));
}

// The container shows these rows, in order; what did not change is not touched, so that a screen reader
// hears only what is new. `update` goes on inside a row that stays.
export function reconcile(container, rows) {
  const old = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let next = container.firstElementChild;
  for (const row of rows) {
    let element = old.get(row.key);
    old.delete(row.key);
    if (!element || element.dataset.sign !== row.sign) {
      const fresh = row.make();
      fresh.dataset.key = row.key;
      fresh.dataset.sign = row.sign;
      if (element && next === element) next = fresh;
      element?.replaceWith(fresh);
      element = fresh;
    }
    row.update?.(element);
    if (element === next) next = element.nextElementSibling;
    else container.insertBefore(element, next);
  }
  for (const gone of old.values()) gone.remove();
}

// Shows the rows in a chat's log, and stays at its end unless the reader has scrolled away from there;
// `jump` brings him back to it.
export function refill(log, chat, rows, jump = false) {
  if (log.dataset.chat !== chat) log.replaceChildren();
  const toEnd = jump || log.dataset.chat !== chat || isAtEnd(log);
  log.dataset.chat = chat;
  const action = log.contains(document.activeElement) ? document.activeElement.dataset.action : undefined;
  reconcile(log, rows);
  if (toEnd) log.scrollTop = log.scrollHeight;
  if (action && document.activeElement === document.body) {
    const same = [...log.querySelectorAll('[data-action]')].find((button) => button.dataset.action === action);
    (same ?? log).focus({ preventScroll: true });
  }
}

const isAtEnd = (log) => log.scrollHeight - log.scrollTop - log.clientHeight < 80;

// A picture that arrives late must not push the newest message out of sight.
export function keepEndInSight(log) {
  log.addEventListener('load', (event) => {
    if (log.scrollHeight - log.scrollTop - log.clientHeight < event.target.offsetHeight + 80) log.scrollTop = log.scrollHeight;
  }, true);
}
