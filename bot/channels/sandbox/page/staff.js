// The staff's side: rooms with their topics, and private chats with the bot.

import { $, badge, make, options, shortTime, writesLikeAMessenger } from './dom.js';
import { DEPARTMENTS, ROLES, WITH_DEPARTMENT, chatOf, currentTime, model, nameOf, personOf, roomOf, threadName } from './model.js';
import { firstLine, keepEndInSight, messageRow, reconcile, refill, waitingRows } from './bubbles.js';
import { keepFocus } from './customers.js';
import { post } from './talk.js';

let chosen = null;                    // the chat: room:ID or staff:ID
let target = null;                    // { thread } or { message }
let pressed = null;                   // { chat, seq, seen }: a button was tapped there; what follows is his
let jump = false;                     // what he has just done is at the end
const speakers = new Map();           // room → who spoke there last
const folded = new Map();             // thread → whether the reader closed or opened it himself
let refresh = async () => {};
let grow = () => {};

export const staffChat = () => chosen;
const roomId = () => (chosen?.startsWith('room:') ? chosen.slice(5) : null);

function chooseStaffChat(name) {
  chosen = name;
  target = null;
  refillStaff();
}

export function stepStaff(by) {
  const names = [...model.rooms.map((room) => `room:${room.id}`), ...model.staff.map((person) => `staff:${person.id}`)];
  if (names.length) chooseStaffChat(names[(names.indexOf(chosen) + by + names.length) % names.length]);
}

export function refillStaff() {
  const known = chosen && (chosen.startsWith('staff:') ? personOf(chosen.slice(6)) : roomOf(roomId()));
  if (!known) chosen = model.rooms.length ? `room:${(model.rooms.find((r) => r.id === 'aftersales.1') ?? model.rooms[0]).id}` : null;
  if (!chosen) return;
  const chat = chatOf(chosen);
  if ($('pane-staff').offsetParent !== null) chat.unread = 0;
  lists();
  head();
  takeUpAnswer(chat);
  const rows = roomId() ? byTopic(chat) : chat.messages.map((message) => shown(message, chat));
  rows.push(...waitingRows(model.deliveries.filter((delivery) => delivery.chat === chosen)));
  const hint = emptyText();
  const empty = { key: 'empty', sign: hint, make: () => make('p', { className: 'empty', text: hint }) };
  refill($('room-messages'), chosen, rows.length ? rows : [empty], jump);
  jump = false;
  showTarget();
}

// What his tap led to comes into sight; and as a messenger does with a forced reply, a question among it is
// answered by what he types next.
function takeUpAnswer(chat) {
  if (pressed?.chat !== chosen) return;
  const answers = chat.messages.filter((message) => message.sender === 'bot' && message.seq > pressed.seq);
  jump ||= answers.length > 0 && !pressed.seen;
  pressed.seen ||= answers.length > 0;
  const question = answers.findLast((message) => message.ask_reply);
  if (!question) return;
  pressed = null;
  target = { message: question };
  jump = true;
  $('room-text').focus({ preventScroll: true });
}

function emptyText() {
  if (!roomId()) return '和机器人的私聊。在这里输入 /help 看看能做什么。';
  return roomOf(roomId()).members.length ? '有新的投诉时，卡片会出现在这里。' : '群里还没有人。点“＋ 员工”登记一位，或点“成员”请人进群。';
}

function head() {
  const room = roomId() && roomOf(roomId());
  $('room-name').textContent = room ? room.title : `私聊 · ${nameOf(chosen)}`;
  $('room-members').textContent = room ? `${room.members.length} 人` : ROLES[personOf(chosen.slice(6))?.role] ?? '陌生人';
  $('members-open').hidden = !room;
  const members = room ? room.members : [personOf(chosen.slice(6))];
  const entries = members.map((member) => [member.id, member.role ? member.name : `${member.name}（陌生人）`]);
  options($('room-speaker'), entries.length ? entries : [['', '没有人']], speakers.get(chosen) ?? entries[0]?.[0] ?? '');
}

