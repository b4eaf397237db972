// Receives webhooks with the library of Standard Webhooks: npm install standardwebhooks
// RECOVERY_SECRET is the whsec_ secret that was shown when you subscribed. PORT is where to listen, 8000 unless set.
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.RECOVERY_SECRET);
const seen = new Set(); // Keep yours where it survives a restart.

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  try {
    const event = webhook.verify(body, request.headers);
    const id = request.headers['webhook-id'];
    if (!seen.has(id)) {
      seen.add(id);
      console.log('accepted', event.type, id); // Put it into your queue here, and work on it later.
    }
    response.writeHead(204).end();
  } catch {
    response.writeHead(401).end();
  }
});
server.listen(Number(process.env.PORT ?? 8000), '127.0.0.1', () => console.log('listening on port', server.address().port));
