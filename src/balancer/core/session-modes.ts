/** Which kind of sessions a configuration asks for. */
import { CookieSessions } from './cookie-sessions.ts';
import { HeaderSessions } from './header-sessions.ts';
import type { Sessions, SessionsContext } from './sessions.ts';

/** Every request for itself. */
const NO_SESSIONS: Sessions = { find: () => null, stick: () => '' };

export function createSessions(context: SessionsContext): Sessions {
  const { config, store } = context;
  if (config.mode === 'cookie') return new CookieSessions(context);
  return config.mode === 'header' && store !== null ? new HeaderSessions(context, store) : NO_SESSIONS;
}