function lists() {
  const rooms = model.rooms.map((room) => entry(`room:${room.id}`, room.title, !room.members.length));
  const privates = model.staff.map((person) => entry(`staff:${person.id}`, person.name, !person.role));
  keepFocus($('room-list'), rooms);
  keepFocus($('private-list'), privates);
  $('private-title').hidden = !privates.length;
  const names = [...model.rooms.map((room) => `room:${room.id}`), ...model.staff.map((person) => `staff:${person.id}`)];
  badge($('tab-staff'), names.reduce((sum, name) => sum + chatOf(name).unread, 0));
}

function entry(name, title, dim) {
  const chat = chatOf(name);
  const last = chat.messages.at(-1);
  const unread = make('span', { className: 'badge', 'aria-label': `${chat.unread} 条未读` });
  badge(unread, chat.unread);
  return make('li', { className: dim && !last ? 'empty-room' : '' }, make(
    'button', { type: 'button', 'aria-current': String(name === chosen), on: { click: () => chooseStaffChat(name) }, data: { chat: name } },
    make('span', { className: 'who', text: title }), unread, last && make('span', { className: 'last', text: firstLine(last) }),
  ));
}

function shown(message, chat) {
  const mine = message.sender === `staff:${$('room-speaker').value}`;
  return messageRow(message, mine, chat, { press, answer: roomId() && answer });
}

// Talk outside topics stands as it came; each topic is one block, where its last message came.
function byTopic(chat) {
  const topics = new Map();
  const rows = [];
  for (const message of chat.messages) {
    if (!message.thread) {
      rows.push({ ...shown(message, chat), seq: message.seq });
      continue;
    }
    const messages = topics.get(message.thread) ?? [];
    messages.push(message);
    topics.set(message.thread, messages);
  }
  const recent = [...topics].sort(([, a], [, b]) => b.at(-1).seq - a.at(-1).seq).slice(0, 3).map(([thread]) => thread);
  for (const [thread, messages] of topics) rows.push(topicRow(thread, messages, chat, recent.includes(thread)));
  return rows.sort((a, b) => a.seq - b.seq);
}

function topicRow(thread, messages, chat, recent) {
  const update = (block) => {
    block.open = folded.get(thread) ?? recent;
    block.classList.toggle('chosen', target?.thread === thread || target?.message?.thread === thread);
    block.querySelector('.name').textContent = threadName(thread);
    block.querySelector('.quiet').textContent = `${messages.length} 条 · ${shortTime(messages.at(-1).at, currentTime())}`;
    reconcile(block.querySelector('.inside'), messages.map((message) => shown(message, chat)));
  };
  return { key: `t${thread}`, sign: '', seq: messages.at(-1).seq, make: () => topicBlock(thread), update };
}

function topicBlock(thread) {
  const talk = make('button', {
    type: 'button', text: '在此发言', on: { click: (event) => { event.preventDefault(); event.stopPropagation(); aim({ thread }); } },
  });
  const summary = make('summary', {}, make('span', { className: 'name' }), make('span', { className: 'quiet' }), talk);
  const block = make('details', { className: 'topic', data: { thread } }, summary, make('div', { className: 'inside' }));
  summary.addEventListener('click', () => folded.set(thread, !block.open));
  return block;
}

function aim(at) {
  target = at;
  refillStaff();
  $('room-text').focus();
}

const answer = (message) => aim({ message });

function showTarget() {
  $('room-target').hidden = !target;
  if (!target) return;
  $('room-target').firstElementChild.textContent = target.message
    ? `回复 ${nameOf(target.message.sender)}：${firstLine(target.message)}` : `在话题“${threadName(target.thread)}”里`;
}

function as(body) {
  if (!roomId()) return [`staff/${encodeURIComponent(chosen.slice(6))}/messages`, body];
  return [`rooms/${encodeURIComponent(roomId())}/messages`, { staff: $('room-speaker').value, ...body }];
}

function someoneIsThere() {
  if ($('room-speaker').value) return true;
  openMembers();
  return false;
}

async function press(message, action) {
  if (!someoneIsThere()) return;
  pressed = { chat: chosen, seq: model.last };
  const done = await post(...as({ press: action.id }));
  if (done && message.thread && !target) aim({ thread: message.thread });
}

