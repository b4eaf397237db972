"""Receives webhooks. Python 3.9 or later; the standard library alone.

RECOVERY_SECRET is the whsec_ secret that was shown when you subscribed. PORT is where to listen, 8000 unless set.
"""
import base64, hashlib, hmac, json, os, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = base64.b64decode(os.environ["RECOVERY_SECRET"].removeprefix("whsec_"))
TOLERANCE = 5 * 60  # seconds
MOST = 64 * 1024    # bytes; a body of ours has less than 20,000


def is_genuine(headers, body):
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isascii() or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = base64.b64encode(hmac.new(SECRET, signed, hashlib.sha256).digest()).decode()
    # One for each key that signs: two while a secret is rotated.
    given = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(f"v1,{expected}".encode(), one.encode()) for one in given)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # Connections are kept and used again.
    seen = set()  # Keep yours where it survives a restart.

    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        if length > MOST:
            self.close_connection = True  # Its body is still to come.
            return self.answer(413)
        body = self.rfile.read(length)
        if not is_genuine(self.headers, body):
            return self.answer(401)
        message_id = self.headers["webhook-id"]
        if message_id not in self.seen:
            self.seen.add(message_id)
            event = json.loads(body)
            print("accepted", event["type"], message_id, flush=True)  # Put it into your queue here, and work on it later.
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Receiver)
print("listening on port", server.server_port, flush=True)
server.serve_forever()
