// The customers' side: pick one, and be him.

import { $, badge, make, notice, shortTime, writesLikeAMessenger } from './dom.js';
import { PROFILES, chatOf, currentTime, customerOf, model } from './model.js';
import { firstLine, keepEndInSight, messageRow, refill, waitingRows } from './bubbles.js';
import { post } from './talk.js';

let chosen = null;
let editing = null;
let acted = null;                     // { chat, seq }: he spoke or tapped there; what comes of it is to be seen
let refresh = async () => {};
let grow = () => {};

const chatName = () => (chosen ? `customer:${chosen}` : null);
const path = () => `customers/${encodeURIComponent(chosen)}/messages`;

export const customerChat = chatName;

export function choose(id) {
  chosen = id;
  editing = null;
  refillCustomers();
}

export function stepCustomer(by) {
  const ids = model.customers.map((customer) => customer.id);
  if (ids.length) choose(ids[(ids.indexOf(chosen) + by + ids.length) % ids.length]);
}

export function refillCustomers() {
  if (!customerOf(chosen)) chosen = model.customers[0]?.id ?? null;
  const customer = customerOf(chosen);
  const chat = customer ? chatOf(chatName()) : null;
  if (chat && isShown()) chat.unread = 0;
  list();
  $('customer-name').textContent = customer ? customer.id : '还没有客户';
  $('customer-profile').hidden = $('customer-block').hidden = $('customer-form').hidden = !customer;
  if (!customer) {
    refill($('customer-messages'), '', [{ key: 'welcome', sign: '', make: welcome }]);
    return;
  }
  $('customer-profile').textContent = [PROFILES[customer.profile], reach(customer)].filter(Boolean).join(' · ');
  $('customer-block').textContent = customer.blocked ? '解除拉黑' : customer.profile === 'telegram' ? '拉黑机器人' : '取消关注';
  $('customer-chat').dataset.profile = customer.profile;
  const tools = { press, edit: customer.edits ? edit : null };
  const rows = chat.messages.map((message) => messageRow(message, message.sender === chat.name, chat, tools));
  rows.push(...waitingRows(model.deliveries.filter((delivery) => delivery.chat === chat.name)));
  const hint = '以客户身份说一句话试试，比如“刹车有异响，昨天下午跑高速的时候，3.2万公里”。';
  const empty = { key: 'empty', sign: '', make: () => make('p', { className: 'empty', text: hint }) };
  refill($('customer-messages'), chat.name, rows.length ? rows : [empty], sees(chat));
  $('customer-editing').hidden = !editing;
  if (editing) $('customer-editing').firstElementChild.textContent = `修改：${firstLine(editing)}`;
}

// What the platform still lets the bot send to him: who tests sees why something waits.
function reach({ blocked, window }) {
  if (blocked) return '已拉黑机器人';
  if (!window) return '';
  if (!window.left) return '平台不让再发，等他发言';
  return `还能收 ${window.left} 条，到 ${shortTime(new Date(window.until), currentTime())}`;
}

function welcome() {
  const card = $('welcome').content.firstElementChild.cloneNode(true);
  card.querySelector('[data-virtual]').hidden = !model.virtual;
  return card;
}

// Once: what he has just said, or what his tap led to, has come.
function sees(chat) {
  if (acted?.chat !== chat.name || !chat.messages.some((message) => message.seq > acted.seq)) return false;
  acted = null;
  return true;
}

function act(body) {
  acted = { chat: chatName(), seq: model.last };
  return post(path(), body);
}

function isShown() {
  return $('pane-customers').offsetParent !== null;
}

