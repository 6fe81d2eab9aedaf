// Joins the parts: follows the events, keeps both sides and the clock up to date.

import { $ } from './dom.js';
import { fold, model, takeOverview } from './model.js';
import { follow, get } from './talk.js';
import { choose, customerChat, refillCustomers, startCustomers, stepCustomer } from './customers.js';
import { refillStaff, staffChat, startStaff, stepStaff } from './staff.js';
import { showClock, startClock } from './clock.js';
import { demo } from './demo.js';

const CONNECTION = { connecting: '连接中', live: '已连接', lost: '连接断了，正在重试' };

function showAll() {
  refillCustomers();
  refillStaff();
  showClock();
}

async function look() {
  const [overview, { deliveries }] = await Promise.all([get('overview'), get('deliveries')]);
  connection('live');
  takeOverview(overview);
  model.deliveries = deliveries;
  showAll();
}

async function onEvents(events, last) {
  for (const event of events) {
    const message = fold(event);
    if (message && model.ready && event.kind === 'message' && event.sender !== event.chat) countUnread(event);
  }
  model.last = last;
  const again = $('connection').dataset.state !== 'live';
  model.ready = true;
  if (events.length || again) await look();
}

function countUnread(event) {
  model.chats.get(event.chat).unread += 1;
}

function connection(state) {
  if ($('connection').dataset.state === state) return;
  $('connection').dataset.state = state;
  $('connection-text').textContent = CONNECTION[state];
}

function showPane(name) {
  document.body.dataset.pane = name;
  for (const button of document.querySelectorAll('.bottom button')) {
    if (button.dataset.pane === name) button.setAttribute('aria-current', 'page');
    else button.removeAttribute('aria-current');
  }
  showAll();
}

const onStaffSide = () => $('pane-staff').contains(document.activeElement) || document.body.dataset.pane === 'staff';

function keys(event) {
  if (!event.altKey || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
  event.preventDefault();
  const by = event.key === 'ArrowDown' ? 1 : -1;
  if (onStaffSide()) stepStaff(by);
  else stepCustomer(by);
}

async function startDemo(event) {
  const button = event.target.closest('[data-demo]');
  if (!button) return;
  button.disabled = true;
  const customer = await demo(look);
  button.disabled = false;
  if (!customer) return;
  choose(customer);
  $('customer-text').focus();
}

startCustomers(look);
startStaff(look);
startClock(look, () => (onStaffSide() ? staffChat() : customerChat()));
document.addEventListener('keydown', keys);
document.addEventListener('click', startDemo);
for (const button of document.querySelectorAll('.bottom button')) {
  button.addEventListener('click', () => showPane(button.dataset.pane));
}
setInterval(() => { if (!document.hidden && model.ready) look().catch(() => connection('lost')); }, 10_000);
follow(() => model.last, onEvents, connection);
