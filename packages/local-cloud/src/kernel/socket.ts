/** A web socket, as a service sees it. */
export interface Socket {
  send(text: string): void;
  close(code: number, reason: string): void;
}

/** What a service does with one web socket. */
export interface SocketSession {
  receive(text: string): void;
  /** Hears that the socket is closed, by whichever side. */
  end(): void;
}
