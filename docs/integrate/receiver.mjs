// Receives webhooks. Node 18 or later; the standard library alone.
// RECOVERY_SECRET is the whsec_ secret that was shown when you subscribed; for Ed25519 give the whpk_ public key instead.
// PORT is where to listen, 8000 unless set.
import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto';
import { createServer } from 'node:http';

const key = process.env.RECOVERY_SECRET;
const tolerance = 5 * 60; // seconds
const most = 64 * 1024; // bytes; a body of ours has less than 20,000

function isGenuine(headers, body) {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > tolerance) return false;
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  // One for each key that signs: two while a secret is rotated.
  return (headers['webhook-signature'] ?? '').split(' ').some((one) => {
    const [version, signature = ''] = one.split(',');
    const given = Buffer.from(signature, 'base64');
    return key.startsWith('whpk_') ? version === 'v1a' && isByPrivateKey(signed, given) : version === 'v1' && isBySecret(signed, given);
  });
}

function isBySecret(signed, given) {
  const expected = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64')).update(signed).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function isByPrivateKey(signed, given) {
  const x = Buffer.from(key.slice('whpk_'.length), 'base64').toString('base64url');
  return verify(null, signed, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), given);
}

const seen = new Set(); // Keep yours where it survives a restart.

const server = createServer(async (request, response) => {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > most) return response.writeHead(413).end();
    parts.push(part);
  }
  const body = Buffer.concat(parts);
  if (!isGenuine(request.headers, body)) return response.writeHead(401).end();
  const id = request.headers['webhook-id'];
  if (!seen.has(id)) {
    seen.add(id);
    const event = JSON.parse(body);
    console.log('accepted', event.type, id); // Put it into your queue here, and work on it later.
  }
  response.writeHead(204).end();
});
server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => console.log('listening on port', server.address().port));