function list() {
  const total = model.customers.reduce((sum, { id }) => sum + chatOf(`customer:${id}`).unread, 0);
  badge($('tab-customers'), total);
  const items = model.customers.map((customer) => {
    const chat = chatOf(`customer:${customer.id}`);
    const last = chat.messages.at(-1);
    const unread = make('span', { className: 'badge', 'aria-label': `${chat.unread} 条未读` });
    badge(unread, chat.unread);
    return make('li', {}, make(
      'button', { type: 'button', 'aria-current': String(customer.id === chosen), on: { click: () => choose(customer.id) }, data: { customer: customer.id } },
      make('span', { className: 'who', text: customer.id }), unread,
      make('span', { className: 'last', text: last ? firstLine(last) : PROFILES[customer.profile] }),
    ));
  });
  keepFocus($('customer-list'), items);
}

export function keepFocus(container, items) {
  const held = container.contains(document.activeElement) ? { ...document.activeElement.dataset } : null;
  container.replaceChildren(...items);
  showCurrent(container);
  if (!held) return;
  const same = [...container.querySelectorAll('button')].find((b) => Object.entries(held).every(([k, v]) => b.dataset[k] === v));
  same?.focus({ preventScroll: true });
}

// On a narrow screen the list is one row that scrolls sideways: the chosen chat is brought into it once.
function showCurrent(container) {
  const current = container.querySelector('[aria-current=true]');
  const name = current && JSON.stringify(current.dataset);
  if (!current || current.offsetParent === null || container.dataset.shown === name) return;
  container.dataset.shown = name;
  const list = container.closest('.list');
  const beside = current.getBoundingClientRect().left - container.getBoundingClientRect().left;
  if (list.scrollWidth > list.clientWidth) list.scrollLeft = container.offsetLeft + beside - list.clientWidth / 2;
}

async function press(message, action) {
  await act({ press: action.id });
}

function edit(message) {
  editing = message;
  $('customer-text').value = message.text;
  refillCustomers();
  grow();
  $('customer-text').focus();
}

function stopEditing() {
  editing = null;
  $('customer-text').value = '';
  grow();
  refillCustomers();
}

async function send(event) {
  event.preventDefault();
  const field = $('customer-text');
  const text = field.value;
  if (!text.trim()) return;
  const body = editing ? { edit: editing.seq, text } : { text };
  field.value = '';
  grow();
  if (await act({ ...body, dedupe_key: crypto.randomUUID?.() })) editing = null;
  else field.value ||= text;
  grow();
  refillCustomers();
}

async function sendFiles() {
  const input = $('customer-file');
  if (!input.files.length) return;
  const form = new FormData();
  for (const file of input.files) form.append('file', file);
  const caption = $('customer-text').value.trim();
  if (caption) form.append('caption', caption);
  const done = await act(form);
  input.value = '';
  if (done && caption) stopEditing();
}

async function toggleBlock() {
  const customer = customerOf(chosen);
  if (!await post(`customers/${encodeURIComponent(chosen)}/${customer.blocked ? 'unblock' : 'block'}`)) return;
  notice(customer.blocked ? '又能收到消息了。' : '机器人发来的消息不再送达。');
  await refresh();
}

function openDialog() {
  const form = $('dialog-customer').querySelector('form');
  form.reset();
  let n = model.customers.length + 1;
  while (customerOf(`kehu${n}`)) n += 1;
  form.elements.id.value = `kehu${n}`;
  $('dialog-customer').showModal();
}

async function add(event) {
  if (event.submitter?.value !== 'ok') return;
  const { id, profile } = Object.fromEntries(new FormData(event.target));
  if (!await post('customers', { id, profile })) return;
  await refresh();
  choose(id);
  $('customer-text').focus();
}

export function startCustomers(onChange) {
  refresh = onChange;
  keepEndInSight($('customer-messages'));
  grow = writesLikeAMessenger($('customer-text'));
  $('customer-form').addEventListener('submit', send);
  $('customer-file').addEventListener('change', sendFiles);
  $('customer-editing').querySelector('button').addEventListener('click', stopEditing);
  $('customer-block').addEventListener('click', toggleBlock);
  $('customer-add').addEventListener('click', openDialog);
  $('dialog-customer').querySelector('form').addEventListener('submit', add);
}
