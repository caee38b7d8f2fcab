import type { FastifyReply } from "fastify";
import { ApiError } from "./errors";
import { FIXED_LIMITS } from "./limits";

const LOOK_MS = 200;
/** Figures that change with time alone are looked at so often. */
const IDLE_LOOK_MS = 1000;
/** A comment that nobody reads: neither side takes the connection for dead. */
const PING_MS = 15_000;

/** What a stream shows: the name of the event and its data; `isLast` ends the stream. */
export interface Picture {
  event: string;
  data: unknown;
  isLast?: boolean;
}

interface Stream {
  reply: FastifyReply;
  take: () => Picture;
  sent: string;
  id: number;
}

/** Server-sent events: each stream is told whenever its picture has changed, at most five times a second. */
export class Streams {
  readonly #changeMark: () => string;
  readonly #streams = new Set<Stream>();
  #mark = "";
  #lookedAtMs = 0;
  #pingedAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param changeMark another value than before whenever anything changed */
  constructor(changeMark: () => string) {
    this.#changeMark = changeMark;
  }

  /**
   * Answers a request with a stream. The first event is sent at once.
   * @throws ApiError 429 where there are too many
   */
  open(reply: FastifyReply, take: () => Picture): void {
    if (this.#streams.size >= FIXED_LIMITS.streams)
      throw new ApiError(429, "too-many-streams", "Too many streams are open. Close one.", { retryAfter: 1 });
    reply.hijack();
    const headers = Object.entries(reply.getHeaders()).filter(([name]) => name !== "content-length");
    reply.raw.writeHead(200, { ...Object.fromEntries(headers), "content-type": "text/event-stream; charset=utf-8" });
    const stream: Stream = { reply, take, sent: "", id: 0 };
    this.#streams.add(stream);
    reply.raw.on("close", () => this.#remove(stream));
    // Whoever reads may be gone at any time: `close` follows.
    reply.raw.on("error", () => undefined);
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS);
    this.#send(stream);
  }

  /** Ends all streams. Clients connect again by themselves when the server is back. */
  close(): void {
    for (const { reply } of this.#streams) reply.raw.end();
    this.#streams.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = performance.now();
    const mark = this.#changeMark();
    if (mark !== this.#mark || now - this.#lookedAtMs >= IDLE_LOOK_MS) {
      this.#mark = mark;
      this.#lookedAtMs = now;
      for (const stream of this.#streams) this.#send(stream);
    }
    if (now - this.#pingedAtMs < PING_MS) return;
    this.#pingedAtMs = now;
    for (const { reply } of this.#streams) reply.raw.write(": still here\n\n");
  }

  #send(stream: Stream): void {
    const { raw } = stream.reply;
    // Who reads slowly gets fewer pictures, not a growing pile of old ones.
    if (raw.writableNeedDrain) return;
    let picture: Picture;
    try {
      picture = stream.take();
    } catch {
      // Forgotten meanwhile: there is nothing more to tell.
      this.#end(stream);
      return;
    }
    const data = JSON.stringify(picture.data);
    if (data === stream.sent) return;
    stream.sent = data;
    stream.id += 1;
    raw.write(`id: ${stream.id}\nevent: ${picture.event}\ndata: ${data}\n\n`);
    if (picture.isLast) this.#end(stream);
  }

  /** What was written is still sent, also to somebody who reads slowly; nothing is written any more. */
  #end(stream: Stream): void {
    this.#remove(stream);
    stream.reply.raw.end();
  }

  #remove(stream: Stream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
