// The clock and the faults: what happens to everybody at once.

import { $, badge, forInput, make, notice, options, wholeTime } from './dom.js';
import { FAULTS, currentTime, model, takeNow, titleOf } from './model.js';
import { post } from './talk.js';

let refresh = async () => {};

export function showClock() {
  $('now').textContent = wholeTime(currentTime());
  $('now').dateTime = currentTime().toISOString();
  $('clock-kind').textContent = model.virtual ? '虚拟时钟' : '真实时间';
  $('clock-moves').hidden = !model.virtual;
  $('clock-hint').hidden = model.virtual;
  badge($('faults-count'), model.faults.reduce((sum, fault) => sum + fault.count, 0));
}

async function move(body) {
  const buttons = $('clock-moves').querySelectorAll('button');
  buttons.forEach((button) => { button.disabled = true; });
  const done = await post('clock', body);
  buttons.forEach((button) => { button.disabled = false; });
  if (!done) return;
  takeNow(done.now);
  notice(`现在是 ${wholeTime(model.now)}`);
  await refresh();
}

function openFaults(chat) {
  const form = $('dialog-faults').querySelector('form');
  const chats = [
    ...model.customers.map((customer) => `customer:${customer.id}`),
    ...model.rooms.map((room) => `room:${room.id}`), ...model.staff.map((person) => `staff:${person.id}`),
  ];
  options(form.elements.chat, chats.map((name) => [name, titleOf(name)]), chat ?? chats[0]);
  const rows = model.faults.map((fault) => make('li', { text: `${titleOf(fault.chat)}：${FAULTS[fault.next]} × ${fault.count}` }));
  $('fault-list').replaceChildren(...rows);
  $('dialog-faults').showModal();
}

async function addFault(event) {
  if (event.submitter?.value !== 'ok') return;
  const { chat, next, count } = Object.fromEntries(new FormData(event.target));
  if (!await post('faults', { chat, next, count: Number(count) })) return;
  notice(`${titleOf(chat)}：接下来 ${count} 次发送会“${FAULTS[next]}”。`);
  await refresh();
}

function openClock() {
  const form = $('dialog-clock').querySelector('form');
  form.elements.at.value = forInput(currentTime());
  $('dialog-clock').showModal();
}

async function goTo(event) {
  if (event.submitter?.value !== 'ok') return;
  const { at } = Object.fromEntries(new FormData(event.target));
  await move({ set: `${at.length === 16 ? `${at}:00` : at}+08:00` });
}

// On a small screen the clock is a page of its own.
function place(narrow) {
  if (narrow) $('pane-clock').append(document.querySelector('.clock'));
  else document.querySelector('.top').append(document.querySelector('.clock'));
}

export function startClock(onChange, currentChat) {
  refresh = onChange;
  for (const button of $('clock-moves').querySelectorAll('[data-advance]')) {
    button.addEventListener('click', () => move({ advance: button.dataset.advance }));
  }
  $('clock-to').addEventListener('click', openClock);
  $('dialog-clock').querySelector('form').addEventListener('submit', goTo);
  $('faults-open').addEventListener('click', () => openFaults(currentChat()));
  $('dialog-faults').querySelector('form').addEventListener('submit', addFault);
  const narrow = matchMedia('(max-width: 760px)');
  narrow.addEventListener('change', () => place(narrow.matches));
  place(narrow.matches);
  setInterval(() => { if (!document.hidden && !model.virtual) showClock(); }, 1000);
}
