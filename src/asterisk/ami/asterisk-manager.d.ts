// What manager-connection.ts uses of the package `asterisk-manager`, which brings no types.

declare module 'asterisk-manager' {
  import type { TcpNetConnectOpts } from 'node:net';

  type Callback = (error: unknown, response?: unknown) => void;

  interface Manager {
    /** The first argument goes to `net.createConnection` as it is: its options fit there. */
    connect(
      options: TcpNetConnectOpts & { readonly signal: AbortSignal },
      host: undefined,
      callback: () => void,
    ): void;
    login(callback: (error?: unknown) => void): void;
    action(action: Readonly<Record<'action' | 'actionid', string>>, callback: Callback): string;
    on(event: string, listener: (argument: unknown) => void): void;
    emit(event: string, ...values: readonly unknown[]): boolean;
    removeAllListeners(event: string): void;
  }

  /** With a port it would connect at once, and a wrong password would never be told. */
  function createManager(
    port: null,
    host: null,
    username: string,
    secret: string,
    events: boolean,
  ): Manager;

  export = createManager;
}
