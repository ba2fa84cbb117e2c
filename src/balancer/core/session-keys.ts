/**
 * What sessions need a secret for: to name backends without telling their addresses, to sign, and to spread the names
 * that clients choose. A key of its own for each, so that nothing that is shown for one purpose serves another.
 */
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8Bytes } from '../../kernel/bytes.ts';
import { KeyedHash } from '../../kernel/keyed-hash.ts';

/** 48 bits: among a few hundred addresses two alike are out of the question. */
const TAG_BYTES = 6;
/** 144 bits, a whole number of base64 digits. */
const SIGNATURE_BYTES = 18;

/** Characters of a tag and of a signature in base64url. */
export const TAG_LENGTH = 8;
export const SIGNATURE_LENGTH = 24;

type Mac = ReturnType<typeof hmac.create>;

export class SessionKeys {
  readonly #tags: Mac;
  readonly #signatures: Mac;
  readonly #names: Mac;

  /** The same secret gives the same keys on all machines. */
  constructor(secret: string) {
    const root = hmac.create(sha256, utf8Bytes(secret));
    const key = (purpose: string): Mac => hmac.create(sha256, digest(root, purpose));
    this.#tags = key('lbsim session tag');
    this.#signatures = key('lbsim session cookie');
    this.#names = key('lbsim session name');
  }

  /** Names a backend to those who have no business with its address. */
  tagOf(address: string): string {
    return base64url(digest(this.#tags, address), TAG_BYTES);
  }

  /** The same for where there are 32 bits; neither 0 nor -1. */
  shortTagOf(address: string): number {
    const tag = Buffer.from(digest(this.#tags, address)).readInt32BE(0);
    return tag === 0 || tag === -1 ? 1 : tag;
  }

  sign(text: string): string {
    return base64url(digest(this.#signatures, text), SIGNATURE_BYTES);
  }

  /** Spreads names that come from outside. */
  nameHash(): KeyedHash {
    const words = Buffer.from(digest(this.#names, ''));
    return new KeyedHash(words.readInt32LE(0), words.readInt32LE(4));
  }
}

function digest(mac: Mac, text: string): Uint8Array {
  return mac.clone().update(utf8Bytes(text)).digest();
}

function base64url(bytes: Uint8Array, count: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, count).toString('base64url');
}
