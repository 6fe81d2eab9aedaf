// Two implementations that know nothing of ours: one order a line in, one answer a line out.
const readline = require("readline");
const PlainCrypto = require("wechat-crypto");
const { OfficialAccount } = require("node-easywechat");
const Encryptor = require("node-easywechat/dist/Core/Encryptor.js");

const account = JSON.parse(process.argv[2]);
const plain = new PlainCrypto(account.token, account.key, account.id);
const easy = new Encryptor(account.id, account.token, account.key, account.id);
const app = new OfficialAccount({
  app_id: account.id, secret: account.secret, token: account.token, aes_key: account.key,
  use_stable_access_token: true, http: { baseURL: account.base, throw: false },
});

const orders = {
  plainEncrypts: ({ text, timestamp, nonce }) => {
    const encrypted = plain.encrypt(text);
    return { encrypted, signature: plain.getSignature(timestamp, nonce, encrypted) };
  },
  plainDecrypts: ({ encrypted, timestamp, nonce }) => {
    const { message, id } = plain.decrypt(encrypted);
    return { text: message, id, signature: plain.getSignature(timestamp, nonce, encrypted) };
  },
  easyEncrypts: ({ text, timestamp, nonce }) => ({ xml: easy.encrypt(text, nonce, timestamp) }),
  easyDecrypts: ({ encrypted, timestamp, nonce, signature }) => ({
    text: easy.decrypt(encrypted, signature, nonce, timestamp),
  }),
  sends: async ({ openid, text }) => {
    const client = app.getClient();
    const data = { touser: openid, msgtype: "text", text: { content: text } };
    const answer = await client.post("cgi-bin/message/custom/send", { json: data });
    return { answer: answer.toObject(), token: await app.getAccessToken().getToken() };
  },
};

const lines = readline.createInterface({ input: process.stdin });
lines.on("line", async (line) => {
  const order = JSON.parse(line);
  try {
    console.log(JSON.stringify(await orders[order.do](order)));
  } catch (problem) {
    console.log(JSON.stringify({ problem: String(problem) }));
  }
});
