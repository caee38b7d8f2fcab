import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server, type Socket as TcpSocket } from "node:net";

/** A tiny answer with all that lets a page go on with it: the canary is to be touched as often as can be. */
const ANSWER =
  "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\naccess-control-allow-origin: *\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const ATTEMPTS = 20;

/** Listens to every touch on one port of all interfaces, TCP and UDP alike: a connection without a word counts. */
export class Canary {
  #touches = 0;
  readonly #server: Server;
  readonly #socket: Socket;
  readonly #connections = new Set<TcpSocket>();

  private constructor(server: Server, socket: Socket) {
    this.#server = server;
    this.#socket = socket;
    server.on("connection", (connection) => {
      this.#touches += 1;
      this.#connections.add(connection);
      connection.on("error", () => undefined);
      connection.on("close", () => this.#connections.delete(connection));
      connection.once("data", () => connection.end(ANSWER));
    });
    socket.on("message", () => {
      this.#touches += 1;
    });
  }

  /** Opens a canary on a free port. */
  static async open(): Promise<Canary> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
      const address = server.address();
      const port = address !== null && typeof address === "object" ? address.port : 0;
      const socket = createSocket("udp4");
      const isBound = await new Promise<boolean>((resolve) => {
        socket.once("error", () => resolve(false));
        socket.bind(port, "0.0.0.0", () => resolve(true));
      });
      if (isBound) return new Canary(server, socket);
      server.close();
      socket.close();
    }
    throw new Error("no port is free for TCP and UDP alike");
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** Connections and datagrams so far. */
  get touches(): number {
    return this.#touches;
  }

  async close(): Promise<void> {
    this.#socket.close();
    for (const connection of this.#connections) connection.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
