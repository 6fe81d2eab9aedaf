// One click, and there is a customer and somebody on every tier: a newcomer sees it work within a minute.

import { notice } from './dom.js';
import { model, roomOf } from './model.js';
import { post } from './talk.js';

const STAFF = [
  { id: 'demo-1', name: '王芳', role: 'service_advisor', department: 'aftersales', room: 'aftersales.1' },
  { id: 'demo-2', name: '李强', role: 'service_manager', department: 'aftersales', room: 'aftersales.2' },
  { id: 'demo-3', name: '陈总', role: 'general_manager', room: 'aftersales.3' },
  { id: 'demo-4', name: '赵敏', role: 'observer', room: 'supervisors' },
];

// Returns the customer's id, or null when something was refused (it has been said why).
export async function demo(onProgress) {
  for (const { room, ...person } of STAFF) {
    if (!model.staff.some((known) => known.id === person.id) && !await post('staff', person)) return null;
    if (roomOf(room) && !await post(`rooms/${room}/members`, { staff: person.id, action: 'join' })) return null;
  }
  const id = 'kehu1';
  if (!await post('customers?settle=1', { id, profile: 'telegram' })) return null;
  await onProgress();
  notice('客户来了，三级员工都已进群。请以客户身份说发生了什么。');
  return id;
}
