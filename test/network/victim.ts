/** A process to be killed: it accepts connections, prints its port, and reads all or nothing. */
import { createServer } from 'node:net';

const [host, reads] = process.argv.slice(2);
const server = createServer({ pauseOnConnect: reads !== 'true' }, (socket) => {
  socket.on('error', () => {});
  if (reads === 'true') socket.resume();
});
server.listen(0, host, () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`);
});
// Nothing outlives the tests, even if they are killed.
process.stdout.on('error', () => process.exit());
setInterval(() => {
  if (process.ppid === 1) process.exit();
}, 500);
