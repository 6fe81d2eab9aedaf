// What the page knows: the events folded into messages, and the overview. Nothing here touches the page.

export const model = {
  now: new Date(), virtual: false, offset: 0, last: 0, ready: false,
  customers: [], staff: [], rooms: [], threads: [], faults: [], deliveries: [],
  chats: new Map(),
};

export function chatOf(name) {
  let chat = model.chats.get(name);
  if (!chat) {
    chat = { name, messages: [], bySeq: new Map(), unread: 0 };
    model.chats.set(name, chat);
  }
  return chat;
}

// One event becomes a message, or changes one. Returns the message.
export function fold(event) {
  const chat = chatOf(event.chat);
  if (event.kind === 'message') {
    const message = { ...event, at: new Date(event.at) };
    chat.messages.push(message);
    chat.bySeq.set(event.seq, message);
    return message;
  }
  const message = chat.bySeq.get(event.of);
  if (!message) return null;
  if (event.kind === 'delete') Object.assign(message, { deleted: true, text: '', actions: [], media: [] });
  else Object.assign(message, { edited: true, text: event.text, actions: event.actions, media: event.media });
  return message;
}

export function takeOverview(overview) {
  const { now, ...rest } = overview;
  Object.assign(model, rest);
  takeNow(now);
}

export function takeNow(now) {
  model.now = new Date(now);
  model.offset = model.now.getTime() - Date.now();
}

export function currentTime() {
  return model.virtual ? model.now : new Date(Date.now() + model.offset);
}

export const roomOf = (id) => model.rooms.find((room) => room.id === id);
export const customerOf = (id) => model.customers.find((customer) => customer.id === id);
export const personOf = (id) => model.staff.find((person) => person.id === id);
export const threadName = (id) => model.threads.find((thread) => thread.id === id)?.name ?? `话题 ${id}`;

export function nameOf(sender) {
  if (sender === 'bot') return '一诺';
  const [kind, id] = [sender.slice(0, sender.indexOf(':')), sender.slice(sender.indexOf(':') + 1)];
  return kind === 'staff' ? personOf(id)?.name ?? id : id;
}

export function titleOf(chat) {
  const id = chat.slice(chat.indexOf(':') + 1);
  if (chat.startsWith('room:')) return roomOf(id)?.title ?? id;
  if (chat.startsWith('staff:')) return `私聊 ${nameOf(chat)}`;
  return `客户 ${id}`;
}

export const PROFILES = { telegram: 'Telegram', wechat: '微信', wecom: '企业微信' };
export const DEPARTMENTS = { sales: '销售', aftersales: '售后', parts: '配件', other: '其他' };
export const ROLES = {
  service_advisor: '服务顾问', team_leader: '班组长', workshop_supervisor: '车间主任', callback_agent: '回访员',
  sales_consultant: '销售顾问', parts_clerk: '配件员', service_manager: '服务经理', technical_director: '技术总监',
  department_manager: '部门经理', service_director: '服务总监', general_manager: '总经理', observer: '客服总监',
  panel_member: '独立评估员', improvement_member: '改进小组', marketing: '市场专员', operator: '管理员',
};
export const WITH_DEPARTMENT = new Set(Object.keys(ROLES).slice(0, 9));
export const FAULTS = {
  timeout: '超时', rate_limited: '太快', blocked: '被拉黑', window_closed: '窗口关闭',
  thread_deleted: '话题被删', server_error: '服务器错误',
};
export const STATES = {
  queued: '排队中', sending: '发送中', held: '等客户下次发言时送达', failed: '发送失败', unknown: '结果未知',
};
