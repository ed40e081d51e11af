/** Talks to the lab as a user would, from the near end: `ADDRESS`. Prints what it was answered. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { LAB_PORTS } from '../../electron/engine/network/lab/conversations.ts';

const [address = ''] = process.argv.slice(2);

async function get(port: number): Promise<string> {
  const connection = connect(port, address);
  connection.write('GET / HTTP/1.0\r\n\r\n');
  return await text(connection);
}

async function echo(message: string): Promise<string> {
  const socket = createSocket('udp4');
  socket.send(message, LAB_PORTS.echo, address);
  const [answer] = await once(socket, 'message');
  socket.close();
  return String(answer);
}

const answers = await Promise.all([get(LAB_PORTS.http), get(LAB_PORTS.httpToo), echo('hello')]);
process.stdout.write(JSON.stringify(answers));