async function send(event) {
  event.preventDefault();
  const field = $('room-text');
  const text = field.value;
  if (!text.trim() || !someoneIsThere()) return;
  const where = target?.message ? { reply_to: target.message.seq } : target?.thread ? { thread: target.thread } : {};
  field.value = '';
  grow();
  if (await post(...as({ text, ...where, dedupe_key: crypto.randomUUID?.() }))) {
    if (target?.message) target = target.message.thread ? { thread: target.message.thread } : null;
    jump = true;
  } else field.value ||= text;
  grow();
  refillStaff();
}

// --- members and new staff

async function openMembers() {
  fillMembers();
  $('dialog-members').showModal();
  await refresh();
  fillMembers();
}

function fillMembers() {
  const room = roomOf(roomId());
  $('dialog-members-title').textContent = `${room.title}的成员`;
  const rows = room.members.map((member) => make(
    'li', {}, make('span', { text: `${member.name} · ${ROLES[member.role] ?? '陌生人'}` }),
    make('button', { type: 'button', text: '离开', 'aria-label': `${member.name} 离开`, on: { click: () => move(member.id, 'leave') } }),
  ));
  $('member-list').replaceChildren(...(rows.length ? rows : [make('li', { className: 'quiet', text: '群里还没有人。' })]));
  const outside = model.staff.filter((person) => !room.members.some((member) => member.id === person.id));
  options($('member-add'), [...outside.map((person) => [person.id, person.name]), ['', '一个陌生人…']], outside[0]?.id ?? '');
  $('stranger-label').hidden = $('member-add').value !== '';
}

async function move(staff, action) {
  if (!await post(`rooms/${encodeURIComponent(roomId())}/members`, { staff, action })) return;
  await refresh();
  fillMembers();
}

async function join() {
  const staff = $('member-add').value || $('member-stranger').value.trim();
  if (staff) await move(staff, 'join');
}

function openStaff() {
  const form = $('dialog-staff').querySelector('form');
  form.reset();
  let n = model.staff.length + 1;
  while (personOf(`yg${n}`)) n += 1;
  form.elements.id.value = `yg${n}`;
  const [department] = (roomId() ?? '').split('.');
  options(form.elements.role, Object.entries(ROLES), 'service_advisor');
  options(form.elements.department, Object.entries(DEPARTMENTS), department in DEPARTMENTS ? department : 'aftersales');
  options(form.elements.room, [['', '先不进群'], ...model.rooms.map((room) => [room.id, room.title])], roomId() ?? '');
  whichDepartment();
  $('dialog-staff').showModal();
}

function whichDepartment() {
  const { role, department } = $('dialog-staff').querySelector('form').elements;
  department.disabled = !WITH_DEPARTMENT.has(role.value);
}

async function add(event) {
  if (event.submitter?.value !== 'ok') return;
  const { room, ...person } = Object.fromEntries(new FormData(event.target));
  if (!await post('staff', person)) return;
  if (room) await post(`rooms/${encodeURIComponent(room)}/members`, { staff: person.id, action: 'join' });
  await refresh();
  chooseStaffChat(room ? `room:${room}` : `staff:${person.id}`);
}

export function startStaff(onChange) {
  refresh = onChange;
  keepEndInSight($('room-messages'));
  grow = writesLikeAMessenger($('room-text'));
  $('room-form').addEventListener('submit', send);
  $('room-speaker').addEventListener('change', () => { speakers.set(chosen, $('room-speaker').value); refillStaff(); });
  $('room-target').querySelector('button').addEventListener('click', () => { target = null; refillStaff(); });
  $('members-open').addEventListener('click', openMembers);
  $('member-add').addEventListener('change', () => { $('stranger-label').hidden = $('member-add').value !== ''; });
  $('member-join').addEventListener('click', join);
  $('staff-add').addEventListener('click', openStaff);
  $('dialog-staff').querySelector('form').addEventListener('submit', add);
  $('dialog-staff').querySelector('form').elements.role.addEventListener('change', whichDepartment);
}
