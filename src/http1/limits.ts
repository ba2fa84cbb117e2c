/** How much of a head is read before it is refused: the codec never buffers more than `headBytes`. */
export interface HeadLimits {
  /** Bytes of the request or status line, without its end; beyond: 414, or 501 when the method alone is longer. */
  readonly lineBytes: number;
  /** Bytes of the whole head up to its empty line, and of a trailer section; beyond: 431. */
  readonly headBytes: number;
  /** Fields in a head or trailer section; beyond: 431. */
  readonly fields: number;
}

export const DEFAULT_HEAD_LIMITS: HeadLimits = { lineBytes: 8192, headBytes: 32768, fields: 128 };
