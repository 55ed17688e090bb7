import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on a free port of 127.0.0.1. */
export class LoopbackServer {
  private readonly server: Server;

  /** @param serve answers a request; if it throws, the connection is cut */
  constructor(serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
    // Longer than any client leaves a connection idle, so that it is never closed under a request.
    this.server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      serve(request, response).catch(() => response.destroy());
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
  }

  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Stops listening and cuts every open connection. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    this.server.closeAllConnections();
    await closed;
  }
}
