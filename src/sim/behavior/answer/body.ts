/** Bodies that are made as they go out: a huge one is never in memory as a whole. */

export interface Body {
  readonly size: number;
  /** The latin1 text from byte `from` to byte `to` (excluded); both may be beyond the end. */
  slice(from: number, to: number): string;
}

export function textBody(text: string): Body {
  return { size: text.length, slice: (from, to) => text.slice(from, to) };
}

/** `text` again and again, up to `size` bytes. */
export function repeatedBody(text: string, size: number): Body {
  return {
    size,
    slice(from, to) {
      const end = Math.min(to, size);
      if (from >= end) return '';
      const skip = from % text.length;
      const length = end - from;
      return text.repeat(Math.ceil((skip + length) / text.length)).slice(skip, skip + length);
    },
  };
}

/** The first `size` bytes of another. */
export function cutBody(body: Body, size: number): Body {
  return { size: Math.min(size, body.size), slice: (from, to) => body.slice(from, Math.min(to, size)) };
}

/** Another, and `tail` behind it. */
export function extendedBody(body: Body, tail: string): Body {
  const { size } = body;
  return {
    size: size + tail.length,
    slice: (from, to) =>
      body.slice(from, Math.min(to, size)) + tail.slice(Math.max(0, from - size), Math.max(0, to - size)),
  };
}
