/**
 * Ends the lab's children when the lab itself is killed: even one that stands still (a frozen backend never learns that
 * its message channel is gone) or that has no channel (somebody's balancer). A shell waits at the end of a pipe; when
 * the pipe closes without the lab's having taken a child off its list, the shell ends that child's process group.
 */
import { type ChildProcess, spawn } from 'node:child_process';

const SCRIPT = `
groups=
while read -r what group; do
  case $what in
    watch) groups="$groups $group" ;;
    forget)
      kept=
      for other in $groups; do [ "$other" = "$group" ] || kept="$kept $other"; done
      groups=$kept ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;

const watched = new Set<number>();
/** There is one as long as there is something to watch. */
let guardian: ChildProcess | null = null;

/** From now on this process group ends with the lab. */
export function watch(group: number): void {
  watched.add(group);
  guardian ??= start();
  guardian.stdin?.write(`watch ${group}\n`);
}

/** The group is gone; its number may be somebody else's soon. */
export function forget(group: number): void {
  if (!watched.delete(group)) return;
  guardian?.stdin?.write(`forget ${group}\n`);
  if (watched.size > 0) return;
  guardian?.stdin?.end();
  guardian = null;
}

function start(): ChildProcess {
  // A session of its own: what a terminal sends to the lab's group is not for it.
  const child = spawn('sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  // Without a shell there is no guardian, and everything else still works.
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  // It must not keep the lab alive.
  child.unref();
  const { stdin } = child;
  if (stdin !== null && 'unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  return child;
}
