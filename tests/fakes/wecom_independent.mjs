// Tencent's own client against the fake: what it hears and what it is answered, as one line of JSON.
import { createRequire } from 'node:module';

const require = createRequire(process.argv[2]);
const { WSClient } = require('@wecom/aibot-node-sdk');
const [, , , wsUrl, botId, secret, second] = process.argv;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const told = { heard: [], acks: {}, errors: [] };
const client = new WSClient({ botId, secret, wsUrl, logger: quiet, heartbeatInterval: 200, maxAuthFailureAttempts: 1 });
const done = (extra = {}) => { console.log(JSON.stringify({ ...told, ...extra })); process.exit(0); };

client.on('error', (error) => { told.errors.push(String(error.message)); done(); });
client.on('authenticated', async () => {
  console.log(JSON.stringify({ authenticated: true }));
  if (second) setTimeout(done, 500);
});
client.on('event.disconnected_event', () => setTimeout(() => done({ kicked: true }), 300));
client.on('event.enter_chat', (frame) => told.heard.push(['enter_chat', frame.body.from.userid]));
client.on('message.text', async (frame) => {
  told.heard.push(['text', frame.body.text.content, frame.body.quote?.text?.content ?? '']);
  told.acks.stream = (await client.replyStream(frame, 'stream-1', '收到', true)).errcode;
  const card = {
    card_type: 'button_interaction', main_title: { title: '【A001】投诉' }, task_id: 'task-1',
    button_list: [{ text: '接单', style: 1, key: 'token-1' }],
  };
  told.acks.card = (await client.sendMessage(frame.body.chatid, { msgtype: 'template_card', template_card: card })).errcode;
  told.acks.again = await client.sendMessage(frame.body.chatid, { msgtype: 'template_card', template_card: card })
    .catch((refused) => refused.errcode);
  told.acks.nowhere = await client.sendMessage('wrNOWHERE', { msgtype: 'markdown', markdown: { content: 'x' } })
    .catch((refused) => refused.errcode);
  const made = await client.uploadMedia(Buffer.alloc(600 * 1024, 7), { type: 'file', filename: '维修单.pdf' });
  told.media = made.media_id;
  told.acks.media = (await client.sendMediaMessage(frame.body.chatid, 'file', made.media_id)).errcode;
});
client.on('event.template_card_event', async (frame) => {
  const pressed = frame.body.event.template_card_event;
  told.heard.push(['press', pressed.event_key, pressed.task_id]);
  const card = {
    card_type: 'button_interaction', main_title: { title: '【A001】已接单' }, task_id: pressed.task_id,
    button_list: [{ text: '回复', style: 1, key: 'token-2' }],
  };
  told.acks.update = (await client.updateTemplateCard(frame, card)).errcode;
  told.acks.twice = await client.updateTemplateCard(frame, card).catch((refused) => refused.errcode);
});
client.on('message.image', async (frame) => {
  const { buffer } = await client.downloadFile(frame.body.image.url, frame.body.image.aeskey);
  told.heard.push(['image', buffer.toString('base64')]);
  setTimeout(done, 500); // two heartbeats more
});
client.connect();
