// One line of a sequence drawing: a message, how often it was sent, and how far it came.

export interface Step {
  /** A method, or the status code of an answer. */
  readonly label: string;
  readonly direction: 'to-server' | 'to-phone';
  /** How often it was sent; more than once when no answer came. */
  readonly count: number;
  /** It was seen at its destination: Asterisk, or the phone. */
  readonly arrived: boolean;
  /**
   * `address:port` on the public side of the phone's router: where the message came from, or where it
   * was sent. Several when the router picked another port each time; none when nobody saw it.
   */
  readonly outside: readonly string[];
}
