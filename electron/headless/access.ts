/**
 * Who may use the page. A one-time code, which travels in a private file or by the user's own hand,
 * is exchanged for a session that lives in an HttpOnly cookie. Secrets are on no command line.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long an unused code works. */
export const CODE_LIFETIME_MS = 10 * 60 * 1000;
/** Older ones fall out, so that reloading or printing codes for ever costs nothing. */
const MAX_CODES = 16;
const MAX_SESSIONS = 64;
const SECRET_BYTES = 32;

/** The user id at the other end of a connection, or `undefined` where the kernel does not say. */
export type PeerUid = number | undefined;

/** A session as another process of ours can go on with it. Digests open nothing. */
export interface KnownSession {
  /** SHA-256 of the token, hexadecimal. */
  readonly digest: string;
  readonly uid?: number | undefined;
}

export interface Access {
  /** A fresh code that works once, within {@link CODE_LIFETIME_MS}. */
  issueCode(): string;
  /** Takes the code out of use. Answers the token of a new session, or `undefined`. */
  redeemCode(code: string, uid: PeerUid): string | undefined;
  /** Whether the token is that of a session which this user began. */
  admits(token: string, uid: PeerUid): boolean;
  sessions(): readonly KnownSession[];
}

/** `known` are sessions that began with the process before this one. */
export function createAccess(
  nowMs: () => number = () => performance.now(),
  known: readonly KnownSession[] = [],
): Access {
  // Only digests are kept, and every comparison is of two digests: equal in length, and useless
  // to whoever learns how far they agree.
  const codes: { readonly digest: Buffer; readonly expiresAtMs: number }[] = [];
  const sessions: { readonly digest: Buffer; readonly uid: PeerUid }[] = known
    .slice(-MAX_SESSIONS)
    .map(({ digest, uid }) => ({ digest: Buffer.from(digest, 'hex'), uid }));

  return {
    issueCode: () => {
      const code = randomSecret();
      codes.push({ digest: digestOf(code), expiresAtMs: nowMs() + CODE_LIFETIME_MS });
      codes.splice(0, codes.length - MAX_CODES);
      return code;
    },
    redeemCode: (code, uid) => {
      const digest = digestOf(code);
      const index = codes.findIndex((known) => timingSafeEqual(known.digest, digest));
      if (index < 0) return undefined;
      const [known] = codes.splice(index, 1);
      if (!known || known.expiresAtMs <= nowMs()) return undefined;
      const token = randomSecret();
      sessions.push({ digest: digestOf(token), uid });
      sessions.splice(0, sessions.length - MAX_SESSIONS);
      return token;
    },
    admits: (token, uid) => {
      const digest = digestOf(token);
      const session = sessions.find((known) => timingSafeEqual(known.digest, digest));
      // SECURITY: cookies ignore ports, so a page of another local user's server on this host could
      // be sent ours. It is worth nothing to a process of another user.
      return session !== undefined && session.uid === uid;
    },
    sessions: () => sessions.map(({ digest, uid }) => ({ digest: digest.toString('hex'), uid })),
  };
}

function randomSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
